"use strict";
// Keys, sorting and filtering. Every page can be read without it.
(() => {
  const all = (what, root = document) => [...root.querySelectorAll(what)];
  const open = (element) => {
    for (let up = element; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
  };
  const marked = (op) => {
    const kind = [...op.classList].find((name) => name.startsWith("k-"));
    const box = document.getElementById(kind);
    return !box || box.checked;
  };
  const seen = (element) => element.getClientRects().length > 0;

  // Where the reader is among `list`: the marked one, or the first below the top of the window.
  const places = { op: null, row: null };
  const go = (kind, list, step) => {
    if (list.length === 0) return;
    let at = list.indexOf(places[kind]);
    if (at < 0) {
      at = list.findIndex((element) => element.getBoundingClientRect().top > 60);
      at = at < 0 ? (step > 0 ? list.length : list.length - 1) : step > 0 ? at - 1 : at;
    }
    show(kind, list[Math.max(0, Math.min(list.length - 1, at + step))]);
  };
  const show = (kind, element) => {
    all(".here").forEach((old) => old.classList.remove("here"));
    places[kind] = element;
    if (kind === "op") places.row = element.closest(".row");
    const row = element.closest(".row") || element;
    const number = element.dataset.n;
    const twins = number === undefined ? [element] : all(`[data-n="${number}"]`, row);
    twins.forEach((twin) => twin.classList.add("here"));
    const focus = element.matches("tr") ? element.querySelector("a") || element : element;
    if (focus === element) element.tabIndex = -1;
    focus.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  };
  const ops = () => all(".l .op").filter((op) => marked(op) && !op.closest(".fold:not([open])"));
  const rows = () => all(".row:not(.sides), .clusters tbody tr").filter(seen);

  const help = document.getElementById("help");
  // Who dictates, or types by mistake, can turn single keys off, for all pages where the browser remembers it.
  const single = document.getElementById("single-keys");
  const kept = "leitong-single-keys";
  try { single.checked = localStorage.getItem(kept) !== "off"; } catch { /* not remembered */ }
  single.addEventListener("change", () => {
    try { localStorage.setItem(kept, single.checked ? "on" : "off"); } catch { /* not remembered */ }
  });
  const keys = {
    n: () => go("op", ops(), 1),
    p: () => go("op", ops(), -1),
    j: () => go("row", rows(), 1),
    k: () => go("row", rows(), -1),
    f: () => {
      const folds = all(".rows .fold");
      const unfold = folds.some((fold) => !fold.open);
      folds.forEach((fold) => { fold.open = unfold; });
    },
    m: () => {
      const op = places.op;
      const target = op && op.classList.contains("k-move") &&
        document.getElementById(op.querySelector(".tag").hash.slice(1));
      if (target) { open(target); show("op", target); }
    },
    i: () => {
      const box = document.getElementById("inline");
      if (box) box.checked = !box.checked;
    },
    "/": () => {
      const field = document.querySelector(".filter input");
      if (field) field.focus();
    },
    "?": () => { if (help.open) help.close(); else help.showModal(); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches("input[type=search], select, textarea")) return;
    if (!single.checked || (help.open && event.key !== "?")) return;
    const key = Object.hasOwn(keys, event.key) && keys[event.key];
    if (!key) return;
    event.preventDefault();
    key();
  });
  for (const hint of all(".hint")) {
    hint.hidden = false;
    hint.addEventListener("click", () => help.showModal());
  }

  // What a table cell sorts by: its figure, or its text.
  const value = (cell) => {
    const text = cell.dataset.value || cell.textContent.trim();
    const number = text === "" ? NaN : Number(text.replaceAll(",", ""));
    return Number.isNaN(number) ? text : number;
  };
  const compare = (x, y) =>
    typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "zh");
  for (const table of all("table.clusters")) {
    const body = table.tBodies[0];
    all("thead th", table).forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        all("thead th", table).forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const sorted = [...body.rows].map((row) => [value(row.cells[column]), row]);
        sorted.sort(([x], [y]) => (down ? compare(y, x) : compare(x, y)));
        body.append(...sorted.map(([, row]) => row));
      });
    });
    const words = table.dataset;
    const bar = document.createElement("form");
    bar.className = "filter";
    const label = document.createElement("label");
    const field = document.createElement("input");
    const count = document.createElement("output");
    field.type = "search";
    field.placeholder = words.hint;
    label.append(words.filter, " ", field);
    bar.append(label, count);
    bar.addEventListener("submit", (event) => event.preventDefault());
    table.parentElement.before(bar);
    // Each word must stand in a row; `size:>5` and `min:<0.8` compare its figures.
    const fits = (row) => (word) => {
      const [, name, sign, limit] = /^(size|min):([<>])=?([\d.]+)$/.exec(word) || [];
      if (!name) return row.textContent.toLowerCase().includes(word);
      const figure = Number(row.dataset[name]);
      const bound = Number(limit);
      return (word.includes("=") && figure === bound) || (sign === ">" ? figure > bound : figure < bound);
    };
    field.addEventListener("input", () => {
      const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let left = 0;
      for (const row of body.rows) {
        row.hidden = !wanted.every(fits(row));
        left += row.hidden ? 0 : 1;
      }
      count.textContent = `${words.shown} ${left} / ${body.rows.length}`;
    });
  }
})();
