// How long the rooms Evaluation and Inside take in the built page in Chromium, on its CPU worker: an evaluation of
// MNIST, a layout by t-SNE, Grad-CAM, and what is seen of a stroke while the network trains.
//
//   node benches/inside.mjs [evaluation] [layout] [explanation] [drawing]
//
// `cargo xtask bench inside` calls it with HEARTH_CHROMIUM set and `dist/` built. Prints a table of Markdown rows:
// what, here, and the bound.

import { serve } from "../tests/e2e/serve.mjs";
import { dist, launch, open, ready, row, seconds } from "./chromium.mjs";

const ROUNDS = 7;
const STROKES = 32;
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

/** A page with a data set, a model and settings by their labels, after one step. */
async function prepared(dataset, model, settings = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  const page = await open(context, server);
  for (const [name, label] of [["Dataset", dataset], ["Model", model]]) {
    if (label) await box(page, name).first().selectOption({ label });
    await page.waitForTimeout(300);
    await ready(page);
  }
  for (const [label, value] of Object.entries(settings)) {
    await page.getByLabel(label, { exact: true }).fill(value);
    await page.keyboard.press("Tab");
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

/** Notes how long after a move of the pen a canvas by its name shows something else, with all that the page draws with it. */
const follow = (page, name) => page.evaluate((name) => {
  window.latencies = [];
  window.asked = 0;
  window.canvas = name;
  if (window.seen) return;
  window.seen = new WeakMap();
  const put = CanvasRenderingContext2D.prototype.putImageData;
  const isOther = (now, before) => {
    if (!before || before.length !== now.length) return true;
    let pixels = 0;
    for (let i = 0; i < now.length && pixels < 3; i++) if (Math.abs(now[i] - before[i]) > 24) pixels++;
    return pixels === 3;
  };
  CanvasRenderingContext2D.prototype.putImageData = function (image, ...at) {
    put.call(this, image, ...at);
    if (this.canvas.ariaLabel !== window.canvas) return;
    const before = window.seen.get(this.canvas);
    window.seen.set(this.canvas, image.data.slice());
    if (!window.asked || !isOther(image.data, before)) return;
    const start = window.asked;
    window.asked = 0;
    // After what is left of the task that draws.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => window.latencies.push(performance.now() - start);
    port2.postMessage(null);
  };
  document.addEventListener("pointermove", (event) => {
    if (event.buttons) window.asked = performance.now();
  }, true);
}, name);

/** Draws lines all over the pad, one at a time; each changes the picture, however that is centred and scaled. */
async function strokes(page, pad) {
  const position = (i) => [
    pad.x + pad.width * (0.15 + 0.1 * ((i * 3) % 8)),
    pad.y + pad.height * (0.15 + 0.1 * ((i * 5) % 7)),
  ];
  await page.mouse.move(...position(0));
  await page.mouse.down();
  for (let i = 1; i < STROKES; i++) {
    await page.mouse.move(...position(i));
    await page.waitForTimeout(150);
    if (await page.evaluate(() => window.asked)) await page.waitForTimeout(400);
  }
  await page.mouse.up();
}

/** The learning rate is so small that nothing but a stroke changes what is drawn. */
async function drawing() {
  const { context, page } = await prepared("MNIST", null, { "Learning rate": "1e-9", Epochs: "100" });
  await room(page, "Inside");
  await page.getByRole("button", { name: /^(Train|Resume)$/ }).click();
  await page.waitForTimeout(1500);
  const pad = await page.getByLabel("Digit pad").boundingBox();
  const panels = [
    ["Feature maps", "Output of conv2d"],
    ["Path", "The input"],
    ["Explanation", "What speaks for the class, over the picture"],
  ];
  for (const [panel, canvas] of panels) {
    await button(page, "Clear").click();
    await tab(page, panel);
    await follow(page, canvas);
    await strokes(page, pad);
    const found = await page.evaluate(() => window.latencies.sort((a, b) => a - b));
    if (!(await button(page, "Pause").isVisible())) throw new Error("it is no longer trained");
    const at = (q) => found[Math.floor(q * (found.length - 1))] ?? Number.NaN;
    row(`Stroke to the panel ${panel} while training, default model (${found.length} of ${STROKES - 1} strokes)`,
      `median ${ms(at(0.5))}, 95 % within ${ms(at(0.95))}`, "≤ 100 ms");
  }
  await context.close();
}

console.log("| what | measured | bound |\n|---|---|---|");
const parts = { evaluation, layout, explanation, drawing };
for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts)) await parts[name]();
await browser.close();
server.close();
