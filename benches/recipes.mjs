// A recipe in the page, from its address to the end of its training: a line of JSON with what it came to.
//
//   node benches/recipes.mjs RECIPE MINUTES
//
// `cargo xtask bench recipes` calls it with HEARTH_CHROMIUM set and `dist/` built. MINUTES is the most that it may take.

import { serve } from "../tests/e2e/serve.mjs";
import { dist, launch } from "./chromium.mjs";

const [recipe, minutes] = process.argv.slice(2);
const timeout = Number(minutes) * 60_000;
const server = await serve({ "/": dist });
const browser = await launch();
const page = await browser.newPage();
page.setDefaultTimeout(timeout);
let result;
try {
  await page.goto(`${server.url}?recipe=${recipe}`);
  await page.waitForFunction(() => [...document.querySelectorAll("button")]
    .some((button) => button.textContent.trim() === "Train" && !button.disabled));
  const finished = page.evaluate(() => new Promise((resolve, reject) => {
    const { hearth } = window;
    hearth.addEventListener("failed", ({ detail }) => reject(new Error(detail.message)));
    hearth.addEventListener("finished", ({ detail }) => resolve(detail));
  }));
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`not over within ${minutes} minutes`)), timeout).unref();
  });
  const begun = performance.now();
  await page.getByRole("button", { name: "Train", exact: true }).click();
  // A classifier has no epochs, and says its end to people alone.
  const announced = page.locator("p.announcement").filter({ hasText: /^Finished/ }).textContent().then(async (text) => {
    await page.waitForTimeout(1000);
    const [, percent] = /([\d.]+) %/.exec(text) ?? [];
    return { test_accuracy: percent && percent / 100, epochs: null, seconds: (performance.now() - begun) / 1000 - 1 };
  });
  const { test_accuracy, epochs, seconds } = await Promise.race([finished, announced, late]);
  const device = await page.getByLabel("Device in use", { exact: true }).textContent();
  result = { test_accuracy, epochs, seconds, device };
} catch (error) {
  result = { error: String(error.message ?? error).split("\n")[0] };
}
console.log(JSON.stringify(result));
await browser.close();
server.close();
