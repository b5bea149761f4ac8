// A recipe in the page, from its address to the end of its training: a line of JSON with what it came to.
//
//   node benches/recipes.mjs RECIPE MINUTES [FILE…]
//
// `cargo xtask bench recipes` calls it with HEARTH_CHROMIUM set and `dist/` built. MINUTES is the most that it may take;
// the files are those that the recipe asks for, in its order.

import { serve } from "../tests/e2e/serve.mjs";
import { dist, launch, memory, ready } from "./chromium.mjs";

const [recipe, minutes, ...files] = process.argv.slice(2);
const timeout = Number(minutes) * 60_000;
const server = await serve({ "/": dist });
const browser = await launch();
const page = await browser.newPage();
page.setDefaultTimeout(timeout);
let result;
try {
  await page.goto(`${server.url}?recipe=${recipe}`);
  if (files.length > 0) {
    // The page says that they are not there; before, it does not know yet what it is to ask for.
    await page.locator("p[role=status]").filter({ hasText: /could not be loaded/ }).waitFor();
    await page.getByLabel("Load files", { exact: true }).setInputFiles(files);
  }
  // A press before the recipe's data is there would be for the experiment that it takes the place of.
  await ready(page);
  const finished = page.evaluate(() => new Promise((resolve, reject) => {
    const { hearth } = window;
    hearth.addEventListener("failed", ({ detail }) => reject(new Error(detail.message)));
    hearth.addEventListener("finished", ({ detail }) => resolve(detail));
  }));
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`not over within ${minutes} minutes`)), timeout).unref();
  });
  await page.getByRole("button", { name: "Train", exact: true }).click();
  let megabytes = 0;
  const look = setInterval(() => { megabytes = Math.max(megabytes, memory("renderer")); }, 200);
  const { test_accuracy, epochs, seconds } = await Promise.race([finished, late]);
  clearInterval(look);
  const device = await page.getByLabel("Device in use", { exact: true }).textContent();
  result = { test_accuracy, epochs, seconds, megabytes: Math.round(megabytes), device };
} catch (error) {
  result = { error: String(error.message ?? error).split("\n")[0] };
}
console.log(JSON.stringify(result));
await browser.close();
server.close();
