// Training real MNIST: on the CPU, on WebGPU, under control, and read by drawing.

import { button, choose, draw, expect, number, open, paused, reading, steps, test } from "./hearth";

test("MNIST trains on the CPU, and ten drawn digits are read", async ({ page }) => {
  test.setTimeout(480_000);
  await open(page);
  await choose(page, "Dataset", "MNIST");
  await button(page, "Train").click();
  await expect(reading(page, "Test accuracy")).toContainText("%", { timeout: 180_000 });
  expect(await number(page, "Test accuracy")).toBeGreaterThan(0.95);
  expect(await number(page, "Validation accuracy")).toBeGreaterThan(0.95);
  expect(await number(page, "Images per second")).toBeGreaterThan(0);

  // Drawn while training goes on.
  await expect(button(page, "Pause")).toBeEnabled();
  const read: string[] = [];
  for (let digit = 0; digit < 10; digit++) {
    await draw(page, digit);
    await expect(page.getByRole("list", { name: "Class probabilities" }).getByRole("listitem")).toHaveCount(10);
    await expect(reading(page, "Prediction")).toHaveText(/\d/);
    // The first answer may be to half of the last line.
    await page.waitForTimeout(300);
    read.push(((await reading(page, "Prediction").textContent()) ?? "").trim());
  }
  const right = read.filter((text, digit) => text.startsWith(String(digit))).length;
  expect(right, `read ${read.join(" ")}`).toBeGreaterThanOrEqual(9);
  await expect(page.getByRole("region", { name: "Inside the network" }).locator("canvas").first()).toBeVisible();
  await button(page, "Stop").click();
  await expect(button(page, "Train")).toBeEnabled({ timeout: 60_000 });
});

test("MNIST trains on WebGPU", async ({ page }) => {
  test.setTimeout(300_000);
  await open(page);
  await choose(page, "Dataset", "MNIST");
  await page.getByRole("combobox", { name: "Device", exact: true }).selectOption({ label: "WebGPU" });
  await expect(reading(page, "Device in use")).toContainText("WebGPU", { timeout: 60_000 });
  await expect(button(page, "Train")).toBeEnabled({ timeout: 120_000 });
  await button(page, "Step").click();
  await expect.poll(() => steps(page), { timeout: 180_000 }).toBe(1);
  const first = await number(page, "Train loss");
  expect(first).toBeGreaterThan(1.5);
  expect(first).toBeLessThan(4);
  await button(page, "Resume").click();
  await expect.poll(() => steps(page), { timeout: 180_000 }).toBeGreaterThanOrEqual(4);
  await button(page, "Pause").click();
  await expect(button(page, "Resume")).toBeEnabled({ timeout: 60_000 });
  await draw(page, 1);
  await expect(reading(page, "Prediction")).toHaveText(/\d/, { timeout: 60_000 });
});

test("the ndarray device trains the same network", async ({ page }) => {
  const first: number[] = [];
  for (const device of ["CPU", "CPU (ndarray)"]) {
    await open(page);
    await page.getByRole("combobox", { name: "Device", exact: true }).selectOption({ label: device });
    await expect(reading(page, "Device in use")).toContainText(device === "CPU" ? "flex" : "ndarray", { timeout: 60_000 });
    await expect(button(page, "Train")).toBeEnabled({ timeout: 60_000 });
    await button(page, "Step").click();
    await expect.poll(() => steps(page), { timeout: 60_000 }).toBe(1);
    first.push(await number(page, "Train loss"));
  }
  expect(Math.abs(first[0] - first[1])).toBeLessThan(1e-3);
});

test("pause, step, resume and stop do what they say", async ({ page }) => {
  await open(page);
  await button(page, "Step").click();
  await expect.poll(() => steps(page)).toBe(1);
  await expect(button(page, "Resume")).toBeEnabled();
  await button(page, "Step").click();
  await expect.poll(() => steps(page)).toBe(2);

  await button(page, "Resume").click();
  await expect.poll(() => steps(page)).toBeGreaterThan(10);
  await button(page, "Pause").click();
  await paused(page);
  const kept = await steps(page);
  await expect(page.getByRole("region", { name: "Training", exact: true })).toContainText(`Step ${kept} of`);
  await page.waitForTimeout(500);
  expect(await steps(page)).toBe(kept);

  await button(page, "Resume").click();
  await expect.poll(() => steps(page)).toBeGreaterThan(kept);
  await button(page, "Stop").click();
  await expect(button(page, "Train")).toBeEnabled({ timeout: 60_000 });
  await expect(reading(page, "Test accuracy")).toContainText("%");
  await expect(page.getByRole("region", { name: "Compare" }).getByRole("row")).toHaveCount(2);
});

test("the same experiment gives the same numbers", async ({ page }) => {
  const losses: string[] = [];
  for (let i = 0; i < 2; i++) {
    await open(page);
    for (let step = 1; step <= 3; step++) {
      await button(page, "Step").click();
      await expect.poll(() => steps(page)).toBe(step);
    }
    losses.push((await reading(page, "Train loss").textContent())!);
  }
  expect(losses[0]).toBe(losses[1]);
});
