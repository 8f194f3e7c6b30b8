// Small comforts of the chat page.
(() => {
  "use strict";
  window.statdesk = {
    // Bring the newest question to the top, so that its answer is read from the beginning.
    showNewest: () => {
      requestAnimationFrame(() => {
        const questions = document.querySelectorAll("#conversation .asked");
        const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
        questions[questions.length - 1]?.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
      });
    },
    focusQuestion: () => {
      document.querySelector("#question textarea")?.focus();
    },
  };

  // The chat component names each message by its own source, tags and all; a screen reader should read the message.
  new MutationObserver(() => {
    for (const message of document.querySelectorAll("#conversation .message > [aria-label]")) {
      message.removeAttribute("aria-label");
    }
  }).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ["aria-label"] });
})();
