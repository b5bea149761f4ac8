// How long a training step of an experiment takes in the built page, on one thread and on all, or on WebGPU: a line of
// JSON, in milliseconds.
//
//   node benches/speed.mjs EXPERIMENT [webgpu]

import { readFileSync } from "node:fs";
import { serve } from "../tests/e2e/serve.mjs";
import { dist, launch, open } from "./chromium.mjs";

const isOnGpu = process.argv[3] === "webgpu";
/** For how long steps are counted, after some that warm up. */
const TIME = isOnGpu ? 10_000 : 3000;
const WARM = isOnGpu ? 2 : 10;

const experiment = JSON.parse(readFileSync(process.argv[2], "utf8"));
const browser = await launch();

/** Milliseconds a step, and what computed. */
async function measure(isolates) {
  const server = await serve({ "/": dist }, 0, { isolates });
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await open(context, server);
  const device = page.getByLabel("Device in use", { exact: true });
  if (isOnGpu) {
    await page.getByRole("combobox", { name: "Device", exact: true }).first().selectOption({ label: "WebGPU" });
    await device.filter({ hasText: /^WebGPU/ }).waitFor({ timeout: 120_000 });
  }
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
  const result = { ms, device: await device.textContent() };
  await context.close();
  server.close();
  return result;
}

const result = isOnGpu ? await measure(false) : { one: await measure(false), all: await measure(true) };
console.log(JSON.stringify(result));
await browser.close();
