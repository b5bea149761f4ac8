// Trains the default model in the page's CPU worker without augmentation and with all of it, in
// turns, and measures what a step takes.
//
//   node benches/augment.mjs AUGMENTATION
//
// `cargo xtask bench data` calls it with the changes as JSON. Prints a row of a table in Markdown.

import { serve } from "../tests/e2e/serve.mjs";
import { dist, launch, open, row, step } from "./chromium.mjs";

const TURNS = 5;
const TURN = 4000;

/** Opens the page at an experiment, and trains it until it is warm. */
async function train(context, server, augmentation) {
  const experiment = {
    version: 1,
    device: "cpu",
    data: { source: { type: "mnist" }, augmentation },
    training: { batch_size: 64, epochs: 50 },
  };
  const spec = Buffer.from(JSON.stringify(experiment)).toString("base64url");
  const page = await open(context, server, `#spec=${spec}`);
  await press(page, "Train");
  while ((await step(page)) < 50) await page.waitForTimeout(50);
  await press(page, "Pause");
  return page;
}

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** Milliseconds a step, over some seconds of training. */
async function pace(page) {
  await press(page, "Continue");
  await page.waitForTimeout(500);
  const from = await step(page);
  const start = performance.now();
  await page.waitForTimeout(TURN);
  const steps = (await step(page)) - from;
  const time = performance.now() - start;
  await press(page, "Pause");
  return time / steps;
}

const server = await serve({ "/": dist });
const browser = await launch();
const context = await browser.newContext();
const without = await train(context, server, {});
const augmented = await train(context, server, JSON.parse(process.argv[2]));
const turns = [];
for (let i = 0; i < TURNS; i++) {
  const [a, b] = [await pace(without), await pace(augmented)];
  turns.push({ a, b, ratio: b / a });
}
const median = (key) => turns.map((turn) => turn[key]).sort((a, b) => a - b)[TURNS >> 1];
const more = (median("ratio") - 1) * 100;
row("Default model, MNIST, one step of batch 64, CPU worker", `${median("a").toFixed(1)} ms`, "");
row("the same with every augmentation at once", `${median("b").toFixed(1)} ms, ${more < 0 ? "" : "+"}${more.toFixed(1)} %`, "< +10 %");
await browser.close();
server.close();
