// Measures the production build in a real Chromium.
//
//   node benches/browser.mjs [page|time|memory]…
//
// `cargo xtask bench` calls it with HEARTH_CHROMIUM set and `dist/` built. Prints a table of
// Markdown rows: what, here, and the bound.

import { cpus } from "node:os";
import { join } from "node:path";
import { serve } from "../tests/e2e/serve.mjs";
import { memoryOfWorker } from "./worker_memory.mjs";
import { dist, launch, memory, open, ready, row, seconds } from "./chromium.mjs";

const wanted = process.argv.slice(2);
const runs = (name) => wanted.length === 0 || wanted.includes(name);

const server = await serve({ "/": dist });
const browser = await launch();

const button = (page, name) => page.getByRole("button", { name, exact: true });
const reading = (page, name) => page.locator("output").and(page.getByLabel(name, { exact: true }));
const step = async (page) => {
  const text = (await page.getByRole("region", { name: "Training", exact: true }).textContent()) ?? "";
  return Number((/Step\s([\d\s\u202f\u00a0]+?)\sof/.exec(text)?.[1] ?? "0").replace(/\D/g, ""));
};

async function choose(page, box, label) {
  await page.getByRole("combobox", { name: box, exact: true }).selectOption({ label });
  await page.waitForTimeout(300);
  await ready(page);
}

async function measurePage() {
  const context = await browser.newContext();
  const times = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    const page = await open(context, server);
    const paint = await page.evaluate(
      () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
    );
    times.push({ usable: performance.now() - start, paint });
    await page.close();
  }
  times.sort((a, b) => a.usable - b.usable);
  const { usable, paint } = times[2];
  row("First paint", `${paint.toFixed(0)} ms`, "");
  row("First paint to usable (median of 5)", `${(usable - paint).toFixed(0)} ms`, "≤ 2000 ms");

  const page = await open(context, server);
  await page.evaluate(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) window.longest = Math.max(window.longest, e.duration);
    }).observe({ type: "longtask" });
  });
  await choose(page, "Dataset", "MNIST");
  await button(page, "Train").click();
  await page.waitForTimeout(1000);
  await page.evaluate(() => { window.longest = 0; });
  const pad = await page.getByLabel("Digit pad").boundingBox();
  await page.evaluate(() => {
    window.latencies = [];
    window.maps = 0;
    window.asked = 0;
    const put = CanvasRenderingContext2D.prototype.putImageData;
    CanvasRenderingContext2D.prototype.putImageData = function (...image) {
      put.apply(this, image);
      if (this.canvas.closest('[aria-labelledby="inside-title"] figure:last-of-type')) window.maps += 1;
      // The picture that the network sees comes with the probabilities, and, unlike them,
      // changes with a stroke only.
      if (window.asked && this.canvas.ariaLabel === "What the network sees") {
        window.latencies.push(performance.now() - window.asked);
        window.asked = 0;
      }
    };
  });
  // Back and forth over the pad: every stroke puts ink where there was none.
  const [columns, rows] = [10, 6];
  const position = (i) => {
    const [row, along] = [Math.floor(i / columns), i % columns];
    const column = row % 2 ? columns - 1 - along : along;
    return [pad.x + pad.width * (0.15 + (0.7 * column) / (columns - 1)),
      pad.y + pad.height * (0.15 + (0.7 * row) / (rows - 1))];
  };
  await page.mouse.move(...position(0));
  await page.mouse.down();
  await page.waitForTimeout(200);
  await page.evaluate(() => {
    document.addEventListener("pointermove", () => { window.asked = performance.now(); }, true);
  });
  const start = performance.now();
  for (let i = 1; i < columns * rows; i++) {
    await page.mouse.move(...position(i));
    await page.waitForTimeout(100);
    // Without an answer for so long, the stroke left the picture as it was.
    if (await page.evaluate(() => window.asked)) await page.waitForTimeout(400);
  }
  const drawn = (performance.now() - start) / 1000;
  await page.mouse.up();
  const { latencies, longest, maps } = await page.evaluate(
    () => ({ latencies: window.latencies, longest: window.longest, maps: window.maps }),
  );
  latencies.sort((a, b) => a - b);
  const at = (q) => latencies[Math.floor(q * (latencies.length - 1))]?.toFixed(0);
  row("Longest main-thread task while training and drawing", `${longest.toFixed(0)} ms (0: none above 50)`, "≤ 50 ms");
  row(`Stroke to probabilities while training (${latencies.length} strokes that changed the picture)`, `median ${at(0.5)} ms, 95 % within ${at(0.95)} ms`, "≤ 50 ms");
  row("Feature maps drawn a second, while drawing and training", (maps / drawn).toFixed(1), "≥ 10");
  await context.close();
}

