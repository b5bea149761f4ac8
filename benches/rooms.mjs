// How long the page's thread is held by script while the default model trains on MNIST and a person
// walks through all rooms: by a trace of Chromium's, in five walks, each in a page of its own.
//
//   node benches/rooms.mjs
//
// `cargo xtask bench page` calls it with HEARTH_CHROMIUM set and `dist/` built.

import { serve } from "../tests/e2e/serve.mjs";
import { dist, launch, open, ready, row } from "./chromium.mjs";

const ROOMS = ["Data", "Model", "Training", "Evaluation", "Inside", "Runs", "Studies", "Live"];
const WALKS = 5;
/** What runs JavaScript or WebAssembly, in the names of a trace. */
const SCRIPT = new Set(["EvaluateScript", "FunctionCall", "RunMicrotasks", "v8.callFunction", "v8.compileModule", "v8.evaluateModule", "wasm.SyncInstantiate"]);

/** The events of a name or names on a thread, in order. */
const on = (events, { pid, tid }, names) =>
  events.filter((event) => event.pid === pid && event.tid === tid && event.ph === "X" && names.has(event.name))
    .sort((a, b) => a.ts - b.ts);

/** For the task that script holds longest: how long by the clock, and on a processor, in milliseconds. */
function longest(trace, url) {
  const events = trace.traceEvents;
  const frame = events.find(({ name, args }) =>
    name === "FrameCommittedInBrowser" && args?.data?.url?.startsWith(url)) ?? {};
  const pid = frame.args?.data?.processId;
  const main = events.find((event) =>
    event.name === "thread_name" && event.args.name === "CrRendererMain" && (pid === undefined || event.pid === pid));
  const tasks = on(events, main, new Set(["RunTask"]));
  const scripts = on(events, main, SCRIPT);
  const found = { clock: 0, processor: 0 };
  let i = 0;
  for (const task of tasks) {
    const end = task.ts + task.dur;
    let [clock, processor, until] = [0, 0, 0];
    while (i < scripts.length && scripts[i].ts < task.ts) i++;
    for (; i < scripts.length && scripts[i].ts < end; i++) {
      // What is called by script is a part of it.
      if (scripts[i].ts < until) continue;
      until = scripts[i].ts + scripts[i].dur;
      clock += scripts[i].dur;
      processor += scripts[i].tdur ?? scripts[i].dur;
    }
    found.clock = Math.max(found.clock, clock / 1000);
    found.processor = Math.max(found.processor, processor / 1000);
  }
  if (!tasks.length || !scripts.length) throw new Error("the trace has no script of the page");
  return found;
}

async function walk(browser, server) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await open(context, server);
  await page.getByRole("combobox", { name: "Dataset", exact: true }).selectOption({ label: "MNIST" });
  await page.waitForTimeout(300);
  await ready(page);
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await page.waitForTimeout(1500);
  await browser.startTracing(page, { categories: ["-*", "toplevel", "devtools.timeline", "v8", "disabled-by-default-devtools.timeline"] });
  for (const name of ROOMS) {
    await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name, exact: true }).click();
    await page.getByRole("region", { name, exact: true }).waitFor();
    await page.waitForTimeout(1000);
  }
  const trace = JSON.parse((await browser.stopTracing()).toString());
  await context.close();
  return longest(trace, server.url);
}

const server = await serve({ "/": dist });
const walks = [];
for (let i = 0; i < WALKS; i++) {
  const browser = await launch();
  walks.push(await walk(browser, server));
  await browser.close();
}
server.close();
const sorted = (of) => walks.map((walk) => walk[of]).sort((a, b) => a - b);
const text = (of) => `${sorted(of)[WALKS >> 1].toFixed(0)} ms (most ${sorted(of).at(-1).toFixed(0)} ms)`;
row(`Longest script of a task while training and walking through all rooms, median of ${WALKS}`, text("clock"), "≤ 50 ms");
row("the same on the processor, without waiting for one", text("processor"), "");
