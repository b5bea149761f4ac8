// How long a training step of a network takes in other libraries in Chromium: a line of JSON, milliseconds or an error
// for each.
//
//   node benches/peers.mjs NETWORK [WITHOUT…]
//
// NETWORK is a file with Hearth's `layers` and `optimizer`, the `input`'s shape and the size of a `batch`; the others
// are names of PEERS that are left out.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "../tests/e2e/serve.mjs";
import { launch, root } from "./chromium.mjs";

/** Name, library, device, and whether the page is isolated, without which there are no threads. */
const PEERS = [
  ["TensorFlow.js, cpu", "tfjs", "cpu", false],
  ["TensorFlow.js, webgl", "tfjs", "webgl", false],
  ["TensorFlow.js, webgpu", "tfjs", "webgpu", false],
  ["jax-js, wasm", "jax", "wasm", false],
  ["jax-js, wasm threads", "jax", "wasm", true],
  ["ConvNetJS", "convnet", "", false],
];
/** Seconds of steps, and the most that one peer may take in all. */
const SECONDS = 5;
const MOST = 150;

const network = JSON.parse(readFileSync(process.argv[2], "utf8"));
const results = {};
for (const [name, peer, device, isolates] of PEERS) {
  if (process.argv.slice(3).includes(name)) continue;
  const folders = { "/peer": join(root, "benches/peer"), "/modules": join(root, "benches/node_modules") };
  const server = await serve(folders, 0, { isolates });
  const graphics = device === "webgl" ? ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"] : [];
  const browser = await launch(...graphics);
  const page = await browser.newPage();
  const address = new URL("/peer/step.html", server.url);
  try {
    await page.goto(address.href);
    await page.waitForFunction(() => window.measure);
    const time = page.evaluate((arguments_) => window.measure(arguments_), { peer, device, seconds: SECONDS, ...network });
    const late = new Promise((_, reject) => {
      setTimeout(() => reject(new Error(`no result within ${MOST} s`)), MOST * 1000).unref();
    });
    results[name] = { ms: await Promise.race([time, late]) };
  } catch (error) {
    results[name] = { error: String(error.message ?? error).split("\n")[0] };
  }
  await browser.close();
  server.close();
}
console.log(JSON.stringify(results));