/** Test samples that are classified correctly, as the page counts them; 0 before the first evaluation. */
async function right(page) {
  const text = (await page.getByRole("region", { name: "Evaluation", exact: true }).textContent()) ?? "";
  const found = /correctly\D*?(\d[\d\s]*) of 10\s?000/.exec(text);
  return found ? Number(found[1].replace(/\s/g, "")) : 0;
}

async function measureTime() {
  const seeds = [1, 2, 3, 4, 5];
  const goals = [[9700, "≤ 3 s"], [9900, "≤ 12 s"]];
  const times = goals.map(() => []);
  const ends = [];
  for (const seed of seeds) {
    const context = await browser.newContext();
    const page = await open(context, server);
    await choose(page, "Dataset", "MNIST");
    await page.getByLabel("Seed", { exact: true }).fill(String(seed));
    await page.keyboard.press("Tab");
    await page.waitForTimeout(1000);
    await page.waitForFunction(() => [...document.querySelectorAll("button")].some((b) => b.textContent?.trim() === "Train" && !b.disabled));
    const start = performance.now();
    await button(page, "Train").click();
    const reached = goals.map(() => Infinity);
    let count = 0;
    let isOver = false;
    while (!isOver && performance.now() - start < 120_000) {
      await page.waitForTimeout(50);
      isOver = await page.getByText(/^Finished: test accuracy/).count() > 0;
      count = await right(page);
      goals.forEach(([goal], i) => {
        if (count >= goal) reached[i] = Math.min(reached[i], performance.now() - start);
      });
    }
    reached.forEach((time, i) => times[i].push(time));
    ends.push(count);
    await context.close();
  }
  goals.forEach(([goal, bound], i) => {
    const sorted = times[i].toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    const texts = times[i].map((time) => (time === Infinity ? "never" : seconds(time)));
    const result = median === Infinity ? "not in the median" : seconds(median);
    row(`Default recipe, CPU: Train to ${goal} of MNIST's 10 000 test samples, median of seeds ${seeds.join(", ")}`, `${result} (${texts.join(", ")})`, bound);
  });
  row("the same, test samples right at the end", ends.join(", "), "≥ 9900 in the median");
}

async function measureMemory() {
  for (const [device, first, last] of [["CPU", 1000, 11_000], ["WebGPU", 100, 1100]]) {
    const context = await browser.newContext();
    const page = await open(context, server);
    await choose(page, "Device", device);
    // Longer than what is measured.
    await page.getByLabel("Epochs", { exact: true }).fill("200");
    await page.keyboard.press("Tab");
    await page.waitForTimeout(500);
    await button(page, "Train").click();
    const reach = async (n) => {
      while ((await step(page)) < n) await page.waitForTimeout(100);
      return memory();
    };
    const early = await reach(first);
    const what = `Memory of the browser, ${device}: step ${first} to step ${last}`;
    // Without a program for it the page trains on another device.
    const used = await page.getByLabel("Device in use", { exact: true }).textContent();
    if (!used.startsWith(device)) {
      row(what, `not measured: the page trains on ${used}`, "≤ +10 %");
      await context.close();
      continue;
    }
    const late = await reach(last);
    row(what, `${early.toFixed(0)} MB to ${late.toFixed(0)} MB (${((late / early - 1) * 100).toFixed(1)} %)`, "≤ +10 %");
    await context.close();
  }
}

/** Study B's network on its photographs, an epoch with its evaluation. */
async function measurePhotographs() {
  const what = "Study B (128 × 128 × 3, batch 32), an epoch: most memory of the CPU worker";
  const pictures = process.env.HEARTH_PICTURES;
  if (!pictures) {
    row(what, "not measured: its pictures are not here", "≤ 1.5 GB");
    return;
  }
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.url}?recipe=b3`);
  const bytes = await memoryOfWorker(page, "worker_cpu");
  await page.getByText("This experiment is about files of your own").first().waitFor();
  await page.getByLabel("Load files", { exact: true }).setInputFiles(pictures);
  await ready(page);
  const before = await bytes();
  const start = performance.now();
  await button(page, "Train").click();
  // 450 pictures are 15 steps.
  while ((await step(page)) < 16) await page.waitForTimeout(200);
  const text = `${(await bytes() / 1e9).toFixed(2)} GB (${(before / 1e9).toFixed(2)} GB before it; ${seconds(performance.now() - start)})`;
  row(what, text, "≤ 1.5 GB");
  await context.close();
}

console.log(`${cpus()[0].model}, ${cpus().length} cores; Chromium ${browser.version()}\n`);
console.log("| what | measured | bound |\n|---|---|---|");
if (runs("page")) await measurePage();
if (runs("time")) await measureTime();
if (runs("memory")) {
  await measurePhotographs();
  await measureMemory();
}
await browser.close();
server.close();
