"use strict";
// Filters and sorts what is on the page, and opens what a link leads into; nothing is on it that is not there without this.
(() => {
  const form = document.getElementById("filter");
  const table = document.querySelector("table.milestones");
  if (!form || !table) return;
  const rows = [...table.querySelectorAll("tr[data-m]")];
  const beside = new Map();
  for (const other of document.querySelectorAll(".gantt tr[data-m], article.record")) {
    const id = other.dataset.m || other.id.replace("m-", "");
    beside.set(id, [...(beside.get(id) || []), other]);
  }
  const count = document.getElementById("count");
  const fields = [...form.querySelectorAll("[name]")];
  const field = (name) => fields.find((one) => one.name === name);
  const value = (name) => field(name).value;

  const fits = (row) => {
    const same = (name) => !value(name) || row.dataset[name] === value(name);
    const who = !value("who") || row.dataset.who.split(" ").includes(value("who"));
    const words = value("words").trim().toLowerCase();
    const phase = !value("phase") || row.parentNode.dataset.phase === value("phase");
    return phase && same("element") && same("status") && who && row.textContent.toLowerCase().includes(words);
  };

  const filter = () => {
    let shown = 0;
    for (const row of rows) {
      const hidden = !fits(row);
      if (!hidden) shown += 1;
      row.hidden = hidden;
      for (const other of beside.get(row.dataset.m) || []) other.hidden = hidden;
    }
    for (const group of document.querySelectorAll(".milestones tbody, .gantt tbody")) {
      group.hidden = !group.querySelector("tr[data-m]:not([hidden])");
    }
    const apart = rows.filter((row) => row.dataset.apart !== undefined);
    const [all, seen] = [rows.length - apart.length, apart.filter((row) => !row.hidden).length];
    const noun = all === 1 ? "milestone" : "milestones";
    const whole = apart.length ? `, beside ${seen} of ${apart.length} summing up or restating others` : "";
    count.textContent = `${shown - seen} of ${all} ${noun}${whole}`;
  };

  // Shows what has one value, or without it everything.
  const show = (name, wanted) => {
    for (const one of fields) one.value = one.name === name ? wanted : "";
    filter();
  };

  const key = (row, column, kind) => {
    const cell = row.cells[column];
    const text = cell.dataset.v || cell.textContent.trim();
    return kind === "number" ? Number(text) : text;
  };

  const sort = (header, column) => {
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const kind = header.dataset.sort;
    const order = (a, b) => {
      const [x, y] = [key(a, column, kind), key(b, column, kind)];
      const order = kind === "number" ? x - y : x.localeCompare(y, "en", { numeric: true });
      return down ? -order : order;
    };
    for (const group of table.tBodies) {
      group.append(...[...group.querySelectorAll("tr[data-m]")].sort(order));
    }
  };

  [...table.tHead.rows[0].cells].forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    button.addEventListener("click", () => sort(header, column));
    header.replaceChildren(button);
  });
  form.addEventListener("input", filter);
  form.querySelector("button").addEventListener("click", () => show());
  for (const link of document.querySelectorAll("a[data-status], a[data-element]")) {
    const name = link.dataset.status === undefined ? "element" : "status";
    link.addEventListener("click", () => show(name, link.dataset[name]));
  }
  // What a link leads to must neither be filtered away nor lie in what is closed.
  const reveal = () => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = place && place.closest("details:not([open])");
    const hidden = place && place.closest("[hidden]");
    if (hidden) show();
    if (fold) fold.open = true;
    if (fold || hidden) place.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  form.hidden = false;
  filter();
  reveal();
})();
