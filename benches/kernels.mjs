// Runs the kernels' bench (kernels/examples/speed.rs) in Chromium and prints its lines.
//
//   node benches/kernels.mjs PROGRAM

import { readFileSync } from "node:fs";
import { launch } from "./chromium.mjs";

const browser = await launch();
const page = await browser.newPage();
const lines = await page.evaluate(async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const lines = [];
  let memory;
  const host = {
    now: () => performance.now(),
    print: (at, length) => lines.push(new TextDecoder().decode(new Uint8Array(memory.buffer, at, length))),
  };
  const { instance } = await WebAssembly.instantiate(bytes, { host });
  ({ memory } = instance.exports);
  instance.exports.main(0, 0);
  return lines;
}, readFileSync(process.argv[2]).toString("base64"));
console.log(lines.join("\n"));
await browser.close();
