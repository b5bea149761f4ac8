// How long a training step of an experiment takes in the built page, on one thread and on all, or on WebGPU: a line of
// JSON, milliseconds or an error.
//
//   node benches/speed.mjs EXPERIMENT [webgpu]

import { readFileSync } from "node:fs";
import { serve } from "../tests/e2e/serve.mjs";
import { dist, launch, open } from "./chromium.mjs";

const isOnGpu = process.argv[3] === "webgpu";
/** For how many milliseconds steps are counted, after some that warm up: these, but of a slow network two. */
const TIME = isOnGpu ? 10_000 : 3000;
const WARM = 10;
/** Seconds until there has to be a result. */
const MOST = 240;

const experiment = JSON.parse(readFileSync(process.argv[2], "utf8"));
const browser = await launch();

/** Milliseconds a step, or an error. */
async function measure(isolates) {
  const server = await serve({ "/": dist }, 0, { isolates });
  const context = await browser.newContext({ serviceWorkers: "block" });
  try {
    const late = new Promise((_, reject) => {
      setTimeout(() => reject(new Error(`no result within ${MOST} s`)), MOST * 1000).unref();
    });
    return { ms: await Promise.race([steps(await open(context, server)), late]) };
  } catch (error) {
    return { error: String(error.message ?? error).split("\n")[0] };
  } finally {
    await context.close();
    server.close();
  }
}

/** Trains for a while, and gives the milliseconds a step. */
async function steps(page) {
  if (isOnGpu) {
    const device = page.getByLabel("Device in use", { exact: true });
    await page.getByRole("combobox", { name: "Device", exact: true }).first().selectOption({ label: "WebGPU" });
    await device.filter({ hasText: /^WebGPU/ }).waitFor({ timeout: 120_000 });
  }
  return page.evaluate(async ({ experiment, time, warm }) => {
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
    const sent = performance.now();
    const begun = event("progress", ({ step }) => step >= warm || (step >= 2 && performance.now() - sent >= time));
    await hearth.send({ hearth: 1, command: "train" });
    const first = await begun;
    const start = performance.now();
    const last = await event("progress", ({ step }) => step > first.step && performance.now() - start >= time);
    return (performance.now() - start) / (last.step - first.step);
  }, { experiment, time: TIME, warm: WARM });
}

const result = isOnGpu ? await measure(false) : { one: await measure(false), all: await measure(true) };
console.log(JSON.stringify(result));
await browser.close();
