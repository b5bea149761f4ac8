// How long the room Runs takes to open with a thousand kept runs: from the click on its link until the first page of
// the table stands, in five visits, the room's code fetched before.
//
//   node benches/runs.mjs
//
// `cargo xtask bench page` calls it with HEARTH_CHROMIUM set and `dist/` built.

import { serve } from "../tests/e2e/serve.mjs";
import { dist, launch, open, ready, row } from "./chromium.mjs";

const RUNS = 1000;
const VISITS = 5;
const BOUND = 300;

/** Puts so many runs into the page's database, each with a record of a usual size. */
async function store(page, runs) {
  await page.evaluate(async (runs) => {
    const opened = indexedDB.open("hearth-runs", 1);
    opened.onupgradeneeded = () => ["index", "records", "models"].forEach((name) => opened.result.createObjectStore(name));
    const database = await new Promise((resolve, reject) => {
      opened.onsuccess = () => resolve(opened.result);
      opened.onerror = () => reject(opened.error);
    });
    const transaction = database.transaction(["index", "records"], "readwrite");
    for (let i = 0; i < runs; i++) {
      const id = `bench-${i}`;
      const accuracy = 0.5 + (i * 7919 % 997) / 2000;
      const summary = {
        id, name: `Run ${i}`, note: i % 9 ? "" : "one of nine", ended_at: 1.7e12 + i * 6e4, model: "Small CNN", data: "MNIST",
        settings: "Adam 0.001, batch 64, seed 42", device: "CPU (flex, SIMD)", epochs: 2, steps: 1876, seconds: 12.5,
        test: { accuracy, loss: 1 - accuracy, precision: accuracy, recall: accuracy, f1: accuracy }, has_model: false,
      };
      const labels = Array.from({ length: 10_000 }, (_, k) => k % 10);
      const record = JSON.stringify({ version: 1, summary, experiment: { version: 1 }, predictions: { labels, predicted: labels } });
      transaction.objectStore("index").put(JSON.stringify({ summary, record_bytes: record.length, model_bytes: 0 }), id);
      transaction.objectStore("records").put(record, id);
    }
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    database.close();
  }, runs);
}

/** Milliseconds from a click on the room's link until its table has a page of rows. */
const visit = (page) =>
  page.evaluate(() => new Promise((resolve, reject) => {
    const link = [...document.querySelectorAll("nav a")].find((link) => link.getAttribute("href") === "#/runs");
    const start = performance.now();
    const look = () => {
      const rows = document.querySelectorAll(".kept-runs tbody tr").length;
      if (rows >= 100) resolve(performance.now() - start);
      else if (performance.now() - start > 20_000) reject(new Error("the table has no rows"));
      else requestAnimationFrame(look);
    };
    link.click();
    requestAnimationFrame(look);
  }));

const server = await serve({ "/": dist });
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await open(context, server);
await ready(page);
await store(page, RUNS);
const times = [];
for (let i = 0; i <= VISITS; i++) {
  const time = await visit(page);
  // The first fetches the room.
  if (i) times.push(time);
  await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Live", exact: true }).click();
  await page.getByRole("region", { name: "Live", exact: true }).waitFor();
  await page.waitForTimeout(500);
}
await browser.close();
server.close();
times.sort((a, b) => a - b);
const median = times[VISITS >> 1];
row(`Room Runs with ${RUNS} kept runs, from the click to the table, median of ${VISITS}`, `${median.toFixed(0)} ms (most ${times.at(-1).toFixed(0)} ms)`, `≤ ${BOUND} ms`);
