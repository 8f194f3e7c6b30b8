// Highlights the stretch of the source text that the address names: #start-end, in code points, half open.
(() => {
  "use strict";
  const source = document.getElementById("source");
  const note = document.getElementById("note");
  const text = source.textContent;

  // Strings count UTF-16 units; offsets count code points, of which some take two units.
  const unitsUpTo = (points, from, fromUnits) => {
    let units = fromUnits;
    for (let point = from; point < points; point += 1) {
      if (units >= text.length) return -1;
      units += text.codePointAt(units) > 0xffff ? 2 : 1;
    }
    return units;
  };

  const show = () => {
    const named = /^#(\d{1,9})-(\d{1,9})$/.exec(location.hash);
    source.replaceChildren(document.createTextNode(text));
    if (!named) {
      note.textContent = location.hash.length > 1
        ? "The link does not name a passage of this text, so the whole text is shown."
        : "The whole text is shown. Links from answers highlight the quoted passage here.";
      return;
    }
    const start = Number(named[1]);
    const end = Number(named[2]);
    const first = unitsUpTo(start, 0, 0);
    const last = first < 0 || end <= start ? -1 : unitsUpTo(end, start, first);
    if (last < 0) {
      note.textContent = "The passage that the link names is not in this text, so the whole text is shown.";
      return;
    }
    const mark = document.createElement("mark");
    mark.tabIndex = -1;
    mark.append(document.createTextNode(text.slice(first, last)));
    source.replaceChildren(text.slice(0, first), mark, text.slice(last));
    note.textContent = "The quoted passage is highlighted below.";
    mark.focus({ preventScroll: true });
    mark.scrollIntoView({ block: "center" });
  };

  addEventListener("hashchange", show);
  show();
})();
