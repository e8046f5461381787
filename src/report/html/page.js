"use strict";
// Filter, links to cases and copy buttons. Without this script everything is still there to be read.
(() => {
  for (const control of document.querySelectorAll(".script-only")) control.hidden = false;
  const input = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const chips = [...document.querySelectorAll(".chip")];
  const ranks = [...document.querySelectorAll("section.rank")];
  const cases = [...document.querySelectorAll("article.case")].map((element) => ({
    element,
    verdict: element.dataset.v || "",
    cause: element.dataset.c || "",
    text: "",
    rank: element.parentElement,
  }));

  // The words of a line are only read when somebody searches for them.
  const textOf = (item) => {
    if (!item.text) {
      const line = item.element.querySelector("summary, .line");
      const title = item.element.querySelector("h3");
      item.text = ((line || item.element).textContent + " " + (title ? title.textContent : "")).toLowerCase();
    }
    return item.text;
  };

  // "s:failed" and "s:error" together mean either of them, as two causes do; other words must all be there.
  const outcomes = { refused: "failed", accepted: "passed" };
  const parse = (query) => {
    const wanted = { verdicts: [], causes: [], words: [] };
    for (const word of query.toLowerCase().split(/\s+/)) {
      if (word.startsWith("s:")) wanted.verdicts.push(outcomes[word.slice(2)] || word.slice(2));
      else if (word.startsWith("c:")) wanted.causes.push(word.slice(2));
      else if (word) wanted.words.push(word);
    }
    return wanted;
  };

  const apply = (query) => {
    const wanted = parse(query);
    const any = query.trim() !== "";
    const counts = new Map();
    let visible = 0;
    for (const item of cases) {
      const hit = !any || (
        (!wanted.verdicts.length || wanted.verdicts.includes(item.verdict)) &&
        (!wanted.causes.length || wanted.causes.some((cause) => item.cause.startsWith(cause))) &&
        wanted.words.every((word) => textOf(item).includes(word)));
      if (item.element.hidden === hit) item.element.hidden = !hit;
      if (!hit) continue;
      visible += 1;
      counts.set(item.rank, (counts.get(item.rank) || 0) + 1);
    }
    for (const rank of ranks) rank.hidden = any && !counts.get(rank);
    for (const chip of chips) {
      if (wanted.verdicts.includes(chip.dataset.s)) chip.setAttribute("aria-current", "true");
      else chip.removeAttribute("aria-current");
    }
    if (shown) shown.textContent = any ? visible + " of " + cases.length + " shown" : "";
  };

  const queryOf = (hash) => {
    if (!hash.startsWith("#?")) return "";
    try { return decodeURIComponent(hash.slice(2)); } catch { return ""; }
  };

  const reveal = (hash) => {
    let id = hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    const target = id && document.getElementById(id);
    if (!target) return;
    if (target.hidden) { input.value = ""; apply(""); }
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    const own = target.querySelector(":scope > details");
    if (own) own.open = true;
    target.scrollIntoView();
  };

  const follow = () => {
    const hash = location.hash;
    if (hash.startsWith("#?") || hash === "") {
      const query = queryOf(hash);
      if (input && input.value !== query) input.value = query;
      if (cases.length) apply(query);
      if (query) document.querySelector(".filter").scrollIntoView();
    } else {
      reveal(hash);
    }
  };

  if (input) {
    let waiting = 0;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const query = input.value.trim();
        history.replaceState(null, "", query ? "#?" + encodeURIComponent(query) : "#");
        apply(query);
      }, 120);
    });
  }
  // A second press on the same chip takes the filter away again.
  for (const chip of chips) {
    chip.addEventListener("click", (event) => {
      if (!chip.hasAttribute("aria-current")) return;
      event.preventDefault();
      location.hash = "#?";
    });
  }
  for (const block of document.querySelectorAll("pre.command")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(block.querySelector("code").textContent).then(
        () => { button.textContent = "Copied"; }, () => { button.textContent = "Press Ctrl+C"; });
    });
    block.append(button);
  }
  // What is folded on the screen is not folded on paper.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("article:not([hidden]) details:not([open]), main.one details:not([open]), .causes details:not([open])")];
    if (folded.length > 2000) folded = [];
    for (const fold of folded) fold.open = true;
  });
  addEventListener("afterprint", () => { for (const fold of folded) fold.open = false; });
  addEventListener("hashchange", follow);
  follow();
})();
