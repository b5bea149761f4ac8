// Gives files to the production build in a real Chromium, and measures how its loader reads them.
//
//   node benches/data.mjs FILE=BYTES-OF-SAMPLES=BOUND…
//
// `cargo xtask bench data` calls it with HEARTH_CHROMIUM set and `dist/` built. Prints rows of a
// table in Markdown: what, here, and the bound.

import { basename } from "node:path";
import { serve } from "../tests/e2e/serve.mjs";
import { dist, launch, open, row, seconds } from "./chromium.mjs";

const RUNS = 5;

/** Observes a load in the page, from the choice of the file to its end. */
function watch() {
  const seen = { values: new Set(), longest: 0, start: 0, loaded: 0 };
  window.seen = seen;
  const bar = () => document.querySelector('progress[aria-label="Loading progress"]');
  document.addEventListener("change", () => { seen.start = performance.now(); }, true);
  new MutationObserver(() => {
    const progress = bar();
    if (!seen.start || seen.loaded) return;
    if (progress) seen.values.add(progress.value);
    else if (seen.values.size) seen.loaded = performance.now();
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) {
      if (seen.start && task.startTime + task.duration > seen.start) {
        seen.longest = Math.max(seen.longest, task.duration);
      }
    }
  }).observe({ type: "longtask" });
}

/** The linear memory of the loader, which never shrinks: the most it ever needed. */
async function memory(page) {
  const loader = page.workers().find((worker) => worker.url().includes("worker_data"));
  return loader.evaluate(async () => {
    const program = await import(new URL("worker_data.js", location.href));
    return (await program.default()).memory.buffer.byteLength;
  });
}

async function load(browser, server, file) {
  const context = await browser.newContext();
  const page = await open(context, server);
  const before = await memory(page);
  await page.evaluate(watch);
  await page.getByLabel("Load files", { exact: true }).setInputFiles(file);
  await page.waitForFunction(() => window.seen.loaded, undefined, { timeout: 300_000 });
  // What the page does after the load counts too.
  await page.waitForTimeout(1000);
  const { time, longest, values } = await page.evaluate(() => ({
    time: window.seen.loaded - window.seen.start,
    longest: window.seen.longest,
    values: [...window.seen.values],
  }));
  const after = await memory(page);
  await context.close();
  return { time, longest, values, before, after };
}

const at = (runs, key) => runs.map((run) => run[key]).sort((a, b) => a - b);
const median = (runs, key) => at(runs, key)[runs.length >> 1];
const most = (runs, key) => at(runs, key)[runs.length - 1];

const server = await serve({ "/": dist });
const browser = await launch();
for (const argument of process.argv.slice(2)) {
  const [file, samples, bound] = argument.split("=");
  const name = basename(file);
  const runs = [];
  for (let i = 0; i < RUNS; i++) runs.push(await load(browser, server, file));
  row(`${name} in the page: chosen to loaded and prepared (median of ${RUNS})`, seconds(median(runs, "time")), bound);
  const moved = at(runs.map((run) => ({ n: run.values.length })), "n");
  row("its progress while that lasts", `${moved[0]} to ${moved[RUNS - 1]} different positions`, "moves");
  const tasks = [median, most].map((of) => of(runs, "longest").toFixed(0));
  row(`longest task of the page's thread meanwhile: median and most of ${RUNS}`, `${tasks[0]} ms, ${tasks[1]} ms (0: none above 50)`, "≤ 50 ms");
  const held = most(runs, "after");
  row("memory of the loader's program afterwards, which never shrinks", `${(held / 1e6).toFixed(0)} MB (${(median(runs, "before") / 1e6).toFixed(0)} MB before), ${(held / samples).toFixed(2)} × the samples`, "≤ 3 ×");
}
await browser.close();
server.close();
