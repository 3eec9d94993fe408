// Prints a report with Chromium on A4, and tells as JSON how many sheets that takes, and what is small, cut or beyond the edge: node
// paper.mjs PAGE PDF
import { execSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.MILEPOST_READERS}/`);
const { chromium } = require("playwright-core");
const [page, path] = process.argv.slice(2);
const executablePath = execSync("command -v chromium", { encoding: "utf8" }).trim();
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath, args, headless: true });
const view = await browser.newPage();
await view.goto(`file://${page}`);
const pdf = await view.pdf({ path, preferCSSPageSize: true });
await view.emulateMedia({ media: "print" });
// As wide as what the margins leave of A4: 188 mm.
await view.setViewportSize({ width: 710, height: 1040 });
const found = await view.evaluate(() => {
  const seen = (one) => one.checkVisibility() && one.getBoundingClientRect().width > 2;
  const worded = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const all = [...document.body.querySelectorAll("*")].filter((one) => worded(one) && seen(one) && !one.closest(".hidden, summary"));
  const told = (one) => `${one.tagName} ${one.getAttribute("class") || ""}: ${one.textContent.slice(0, 40)}`;
  const clips = (one) => getComputedStyle(one).overflow !== "visible" || getComputedStyle(one).webkitLineClamp !== "none";
  const cut = (one) => clips(one) && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
  return {
    // A point is four thirds of a pixel.
    small: all.filter((one) => parseFloat(getComputedStyle(one).fontSize) < (8 * 4) / 3 - 0.01).map(told),
    cut: all.filter((one) => !one.closest("svg") && cut(one)).map(told),
    // What is wider than the sheet makes all of it smaller.
    beyond: document.documentElement.scrollWidth - innerWidth,
    // Tables of charts, whose figures paper has no other way to tell.
    figures: [...document.querySelectorAll("details.same table")].every(seen),
  };
});
found.sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g).length;
await browser.close();
console.log(JSON.stringify(found));
