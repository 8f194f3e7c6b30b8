// The page that adds documents: sends the files with the key, and shows what became of each.
(() => {
  "use strict";
  const address = "/api/documents";
  const element = (id) => document.getElementById(id);
  const form = element("add");
  const limits = { files: Number(form.dataset.files), bytes: Number(form.dataset.bytes) };
  const labels = {
    added: "Added", replaced: "Added", unchanged: "Unchanged", duplicate: "Unchanged", older: "Unchanged",
    updated: "Updated", refused: "Refused",
  };

  // The address printed in the terminal carries the key behind the #, which no browser sends to a server.
  const brought = new URLSearchParams(location.hash.slice(1)).get("key");
  if (brought) history.replaceState(null, "", location.pathname);
  element("key").value = brought || sessionStorage.getItem("upload-key") || "";
  (element("key").value ? element("files") : element("key")).focus();

  const made = (tag, text = "", className = "") => {
    const node = document.createElement(tag);
    node.textContent = text;
    if (className) node.className = className;
    return node;
  };
  // Commands are written in backticks.
  const worded = (tag, sentence, className) => {
    const node = made(tag, "", className);
    sentence.split("`").forEach((part, n) => node.append(n % 2 ? made("code", part) : part));
    return node;
  };
  const link = (href, text, described = "") => {
    const node = made("a", text);
    node.href = href;
    node.target = "_blank";
    if (described) node.append(made("span", described, "for-screen-readers"));
    return node;
  };
  const counted = (number, one, many) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
  const size = (bytes) => (bytes < 1e5 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

  const said = ["url", "retrieved", "place", "period"];
  const chosen = () => [...element("files").files];
  const isOrigin = (file) => file.name.endsWith(".meta.yaml");
  const wrong = (id, sentence) => {
    element(`${id}-wrong`).replaceChildren(sentence ? worded("span", sentence) : "");
    element(id).setAttribute("aria-invalid", sentence ? "true" : "false");
    if (sentence) element(id).focus();
    return !sentence;
  };
  // a header carries nothing else
  const keyTrouble = (key) => {
    if (!key) return "Give the upload key first.";
    return /^[!-~]+$/.test(key) ? "" : "An upload key has no blanks and no letters with accents. Copy it as a whole.";
  };
  const trouble = (files) => {
    if (!files.length) return "Choose a file first.";
    if (files.length > limits.files) return `These are ${files.length} files. Add at most ${limits.files} at a time.`;
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    if (bytes > limits.bytes) return `These are ${size(bytes)}. Add at most ${size(limits.bytes)} at a time.`;
    return "";
  };
  const showChosen = () => {
    const files = chosen();
    element("chosen").replaceChildren(...files.map((file) => made("li", `${file.name}, ${size(file.size)}`)));
    element("origin").disabled = files.filter((file) => !isOrigin(file)).length > 1;
    wrong("files", files.length ? trouble(files) : "");
  };
  element("files").addEventListener("change", showChosen);
  element("key").addEventListener("input", () => wrong("key", ""));

  const say = (sentence, share) => {
    element("work").hidden = !sentence;
    if (element("state").textContent !== sentence) element("state").textContent = sentence;
    if (share === undefined) element("bar").removeAttribute("value");
    else element("bar").value = share;
  };
  const authorised = () => ({ Authorization: `Bearer ${element("key").value.trim()}` });

  // What the server says of its work; null where it cannot be asked.
  const progress = async () => {
    const response = await fetch(`${address}/progress`, { headers: authorised(), cache: "no-store" });
    const body = await response.json();
    return response.ok ? body : { refused: body.error };
  };
  const followed = () => setInterval(async () => {
    const now = await progress().catch(() => null);
    if (!now || now.refused || element("work").hidden) return;
    const others = now.in_hand > 1 ? ` (${counted(now.in_hand - 1, "other upload is", "other uploads are")} in hand)` : "";
    say(`${now.message || "Waiting for the server"}${others} …`);
  }, 1000);

  // fetch cannot say how much has been sent
  const sent = (data) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let following;
    request.open("POST", address);
    request.setRequestHeader("Authorization", authorised().Authorization);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) say("Sending the files …", event.loaded / event.total);
    });
    request.upload.addEventListener("load", () => {
      say("Reading the files …");
      following = followed();
    });
    request.addEventListener("loadend", () => {
      clearInterval(following);
      try {
        resolve({ status: request.status, body: JSON.parse(request.responseText) });
      } catch (error) {
        reject(error);
      }
    });
    request.send(data);
  });

  const flagItem = (flag) => {
    const item = made("li");
    const quote = made("blockquote");
    quote.append(link(flag.url, flag.quote.replace(/\s+/g, " ").trim() || "Open in the document"));
    item.append(made("p", flag.message), quote, made("code", flag.accept, "command"));
    return item;
  };
  const fileItem = (file) => {
    const item = made("li", "", `outcome ${file.outcome}`);
    const head = made("p", "", "head");
    head.append(made("strong", labels[file.outcome] || file.outcome, "label"), " ");
    head.append(file.document ? link(file.document.url, file.name) : made("span", file.name));
    // the label says the first word of the sentence, the link the name
    const rest = file.said.slice(file.said.indexOf(file.name) + file.name.length).replace(/^[:\s]+/, "");
    item.append(head, ...(rest ? [worded("p", `${rest[0].toUpperCase()}${rest.slice(1)}.`)] : []));
    if (file.flags.length) {
      const details = made("details");
      const list = made("ol");
      list.append(...file.flags.map(flagItem));
      details.append(made("summary", `${counted(file.needs_person, "entry", "entries")} to look at`), list);
      if (file.needs_person > file.flags.length) details.append(worded("p", "`statdesk check` lists all of them."));
      item.append(details);
    }
    return item;
  };
  const showOutcome = ({ body }) => {
    const open = body.files.reduce((sum, file) => sum + file.needs_person, 0);
    element("summary").textContent = body.summary;
    element("next").replaceChildren(open ? worded("span",
      "Open each place and read what is printed. What holds is accepted with the command under the entry, with your "
      + "name and on the machine of the index; `statdesk reject` withdraws a figure, and `statdesk check` lists all.")
      : "");
    element("outcomes").replaceChildren(...body.files.map(fileItem));
    element("outcome").hidden = false;
    element("outcome").focus();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const files = chosen();
    if (!wrong("key", keyTrouble(element("key").value.trim()))) return;
    if (!wrong("files", trouble(files))) return;
    const data = new FormData();
    for (const file of files) data.append("files", file, file.name);
    for (const name of said) {
      const value = element("origin").disabled ? "" : element(name).value.trim();
      if (value) data.append(name, value);
    }
    element("outcome").hidden = true;
    element("send").disabled = true;
    say("Sending the files …", 0);
    try {
      const { refused } = await progress();
      if (refused) {
        wrong("key", refused);
        return;
      }
      sessionStorage.setItem("upload-key", element("key").value.trim());
      const answer = await sent(data);
      if (!answer.body.files) {
        wrong("files", answer.body.error);
        return;
      }
      showOutcome(answer);
      element("files").value = "";
      for (const name of said) element(name).value = "";
      showChosen();
    } catch {
      wrong("files", "The server did not answer, or broke off. What went in is on the page “All sheets”; then try again.");
    } finally {
      say("");
      element("send").disabled = false;
    }
  });
})();
