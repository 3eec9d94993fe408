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
const found = { console: [], requests: [], violations: [], wide: [], apart: [] };

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
    const overflow = await view.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (overflow > 0) found.wide.push(`${width}: ${overflow}`);
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

async function look(view) {
  const texts = (places) => view.locator(places).allTextContents();
  const shown = () => view.evaluate(() => [...document.querySelectorAll(".milestones tr[data-m]")].filter((row) => row.checkVisibility()).map((row) => row.dataset.m));
  found.scores = (await texts(".voice .score")).map((text) => text.trim());
  found.spreads = (await texts(".voice .squares + .spread")).map((text) => text.trim());
  found.statuses = (await texts(".statuses a")).map((text) => text.trim());
  found.rows = await view.evaluate(() => [...document.querySelectorAll(".milestones tr[data-m]")].map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
  found.broken = await view.evaluate(() => [...document.querySelectorAll("a[href^='#']")].map((link) => link.getAttribute("href").slice(1)).filter((place) => !document.getElementById(decodeURIComponent(place))));
  found.count = await view.locator("#count").textContent();
  if (element) {
    await view.locator("select[name=element]").selectOption(element);
    found.filtered = await shown();
    found.drawn = await view.evaluate(() => [...document.querySelectorAll(".gantt tr[data-m]")].filter((row) => row.checkVisibility()).map((row) => row.dataset.m));
    await view.getByRole("button", { name: "Show all" }).click();
    found.again = (await shown()).length;
    await view.getByRole("button", { name: "Verified" }).click();
    found.sorted = await view.evaluate(() => [...document.querySelectorAll(".milestones tbody")].map((group) => [...group.querySelectorAll("tr[data-m]")].map((row) => Number(row.cells[5].dataset.v))));
    await view.locator(".statuses a").first().click();
    found.bystatus = await shown();
    await view.getByRole("button", { name: "Show all" }).click();
  }
  if (pdf) {
    await view.pdf({ path: pdf, preferCSSPageSize: true, tagged: true });
    found.pdf = [readFileSync(pdf).subarray(0, 5).toString(), statSync(pdf).size];
  }
}
