// Training on all cores, and the numbers of a run: the same on one thread and on several.

import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { serve } from "./serve.mjs";
import { button, expect, open, reading, ready, test as base } from "./hearth";

const test = base.extend({
  /** The built page on a host that sends no headers of its own. */
  otherOrigin: async ({}, use) => {
    const folder = fileURLToPath(new URL("../../dist", import.meta.url));
    const server = await serve({ "/": folder }, 0, { isolates: false });
    await use(server.url);
    server.close();
  },
});

const device = (page: Page) => reading(page, "Device in use");

/** Trains for one epoch, and gives the readings at its end. */
async function trained(page: Page): Promise<(string | null)[]> {
  await page.getByLabel("Epochs", { exact: true }).fill("1");
  await page.keyboard.press("Tab");
  await ready(page);
  await button(page, "Train").click();
  await expect(page.locator("p.announcement")).toHaveText(/^Finished/, { timeout: 120_000 });
  const names = ["Train loss", "Validation loss", "Validation accuracy", "Test accuracy"];
  return Promise.all(names.map((name) => reading(page, name).textContent()));
}

test("a host without headers isolates the second visit, whose numbers are those of the first", async ({ page, otherOrigin }) => {
  expect(cpus().length, "cores of this machine").toBeGreaterThan(1);
  await open(page, otherOrigin!);
  await expect(device(page)).toContainText("1 thread)");
  await expect(device(page)).toContainText("on one core, because the page is not isolated");
  const alone = await trained(page);

  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await expect(button(page, "Train")).toBeEnabled({ timeout: 60_000 });
  await expect(device(page)).toContainText(/, \d+ threads\)/);
  expect(await trained(page)).toEqual(alone);
});

test("the same numbers everywhere are computed without fused multiply–adds", async ({ page }) => {
  await open(page);
  await expect(device(page)).toContainText(/, \d+ threads\)/);
  await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Training" }).click();
  await page.getByLabel("Same numbers everywhere", { exact: true }).check();
  await expect(device(page)).toContainText(/^CPU \(flex, SIMD, \d+ threads\)/);
  await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Live" }).click();
  await trained(page);
  await expect(page.getByRole("table", { name: "Finished runs" }).first()).toContainText("CPU (flex, SIMD");
});
