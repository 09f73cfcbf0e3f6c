
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const field = one("input");
  const rows = all(".row");
  const chips = all(".chip");
  const views = all("nav button");
  document.documentElement.classList.add("live");

  // --- views
  const show = (id) => {
    for (const section of all("section")) section.classList.toggle("away", section.id !== id);
    for (const button of views) button.toggleAttribute("aria-current", button.dataset.view === id);
  };
  const shown = () => (views.find((button) => button.hasAttribute("aria-current")) || {dataset: {}}).dataset.view;
  for (const button of views) button.addEventListener("click", () => show(button.dataset.view));
  if (views.length > 0) show(views[0].dataset.view);
  const turn = () => {
    const at = views.findIndex((button) => button.dataset.view === shown());
    if (views.length > 0) show(views[(at + 1) % views.length].dataset.view);
  };

  // --- filter: every word must be somewhere in the row. Texts are read once, when they are first asked for.
  let texts = null;
  let at = -1;  // the row that j and k are on
  const mark = (next) => {
    if (at >= 0) rows[at].classList.remove("at");
    at = next;
    if (at < 0) return;
    rows[at].classList.add("at");
    rows[at].scrollIntoView({block: "nearest"});
  };
  const filter = () => {
    if (!texts) texts = rows.map((row) => row.textContent.toLowerCase());
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kinds = new Set(chips.filter((chip) => chip.getAttribute("aria-pressed") === "true").map((chip) => chip.dataset.kind));
    let left = 0;
    rows.forEach((row, i) => {
      const fits = (kinds.size === 0 || kinds.has(row.dataset.kind)) && words.every((word) => texts[i].includes(word));
      row.hidden = !fits;
      left += fits ? 1 : 0;
    });
    one(".nothing").hidden = left > 0;
    one("output").textContent = left === rows.length ? "" : left + " of " + rows.length;
    if (at >= 0 && rows[at].hidden) mark(-1);
  };
  if (field) field.addEventListener("input", filter);
  for (const chip of chips)
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      filter();
    });

  // --- keyboard
  const step = (by) => {
    for (let next = at + by; next >= 0 && next < rows.length; next += by)
      if (!rows[next].hidden) return mark(next);
  };
  const keys = {
    "/": () => {
      show("changes");
      if (field) field.focus();
    },
    j: () => step(1),
    k: () => step(-1),
    g: turn,
    Enter: () => {
      if (at >= 0) rows[at].open = !rows[at].open;
    },
    Escape: () => {
      if (field) {
        field.value = "";
        for (const chip of chips) chip.setAttribute("aria-pressed", "false");
        filter();
      }
      mark(-1);
      history.replaceState(null, "", location.pathname + location.search);
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target === field;
    if (typing && event.key !== "Escape" && event.key !== "Enter") return;
    if (event.key === "Enter" && !typing && event.target.closest("a, button, summary")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    if (typing) field.blur();
    if (typing && event.key === "Enter") return step(1);
    act();
  });

  // --- from the graph to the list
  const open = () => {
    const row = /^#r\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
    if (!row) return;
    show("changes");
    row.hidden = false;
    row.open = true;
    mark(rows.indexOf(row));
    row.scrollIntoView({block: "center"});
  };
  addEventListener("hashchange", open);
  for (const link of all("a[href^='#r']")) link.addEventListener("click", () => setTimeout(open));
  for (const link of all("a[data-find]"))
    link.addEventListener("click", (event) => {
      event.preventDefault();
      field.value = link.dataset.find;
      show("changes");
      filter();
    });
  open();

  // --- whoever is under the pointer, and its neighbours
  const svg = one("svg");
  if (svg) {
    const nodes = new Map(all(".node", svg).map((node) => [node.dataset.n, node]));
    const paths = all(".edges path", svg);
    const light = (node) => {
      for (const lit of all(".on", svg)) lit.classList.remove("on");
      svg.classList.toggle("focus", Boolean(node));
      if (!node) return;
      node.classList.add("on");
      for (const path of paths) {
        const {a, b} = path.dataset;
        if (a !== node.dataset.n && b !== node.dataset.n) continue;
        for (const lit of [path, nodes.get(a), nodes.get(b)]) lit.classList.add("on");
      }
    };
    svg.addEventListener("pointerover", (event) => light(event.target.closest(".node")));
    svg.addEventListener("pointerleave", () => light(null));
  }
})();
