// Filters and sorts a report as its readers do, and tells as JSON what it then shows and what its address says: node views.mjs PAGE ACTOR
import { execSync } from "node:child_process";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.MILEPOST_READERS}/`);
const { chromium } = require("playwright-core");
const [page, actor] = process.argv.slice(2);
const executablePath = execSync("command -v chromium", { encoding: "utf8" }).trim();
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath, args, headless: true });
const found = { console: [], requests: [] };

async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const view = await context.newPage();
  view.on("console", (message) => found.console.push(message.text()));
  view.on("pageerror", (error) => found.console.push(error.message));
  view.on("request", (request) => request.url().startsWith("file:") || found.requests.push(request.url()));
  await view.goto(address);
  return view;
}

const told = (view) => view.evaluate(() => {
  const seen = [...document.querySelectorAll(".milestones tr[data-m]")].filter((row) => row.checkVisibility());
  const head = document.querySelector(".milestones th[aria-sort]");
  const at = head?.cellIndex;
  return {
    hash: location.hash, count: document.getElementById("count").textContent,
    shown: seen.map((row) => row.dataset.m),
    keys: head && seen.map((row) => row.cells[at].dataset.v ?? row.cells[at].textContent),
    statuses: seen.map((row) => row.dataset.status),
    sort: head?.getAttribute("aria-sort"), arrow: head && getComputedStyle(head.firstElementChild, "::after").content,
    phases: [...document.querySelectorAll(".milestones tr.phase")].filter((row) => row.checkVisibility()).length,
  };
});

const view = await open(`file://${page}`);
const button = (name) => view.locator(".milestones thead").getByRole("button", { name });
const all = () => view.getByRole("button", { name: "Show all" }).click();
found.all = await told(view);
found.counts = await view.evaluate(() => Object.fromEntries([
  ...["overdue", "breached"].map((name) => [name, document.querySelector(`[name=${name}] ~ b`).textContent]),
  ...[...document.querySelectorAll("[name=mine] option")].map((option) => [option.value, option.textContent]),
]));
for (const name of ["overdue", "breached"]) {
  await view.locator(`[name=${name}]`).check();
  found[name] = await told(view);
  await all();
}
await view.locator("[name=mine]").selectOption(actor);
found.mine = await told(view);
await all();
await button("Due").click();
found.due = await told(view);
await button("Due").click();
found.late = await told(view);
await view.goBack();
found.back = await told(view);
await view.goForward();
found.forward = await told(view);
await button("Status").click();
found.urgent = await told(view);
await view.locator("[name=words]").pressSequentially("stage");
await view.locator("[name=mine]").selectOption(actor);
found.both = await told(view);
const copy = await open(view.url());
found.copy = await told(copy);
await all();
found.plan = await told(view);
await view.locator(".statuses a[data-status=breached]").click();
found.link = await told(view);
// A record that is filtered away is shown to whom a link leads there.
await view.evaluate(() => { location.hash = "#m-DC-1"; });
await view.waitForFunction(() => document.getElementById("m-DC-1").checkVisibility());
found.record = true;
await all();
// The heads of long tables at the top of what is seen.
found.stuck = await view.evaluate(() => ["table.milestones", "table.gantt"].map((place) => {
  const table = document.querySelector(place);
  scrollTo({ top: scrollY + table.getBoundingClientRect().bottom - 300, behavior: "instant" });
  return Math.round(table.tHead.rows[0].cells[0].getBoundingClientRect().top);
}));
const plain = await open(`file://${page}`, { javaScriptEnabled: false });
found.plain = {
  shown: await plain.locator(".milestones tr[data-m]").evaluateAll((rows) => rows.filter((row) => row.checkVisibility()).map((row) => row.dataset.m)),
  filter: await plain.locator("#filter").isVisible(),
};
await plain.locator("#records summary").click();
found.plain.opened = await plain.locator("#m-DC-1").isVisible();
await browser.close();
console.log(JSON.stringify(found));
