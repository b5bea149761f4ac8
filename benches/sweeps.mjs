// Sweeps in the page: how long the sweep of a recipe takes from the click on "Run sweep" to its end, with a worker for
// each core, and how much more that is than its runs' own seconds divided by the workers.
//
//   node benches/sweeps.mjs [RECIPE]…
//
// `cargo xtask bench sweep --page` calls it with HEARTH_CHROMIUM set and `dist/` built.

import { availableParallelism } from "node:os";
import { serve } from "../tests/e2e/serve.mjs";
import { dist, launch, row } from "./chromium.mjs";

/** What each is bound by: minutes, or the part by which it may take longer than its runs. */
const BOUNDS = { "c8-short": { minutes: 15 }, e2: { overhead: 0.1 } };
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(BOUNDS);
const HOUR = 3_600_000;

const server = await serve({ "/": dist });
const browser = await launch();
for (const name of names) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${server.url}?recipe=${name}#/runs`);
  await page.getByText(/^\d+ trials\.$/).waitFor({ timeout: 300_000 });
  const workers = availableParallelism();
  await page.getByRole("combobox", { name: "Workers", exact: true }).selectOption(String(workers));
  const begun = performance.now();
  await page.getByRole("button", { name: "Run sweep", exact: true }).click();
  await page.getByText("The sweep is over.").waitFor({ timeout: 3 * HOUR });
  const minutes = (performance.now() - begun) / 60_000;
  const own = await page.getByRole("table", { name: "Trials", exact: true }).evaluate((table) => {
    const heads = [...table.querySelectorAll("th")].map((head) => head.textContent.trim());
    const at = heads.findIndex((head) => head.startsWith("Seconds"));
    const rows = [...table.querySelectorAll("tbody tr")];
    return rows.map((row) => Number.parseFloat(row.querySelectorAll("th, td")[at].textContent)).reduce((a, b) => a + b, 0);
  });
  const overhead = (60 * minutes * workers) / own - 1;
  const bound = BOUNDS[name] ?? {};
  const bounds = [
    bound.minutes && `≤ ${bound.minutes} min`,
    bound.overhead && `≤ ${bound.overhead * 100} % more`,
  ].filter(Boolean);
  row(`Sweep ${name} in the page, ${workers} workers`,
    `${minutes.toFixed(1)} min, ${(overhead * 100).toFixed(0)} % more than its runs' own seconds divided by the workers`,
    bounds.join(", "));
  await context.close();
}
await browser.close();
server.close();
