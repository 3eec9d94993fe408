"use strict";
// Filters and sorts what is on the page, keeps in its address what is chosen, and opens what a link leads into; nothing is on it that is
// not there without this.
(() => {
  const form = document.getElementById("filter");
  const table = document.querySelector("table.milestones");
  if (!form || !table) return;
  const rows = [...table.querySelectorAll("tr[data-m]")];
  const heads = [...table.tHead.rows[0].cells];
  const groups = [...table.tBodies].map((body) => ({ body, rows: rows.filter((row) => row.parentNode === body) }));
  // Where rows of all phases stand while they are sorted.
  const sorted = document.createElement("tbody");
  for (const { body, rows } of groups) {
    for (const row of rows) {
      row.dataset.phase = body.dataset.phase;
      row.querySelector(".title").dataset.within = body.querySelector(".name").textContent;
    }
  }
  const beside = new Map();
  for (const other of document.querySelectorAll(".gantt tr[data-m], article.record")) {
    const id = other.dataset.m || other.id.replace("m-", "");
    beside.set(id, [...(beside.get(id) || []), other]);
  }
  const count = document.getElementById("count");
  const fields = [...form.querySelectorAll("[name]")];
  const value = (field) => (field.type === "checkbox" ? (field.checked ? "1" : "") : field.value.trim());
  const set = (field, value) => {
    field.checked = value === "1";
    if (field.type !== "checkbox") field.value = value;
    // A choice that is not offered is none.
    if (field.selectedIndex === -1) field.value = "";
  };
  const concerns = (row, how, who) => row.dataset.who.split("/")[how === "owes" ? 0 : 1].split(" ").includes(who);
  const is = (name) => (row, wanted) => row.dataset[name] === wanted;
  const fit = {
    phase: is("phase"), element: is("element"), status: is("status"),
    mine: (row, wanted) => concerns(row, "owes", wanted) || concerns(row, "verifies", wanted),
    words: (row, wanted) => row.textContent.toLowerCase().includes(wanted.toLowerCase()),
    overdue: (row) => row.dataset.overdue !== undefined,
    breached: (row) => row.dataset.status === "breached",
    sort: () => true,
  };
  // What the page says in the language of its reader, with figures in it.
  const said = (words, figures) => words.replace(/\{(\w+)\}/g, (_, name) => figures[name]);
  const counted = (rows) => rows.filter((row) => row.dataset.apart === undefined).length;

  const filter = () => {
    const chosen = fields.filter((field) => value(field));
    for (const row of rows) {
      row.hidden = !chosen.every((field) => fit[field.name](row, value(field)));
      for (const other of beside.get(row.dataset.m) || []) other.hidden = row.hidden;
    }
    for (const group of document.querySelectorAll(".milestones tbody, .gantt tbody")) {
      group.hidden = !group.querySelector("tr[data-m]:not([hidden])");
    }
    const shown = rows.filter((row) => !row.hidden);
    const apart = rows.length - counted(rows);
    const whole = apart ? said(count.dataset.beside, { shown: shown.length - counted(shown) }) : "";
    count.textContent = said(count.dataset.told, { shown: counted(shown) }) + whole;
  };

  const collator = new Intl.Collator([document.querySelector("h1").lang || "en", "en"], { numeric: true });
  // What has no value stands last, whichever way it goes; what has the same stands as in the plan.
  const order = (column, down) => (a, b) => {
    const [x, y] = [a, b].map((row) => row.cells[column].dataset.v ?? row.cells[column].textContent.trim());
    if (!x || !y) return !x - !y;
    const order = isNaN(x) || isNaN(y) ? collator.compare(x, y) : x - y;
    return down ? -order : order;
  };
  let by = "";
  const sort = (chosen) => {
    if (chosen === by) return;
    by = chosen;
    const [key, down] = [chosen.replace("-", ""), chosen.startsWith("-")];
    const at = heads.findIndex((head) => head.dataset.sort === key);
    heads.forEach((head, column) => {
      if (column === at) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    table.classList.toggle("sorted", at !== -1);
    if (at === -1) {
      for (const { body, rows } of groups) body.append(...rows);
      sorted.remove();
    } else {
      sorted.append(...[...rows].sort(order(at, down)));
      table.append(sorted);
    }
  };

  const field = (name) => fields.find((one) => one.name === name);
  const show = () => {
    sort(value(field("sort")));
    filter();
  };
  // What is chosen, as the end of an address: `#?status=open&sort=-due`.
  const address = (values) => `#?${new URLSearchParams(values.filter(([, value]) => value))}`;
  const chosen = () => fields.map((field) => [field.name, value(field)]);
  const keep = (typing) => {
    show();
    const now = address(chosen());
    const again = typing && new URLSearchParams(location.hash.slice(2)).has("words") && value(field("words"));
    if (now !== (location.hash || "#?")) history[again ? "replaceState" : "pushState"](null, "", now);
  };
  const choose = (values) => {
    for (const one of fields) set(one, values.get(one.name) || "");
  };
  const milestones = document.getElementById("milestones");
  const none = new Map();

  heads.forEach((head) => {
    const key = head.dataset.sort;
    for (const [way, told] of [[key, ""], [`-${key}`, ", the last first"]]) {
      field("sort").append(new Option(head.textContent + told, way));
    }
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => {
      const before = value(field("sort"));
      set(field("sort"), before === key ? `-${key}` : before === `-${key}` ? "" : key);
      keep();
    });
    // Paper repeats the words of a head, and no buttons.
    head.dataset.title = head.textContent;
    head.replaceChildren(button);
  });
  field("sort").options[0].textContent = "phase";
  for (const name of ["overdue", "breached"]) {
    field(name).parentNode.querySelector("b").textContent = counted(rows.filter((row) => fit[name](row)));
  }
  for (const option of field("mine").options) {
    const many = ["owes", "verifies"].map((how) => [how, counted(rows.filter((row) => concerns(row, how, option.value)))]);
    const told = many.filter(([, count]) => count > 0).map((one) => one.join(" "));
    if (option.value) option.textContent += ` (${told.join(", ")})`;
  }
  form.addEventListener("input", (event) => keep(event.target.name === "words"));
  form.querySelector("button").addEventListener("click", () => {
    choose(none);
    keep();
  });
  for (const link of document.querySelectorAll("a[data-status], a[data-element], a[data-overdue]")) {
    const [name] = ["status", "element", "overdue"].filter((name) => link.dataset[name] !== undefined);
    const values = new Map([[name, link.dataset[name]]]);
    link.href = address([...values]);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      choose(values);
      keep();
      milestones.scrollIntoView();
    });
  }
  // An address says what is shown, or leads to a place, which must neither be filtered away nor lie in what is closed.
  const follow = () => {
    if (!location.hash || location.hash.startsWith("#?")) {
      choose(new URLSearchParams(location.hash.slice(2)));
      return show();
    }
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = place && place.closest("details:not([open])");
    const hidden = place && place.closest("[hidden]");
    if (hidden) {
      choose(none);
      show();
    }
    if (fold) fold.open = true;
    if (fold || hidden) place.scrollIntoView();
  };
  for (const square of document.querySelectorAll("a.w")) square.title = square.getAttribute("aria-label");
  addEventListener("hashchange", follow);
  form.hidden = false;
  filter();
  if (location.hash) follow();
  if (location.hash.startsWith("#?")) milestones.scrollIntoView();
})();
