// Prints a page with Chromium on A4 and on Letter, and tells as JSON how many sheets that takes, what is small on them, and what
// axe-core and an HTML validator find: node printed.mjs PAGE PDF
import { execSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(`${process.env.MILEPOST_READERS}/`);
const { chromium } = require("playwright-core");
const { HtmlValidate } = require("html-validate");
const [page, pdf] = process.argv.slice(2);
const executablePath = execSync("command -v chromium", { encoding: "utf8" }).trim();
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const profile = mkdtempSync(join(tmpdir(), "printed-"));
const found = { console: [], sheets: {}, small: [], cut: [], wide: [], violations: [] };

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: { "valid-id": ["error", { relaxed: true }], "long-title": "off" },
});
const checked = await validator.validateString(readFileSync(page, "utf8"));
found.invalid = checked.results.flatMap((result) => result.messages.map((message) => `${message.ruleId}: ${message.message}`));

const context = await chromium.launchPersistentContext(profile, { executablePath, args, headless: true });
const view = await context.newPage();
view.on("console", (message) => found.console.push(message.text()));
await view.goto(`file://${page}`);
for (const width of [1280, 400]) {
  await view.setViewportSize({ width, height: 900 });
  const overflow = await view.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (overflow > 0) found.wide.push(`${width}: ${overflow}`);
  await view.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
  const { violations } = await view.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  found.violations.push(...violations.map((one) => `${width} ${one.id}: ${one.nodes[0].html.slice(0, 200)}`));
}
await view.emulateMedia({ media: "print" });
// As wide as what the margins leave of A4: 184 mm.
await view.setViewportSize({ width: 695, height: 900 });
Object.assign(found, await view.evaluate(() => {
  const seen = (one) => one.checkVisibility() && one.getBoundingClientRect().width > 2;
  const worded = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const all = [...document.body.querySelectorAll("*")].filter((one) => worded(one) && seen(one) && !one.closest(".hidden"));
  const told = (one) => `${one.tagName} ${one.getAttribute("class") || ""}: ${one.textContent.slice(0, 40)}`;
  const clipped = (one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow !== "visible";
  return {
    // A point is four thirds of a pixel.
    small: all.filter((one) => parseFloat(getComputedStyle(one).fontSize) < (8 * 4) / 3).map(told),
    cut: all.filter((one) => !one.closest("svg") && clipped(one)).map(told),
    // What must stand whole on one sheet, the lesser of which has 255 mm.
    torn: [...document.querySelectorAll(".beside, figure")]
      .filter((one) => getComputedStyle(one).breakInside !== "avoid" || one.getBoundingClientRect().height > 960).map(told),
    beyond: document.documentElement.scrollWidth - innerWidth,
  };
}));
const sheets = async (name) => {
  await view.pdf({ path: `${pdf}-${name}.pdf`, preferCSSPageSize: true });
  found.sheets[name] = readFileSync(`${pdf}-${name}.pdf`, "latin1").match(/\/Type\s*\/Page\b(?!s)/g).length;
};
await sheets("a4");
await view.addStyleTag({ content: "@media print { @page { size: letter } }" });
await sheets("letter");
await context.close();
rmSync(profile, { recursive: true, force: true });
console.log(JSON.stringify(found));
