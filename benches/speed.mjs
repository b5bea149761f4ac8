// How long a training step of an experiment takes in the built page, on one thread and on all: a line of JSON, in
// milliseconds.
//
//   node benches/speed.mjs EXPERIMENT

import { readFileSync } from "node:fs";
import { serve } from "../tests/e2e/serve.mjs";
import { dist, launch, open } from "./chromium.mjs";

/** For how long steps are counted, after some that warm up. */
const TIME = 3000;
const WARM = 10;

const experiment = JSON.parse(readFileSync(process.argv[2], "utf8"));
const browser = await launch();

/** Milliseconds a step, and what computed. */
async function measure(isolates) {
  const server = await serve({ "/": dist }, 0, { isolates });
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await open(context, server);
  const ms = await page.evaluate(async ({ experiment, time, warm }) => {
    const { hearth } = window;
    const event = (name, until = () => true) => new Promise((resolve, reject) => {
      hearth.addEventListener("failed", ({ detail }) => reject(new Error(JSON.stringify(detail))));
      hearth.addEventListener(name, function listen({ detail }) {
        if (!until(detail)) return;
        hearth.removeEventListener(name, listen);
        resolve(detail);
      });
    });
    const ready = event("ready");
    await hearth.send({ hearth: 1, command: "load", experiment });
    await ready;
    const begun = event("progress", ({ step }) => step >= warm);
    await hearth.send({ hearth: 1, command: "train" });
    const first = await begun;
    const start = performance.now();
    const last = await event("progress", ({ step }) => step > first.step && performance.now() - start >= time);
    return (performance.now() - start) / (last.step - first.step);
  }, { experiment, time: TIME, warm: WARM });
  const device = await page.getByLabel("Device in use", { exact: true }).textContent();
  await context.close();
  server.close();
  return { ms, device };
}

console.log(JSON.stringify({ one: await measure(false), all: await measure(true) }));
await browser.close();
