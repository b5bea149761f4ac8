// How long the rooms Evaluation and Inside take in the built page in Chromium, on its CPU worker: an evaluation of
// MNIST, a layout by t-SNE, Grad-CAM, and what is seen of a stroke while the network trains.
//
//   node benches/inside.mjs
//
// `cargo xtask bench inside` calls it with HEARTH_CHROMIUM set and `dist/` built. Prints a table of Markdown rows:
// what, here, and the bound.

import { serve } from "../tests/e2e/serve.mjs";
import { dist, launch, open, ready, row, seconds } from "./chromium.mjs";

const ROUNDS = 7;
const server = await serve({ "/": dist }, 0, { isolates: true });
const browser = await launch();

const button = (page, name) => page.getByRole("button", { name, exact: true });
const box = (page, name) => page.getByRole("combobox", { name, exact: true });
const tab = (page, name) => page.getByRole("tab", { name, exact: true }).click();
const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
const ms = (time) => `${time.toFixed(0)} ms`;

async function room(page, name) {
  await page.evaluate((address) => { location.hash = address; }, `#/${name.toLowerCase()}`);
  await page.getByRole("heading", { name, exact: true }).first().waitFor();
}

/** A page with a data set and a model, after one step. */
async function prepared(dataset, model) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  const page = await open(context, server);
  for (const [name, label] of [["Dataset", dataset], ["Model", model]]) {
    if (label) await box(page, name).first().selectOption({ label });
    await page.waitForTimeout(300);
    await ready(page);
  }
  await button(page, "Step").click();
  await page.waitForTimeout(1000);
  return { context, page };
}

/** Milliseconds from an action in the page until something holds there, looked at in every frame. */
const timed = (page, act, until, argument) => page.evaluate(([act, until, argument]) => {
  const [begin, holds] = [act, until].map((text) => new Function("argument", text));
  return new Promise((resolve) => {
    const start = performance.now();
    begin(argument);
    const look = () => (holds(argument) ? resolve(performance.now() - start) : requestAnimationFrame(look));
    look();
  });
}, [act, until, argument]);

const press = `const found = [...document.querySelectorAll("button")].find((b) => b.textContent.trim() === argument);
  if (!found) throw new Error("no button " + argument);
  found.click();`;

async function evaluation() {
  const { context, page } = await prepared("MNIST", null);
  await room(page, "Evaluation");
  await button(page, "Evaluate now").click();
  const matrix = page.getByRole("figure", { name: "Confusion matrix" });
  await matrix.waitFor({ timeout: 60_000 });
  const times = [];
  for (let i = 0; i < ROUNDS; i++) {
    await page.waitForTimeout(300);
    times.push(await timed(page, press,
      `window.seen ??= false;
       if (document.querySelector(".evaluation-progress")) window.seen = true;
       const done = window.seen && !document.querySelector(".evaluation-progress");
       if (done) window.seen = false;
       return done;`, "Evaluate now"));
  }
  row("Evaluation of 10 000 MNIST test images, default model, from the press to the matrix", ms(median(times)), "≤ 1200 ms");
  await context.close();
}

async function layout() {
  const { context, page } = await prepared("MNIST", null);
  await room(page, "Inside");
  await tab(page, "Embedding");
  await box(page, "Samples").selectOption({ label: "2000" });
  const [first, all] = [[], []];
  for (let i = 0; i < 3; i++) {
    await page.evaluate(() => {
      window.firstAt = 0;
      const look = () => {
        if (/principal components/.test(document.querySelector(".scatter figcaption")?.textContent ?? "")) {
          window.firstAt = performance.now();
        } else requestAnimationFrame(look);
      };
      window.startedAt = performance.now();
      window.look = look;
    });
    const time = await timed(page, `${press} window.startedAt = performance.now(); requestAnimationFrame(window.look);`,
      `const text = document.querySelector(".scatter figcaption")?.textContent ?? "";
       const found = /iteration (\\d+) of (\\d+)/.exec(text); return found && found[1] === found[2];`, "Lay out");
    all.push(time);
    first.push(await page.evaluate(() => window.firstAt - window.startedAt));
    await page.waitForTimeout(500);
  }
  row("t-SNE of 2 000 × 64, from the press to the last iteration", seconds(median(all)), "≤ 8 s");
  row("its first picture", ms(median(first)), "≤ 1000 ms");
  await context.close();
}

async function explanation() {
  const { context, page } = await prepared("MNIST", "Study C CNN");
  await room(page, "Inside");
  await button(page, "Test sample").click();
  await tab(page, "Explanation");
  await box(page, "Method").selectOption({ label: "Grad-CAM" });
  const figure = page.getByRole("figure", { name: "Explanation", exact: true });
  await figure.getByText(/^Grad-CAM for/).waitFor();
  for (const layer of ["conv2d", "conv2d_1"]) {
    await box(page, "Layer").selectOption({ label: layer });
    const times = [];
    for (let i = 0; i < 10; i++) {
      await page.waitForTimeout(200);
      times.push(await timed(page,
        `const box = document.querySelector('select[aria-label="Class"]');
         box.value = String(argument + 1);
         box.dispatchEvent(new Event("change", { bubbles: true }));`,
        `return document.querySelector(".explanation figcaption")?.textContent.startsWith("Grad-CAM for " + argument + " ");`, i));
    }
    row(`Grad-CAM of Study C, ${layer}, from the choice of a class to the picture`, ms(median(times)), "≤ 60 ms");
  }
  await context.close();
}

async function drawing() {
  const { context, page } = await prepared("MNIST", null);
  await room(page, "Inside");
  await tab(page, "Path");
  await button(page, "Train").click();
  await page.waitForTimeout(1500);
  const pad = await page.getByLabel("Digit pad").boundingBox();
  await page.evaluate(() => {
    window.latencies = [];
    window.asked = 0;
    const put = CanvasRenderingContext2D.prototype.putImageData;
    CanvasRenderingContext2D.prototype.putImageData = function (...image) {
      put.apply(this, image);
      // Unlike the maps beside it, the input changes with a stroke only.
      if (window.asked && this.canvas.ariaLabel === "The input") {
        window.latencies.push(performance.now() - window.asked);
        window.asked = 0;
      }
    };
  });
  const [columns, rows] = [10, 5];
  const position = (i) => {
    const [line, along] = [Math.floor(i / columns), i % columns];
    const column = line % 2 ? columns - 1 - along : along;
    return [pad.x + pad.width * (0.15 + (0.7 * column) / (columns - 1)),
      pad.y + pad.height * (0.15 + (0.7 * line) / (rows - 1))];
  };
  await page.mouse.move(...position(0));
  await page.mouse.down();
  await page.waitForTimeout(300);
  await page.evaluate(() => {
    document.addEventListener("pointermove", () => { window.asked = performance.now(); }, true);
  });
  for (let i = 1; i < columns * rows; i++) {
    await page.mouse.move(...position(i));
    await page.waitForTimeout(150);
    if (await page.evaluate(() => window.asked)) await page.waitForTimeout(400);
  }
  await page.mouse.up();
  const found = await page.evaluate(() => window.latencies.sort((a, b) => a - b));
  const at = (q) => found[Math.floor(q * (found.length - 1))] ?? Number.NaN;
  row(`Stroke to the maps of all layers while training, default model (${found.length} strokes)`, `median ${ms(at(0.5))}, 95 % within ${ms(at(0.95))}`, "≤ 100 ms");
  await context.close();
}

console.log("| what | measured | bound |\n|---|---|---|");
for (const part of [evaluation, layout, explanation, drawing]) await part();
await browser.close();
server.close();
