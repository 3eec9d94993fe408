// Opens a page in Chromium as its readers do, and tells as JSON what it found: node page.mjs PAGE PDF ELEMENT
import { execSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(`${process.env.MILEPOST_READERS}/`);
const { chromium } = require("playwright-core");
const { HtmlValidate } = require("html-validate");
const [page, pdf, element] = process.argv.slice(2);
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const chromiumPath = execSync("command -v chromium", { encoding: "utf8" }).trim();
const profile = mkdtempSync(join(tmpdir(), "page-"));
const found = { console: [], requests: [], violations: [], wide: [], apart: [], broken: [], uncaptioned: [], undirected: [] };

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  // Ids of milestones have full stops; titles are as long as those of agreements.
  rules: { "valid-id": ["error", { relaxed: true }], "long-title": "off" },
});
const checked = await validator.validateString(readFileSync(page, "utf8"));
found.invalid = checked.results.flatMap((result) => result.messages.map((message) => `${message.ruleId}: ${message.message}`));

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 400]) {
    const context = await chromium.launchPersistentContext(`${profile}/${colorScheme}${width}`, {
      executablePath: chromiumPath, args: quiet, headless: true, colorScheme,
      viewport: { width, height: 900 },
    });
    const view = await context.newPage();
    view.on("console", (message) => found.console.push(message.text()));
    view.on("pageerror", (error) => found.console.push(error.message));
    view.on("request", (request) => request.url().startsWith("file:") || found.requests.push(request.url()));
    view.on("dialog", (dialog) => { found.console.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
    await view.goto(`file://${page}`);
    for (const wide of [1920, 768, width]) {
      await view.setViewportSize({ width: wide, height: 900 });
      const overflow = await view.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overflow > 0) found.wide.push(`${wide}: ${overflow}`);
    }
    if (colorScheme === "light") found.broken.push(...(await view.evaluate(broken)).map((one) => `${width}: ${one}`));
    const apart = await view.evaluate(() => {
      const [axis, row] = [".gantt .axis", ".gantt .row"].map((one) => document.querySelector(one)?.getBoundingClientRect());
      return axis && row ? Math.abs(axis.left - row.left) + Math.abs(axis.width - row.width) : 0;
    });
    if (apart > 1) found.apart.push(`${width}: ${apart}`);
    if (colorScheme === "light" && width === 1280) await look(view);
    // By DevTools, which the page's own policy does not bind; a tag would be refused.
    await view.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
    const { violations } = await view.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    found.violations.push(...violations.map((one) => `${colorScheme} ${width} ${one.id}: ${one.nodes[0].html.slice(0, 200)}`));
    await context.close();
  }
}
rmSync(profile, { recursive: true, force: true });
console.log(JSON.stringify(found));

// Words and days in which a line ends, of all that is seen; addresses and roots may break, and what is longer than a line must.
function broken() {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const within = node.parentElement;
    if (!within.checkVisibility() || within.closest("svg, .hidden, .skip, .out, code, .basis, script, style, select")) continue;
    for (const { 0: word, index } of node.data.matchAll(/\d{4}-\d\d-\d\d|[A-Z]+-\d+|[\p{L}\p{M}]{2,24}/gu)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const tops = [...range.getClientRects()].filter((one) => one.width > 0).map((one) => Math.round(one.top / 4));
      if (new Set(tops).size > 1 && Math.max(...tops) - Math.min(...tops) > 1) found.push(`${word} in ${within.outerHTML.slice(0, 80)}`);
    }
  }
  return found;
}

async function look(view) {
  found.uncaptioned = await view.evaluate(() => [...document.querySelectorAll("table")].filter((one) => !one.caption?.textContent.trim()).map((one) => one.outerHTML.slice(0, 120)));
  // What is written from right to left turns nothing around it: it has a direction of its own below the page's.
  found.undirected = await view.evaluate(() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const apart = node.parentElement.closest("[dir], bdi, script, style, svg");
      if (/[\u0590-\u08ff]/.test(node.data) && !apart) found.push(node.parentElement.outerHTML.slice(0, 120));
    }
    return found;
  });
  const texts = (places) => view.locator(places).allTextContents();
  const shown = () => view.evaluate(() => [...document.querySelectorAll(".milestones tr[data-m]")].filter((row) => row.checkVisibility()).map((row) => row.dataset.m));
  found.scores = (await texts(".voice .score")).map((text) => text.trim());
  found.spreads = (await texts(".voice .squares + .spread")).map((text) => text.trim());
  found.statuses = (await texts(".statuses a")).map((text) => text.trim());
  found.rows = await view.evaluate(() => [...document.querySelectorAll(".milestones tr[data-m]")].map((row) => [row.dataset.m, row.querySelector(".clamp").textContent, ...[...row.cells].slice(1).map((cell) => cell.textContent.trim())]));
  found.lost = await view.evaluate(() => [...document.querySelectorAll("a[href^='#']:not([href^='#?'])")].map((link) => link.getAttribute("href").slice(1)).filter((place) => !document.getElementById(decodeURIComponent(place))));
  found.count = await view.locator("#count").textContent();
  if (element) {
    await view.locator("select[name=element]").selectOption(element);
    found.filtered = await shown();
    found.drawn = await view.evaluate(() => [...document.querySelectorAll(".gantt tr[data-m]")].filter((row) => row.checkVisibility()).map((row) => row.dataset.m));
    await view.getByRole("button", { name: "Show all" }).click();
    found.again = (await shown()).length;
    await view.locator(".statuses a").first().click();
    found.bystatus = await shown();
    await view.getByRole("button", { name: "Show all" }).click();
  }
  if (pdf) {
    await view.pdf({ path: pdf, preferCSSPageSize: true, tagged: true });
    found.pdf = [readFileSync(pdf).subarray(0, 5).toString(), statSync(pdf).size];
  }
}
