// Opens a page in Chromium and tells as JSON where it draws what, in pixels: node drawn.mjs PAGE WIDTH
import { execSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(`${process.env.MILEPOST_READERS}/`);
const { chromium } = require("playwright-core");
const [page, width] = process.argv.slice(2);
const executablePath = execSync("command -v chromium", { encoding: "utf8" }).trim();
const profile = mkdtempSync(join(tmpdir(), "drawn-"));
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const context = await chromium.launchPersistentContext(profile, {
  executablePath, args, headless: true, viewport: { width: Number(width), height: 900 },
});
const view = await context.newPage();
await view.goto(`file://${page}`);
console.log(JSON.stringify(await view.evaluate(() => {
  const all = (places, within = document) => [...within.querySelectorAll(places)].filter((one) => one.checkVisibility());
  const box = (one) => { const { left, top, width, height } = one.getBoundingClientRect(); return { left, top, width, height }; };
  // Where a mark stands, not where its shape ends: a shape may lie beside its own middle.
  const anchor = (one) => {
    const point = new DOMPoint(one.x?.baseVal.value ?? one.cx.baseVal.value, (one.y ?? one.cy).baseVal.value);
    const at = point.matrixTransform(one.parentNode.getScreenCTM());
    return [at.x, at.y];
  };
  const marks = (within, names) => names.flatMap((name) => all(`use[href="#k-${name}"]`, within).map(anchor));
  const ticks = (axis) => all("text", axis).map((text) => {
    const { left, width } = text.getBoundingClientRect();
    return [text.textContent, left + width / 2];
  });
  const tables = (places) => [...document.querySelectorAll(places)].flatMap((table) => {
    const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent);
    return [...table.tBodies[0].rows].map((row) => Object.fromEntries([...row.cells].map((cell, at) => [heads[at], cell.textContent])));
  });
  const weeks = document.querySelector("svg.weeks");
  const course = document.querySelector("svg.course");
  const points = (path) => {
    const numbers = path.getAttribute("d").match(/[MHV][^MHV]*/g) || [];
    const to = path.getScreenCTM();
    let [x, y] = [0, 0];
    return numbers.map((step) => {
      const values = step.slice(1).trim().split(" ").map(Number);
      if (step[0] === "M") [x, y] = values;
      if (step[0] === "H") [x] = values;
      if (step[0] === "V") [y] = values;
      const at = new DOMPoint(x, y).matrixTransform(to);
      return [at.x, at.y];
    });
  };
  return {
    wall: all(".wall a.w").map((one) => ({ to: one.getAttribute("href"), is: one.className, ...box(one) })),
    bars: all("td.bar").map((cell) => {
      const { width, backgroundSize, height } = getComputedStyle(cell, "::before");
      return { told: cell.textContent, width: parseFloat(width), height: parseFloat(height), filled: parseFloat(width) * parseFloat(backgroundSize) / 100 };
    }),
    meters: all("svg.meter").map((one) => ({ told: one.parentNode.querySelector(".score").textContent, width: one.clientWidth || box(one).width, filled: box(one.firstElementChild).width })),
    squares: all("svg.squares").map((one) => {
      const scale = box(one).width / one.viewBox.baseVal.width;
      const kinds = {};
      for (const rect of one.children) {
        const { width, height } = box(rect);
        const kind = rect.getAttribute("class");
        kinds[kind] = (kinds[kind] || 0) + width * height / (13 * scale) ** 2;
      }
      return { told: one.getAttribute("aria-label"), kinds };
    }),
    gaps: all("svg.gap").map((one) => ({ told: one.getAttribute("aria-label"), ...box(one), reported: all(".k-paper", one).map(anchor), verified: all(".k-full", one).map(anchor) })),
    counts: all("svg.counts").map((one) => ({ range: one.closest(".quantity").querySelector("h3 .note").textContent, told: one.getAttribute("aria-label"), ...box(one), marks: marks(one, ["verified", "reported", "other"]).map(([x]) => x), target: all(".target", one).map((line) => box(line).left) })),
    // What is there before anything is opened.
    nodes: [...document.querySelectorAll("*")].filter((one) => one.closest("summary") || !one.parentElement?.closest("details:not([open])")).length,
    windows: all("svg.span").map((one) => ({ told: one.getAttribute("aria-label"), width: box(one).width, filled: box(one.firstElementChild).width })),
    gantt: document.querySelector(".gantt .axis")?.checkVisibility() && {
      axis: ticks(document.querySelector(".gantt .axis")),
      rows: all(".gantt tr[data-m]").map((row) => {
        const drawing = row.querySelector("svg.row");
        const window = drawing.querySelector(".window");
        return { id: row.dataset.m, ...box(drawing), due: marks(drawing, ["due"]).map(([x]) => x), breaches: marks(drawing, ["breach"]).map(([x]) => x), window: window && box(window),
          first: marks(drawing, ["first"]).map(([x]) => x), done: marks(drawing, ["reported", "verified"]).map(([x]) => x), falls: marks(drawing, ["fall"]).map(([x]) => x),
          ...Object.fromEntries(["work", "past", "slip", "breach"].map((name) => [name, all(`rect.${name}`, drawing).map(box)])) };
      }),
    },
    weeks: weeks && {
      ...box(weeks), lines: all("line.grid", weeks).map((line) => box(line).top), told: tables("#incidents details.same table"),
      bars: all("rect", weeks).map((bar) => ({ is: bar.getAttribute("class"), ...box(bar) })),
    },
    course: course && {
      ...box(course), axis: ticks(course.querySelector(".axis")),
      lines: Object.fromEntries(all("path", course.querySelector(".plot")).map((path) => [path.getAttribute("class"), points(path)])),
      // The tables that it draws, row by row, by what stands above the columns.
      told: tables("#progress .pair table"), falls: marks(course, ["fall"]).map(([x]) => x),
      decisions: marks(course, ["due"]).map(([x]) => x), incidents: marks(course, ["breach", "alleged"]).map(([x]) => x),
      grid: all("line.grid", course).map((line) => box(line).top),
    },
  };
})));
await context.close();
rmSync(profile, { recursive: true, force: true });
