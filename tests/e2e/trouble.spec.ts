// Trouble: bad data files and a worker that dies. Nothing that was there is lost.

import { button, choose, draw, expect, open, paused, reading, ready, steps, test } from "./hearth";

/** MNIST's training samples, less those held back for validation. */
const MNIST_LOADED = /57[\s,\u202f\u00a0]?000/;

test.describe("a bad data file", () => {
  test.use({ expectedErrors: /Failed to load resource/ });

  for (const [what, body] of [
    ["truncated", Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1])],
    ["another file", Buffer.from("<!doctype html><title>no such file</title>")],
  ] as const) {
    test(`${what}: an error that names it, and Retry`, async ({ page }) => {
      await open(page);
      await ready(page);
      const images = /data\/mnist\/train-images/;
      await page.route(images, (route) =>
        route.fulfill({ body, contentType: "application/octet-stream" }),
      );
      const dataset = page.getByRole("combobox", { name: "Dataset", exact: true });
      await dataset.selectOption({ label: "MNIST" });
      const data = page.getByRole("region", { name: "Data", exact: true });
      await expect(data).toContainText("train-images-idx3-ubyte", { timeout: 30_000 });
      // What was loaded before still trains.
      await expect(dataset).toHaveValue("Synthetic digits");
      await button(page, "Step").click();
      await expect.poll(() => steps(page)).toBe(1);

      await page.unroute(images);
      await button(page, "Retry").click();
      await expect(button(page, "Train")).toBeEnabled({ timeout: 120_000 });
      await expect(data).toContainText(MNIST_LOADED, { timeout: 60_000 });
      await expect(dataset).toHaveValue("MNIST");
    });
  }

  test("a missing file says so", async ({ page }) => {
    await open(page);
    await page.route(/data\/mnist\//, (route) => route.fulfill({ status: 404, body: "" }));
    await page.getByRole("combobox", { name: "Dataset" }).selectOption({ label: "MNIST" });
    await expect(page.getByRole("region", { name: "Data", exact: true })).toContainText("404", { timeout: 30_000 });
  });
});

test("a second visit needs no network for MNIST", async ({ page, context }) => {
  test.setTimeout(120_000);
  await open(page);
  await choose(page, "Dataset", "MNIST");
  await expect(page.getByRole("region", { name: "Data", exact: true })).toContainText(MNIST_LOADED, { timeout: 60_000 });
  await page.goto("about:blank");
  await context.route(/data\/mnist\//, (route) => route.abort());
  await open(page);
  await choose(page, "Dataset", "MNIST");
  await expect(page.getByRole("region", { name: "Data", exact: true })).toContainText(MNIST_LOADED, { timeout: 60_000 });
});

test.describe("a worker that dies", () => {
  test.use({ expectedErrors: /panicked|unreachable|asked to, by a test/ });

  test("is replaced, and the run goes on from its snapshot", async ({ page }) => {
    await open(page, "/?test=1");
    await button(page, "Train").click();
    await expect.poll(() => steps(page)).toBeGreaterThan(20);
    await button(page, "Pause").click();
    await paused(page);
    const before = await steps(page);
    await button(page, "Crash the worker").click();
    await expect(page.getByRole("alert")).toContainText("asked to, by a test");
    await expect(button(page, "Resume")).toBeEnabled({ timeout: 60_000 });
    expect(await steps(page)).toBe(before);
    await draw(page, 7);
    await expect(reading(page, "Prediction")).toHaveText(/\d/);
    await button(page, "Resume").click();
    await expect.poll(() => steps(page)).toBeGreaterThan(before);
  });
});

test.describe("a GPU that is lost", () => {
  test.use({ expectedErrors: /device (is|was) lost|panicked at|unreachable|external Instance reference/i });

  test("hands the run to the CPU, from its snapshot", async ({ page, browser }) => {
    test.setTimeout(300_000);
    await open(page);
    await page.getByRole("combobox", { name: "Device", exact: true }).selectOption({ label: "WebGPU" });
    await expect(reading(page, "Device in use")).toContainText("WebGPU", { timeout: 60_000 });
    await expect(button(page, "Train")).toBeEnabled({ timeout: 120_000 });
    await button(page, "Train").click();
    await expect.poll(() => steps(page), { timeout: 180_000 }).toBeGreaterThanOrEqual(2);
    await button(page, "Pause").click();
    await paused(page);
    const kept = await steps(page);
    await button(page, "Resume").click();
    await expect.poll(() => steps(page), { timeout: 120_000 }).toBeGreaterThan(kept);

    const devtools = await browser.newBrowserCDPSession();
    await devtools.send("Browser.crashGpuProcess" as never);
    await expect(page.getByRole("alert")).toContainText(/CPU/, { timeout: 60_000 });
    await expect(reading(page, "Device in use")).toContainText(/^CPU \(flex, (relaxed )?SIMD/, { timeout: 60_000 });
    await expect(button(page, "Resume")).toBeEnabled({ timeout: 60_000 });
    expect(await steps(page)).toBeGreaterThanOrEqual(kept);
    await button(page, "Resume").click();
    await expect.poll(() => steps(page)).toBeGreaterThan(kept + 10);
  });
});
