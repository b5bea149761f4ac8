// Training real MNIST: on the CPU, on WebGPU, under control, and read by drawing.

import { readFile } from "node:fs/promises";
import { expectNoViolations } from "./accessibility";
import { addressOf, button, choose, draw, expect, inRoom, number, open, paused, reading, ready, steps, test } from "./hearth";

test("MNIST trains on the CPU, and ten drawn digits are read", async ({ page }) => {
  test.setTimeout(480_000);
  await open(page);
  await choose(page, "Dataset", "MNIST");
  await button(page, "Train").click();
  await expect(reading(page, "Test accuracy")).toContainText("%", { timeout: 180_000 });
  expect(await number(page, "Images per second")).toBeGreaterThan(0);

  // Drawn while training goes on.
  await expect(button(page, "Pause")).toBeEnabled();
  await draw(page, 3);
  await expect(reading(page, "Prediction")).toHaveText(/\d/);

  // The page chose the epochs, and the default recipe needs no more.
  await expect(reading(page, "Epoch")).toHaveText("2 of 2", { timeout: 180_000 });
  await expect(page.getByText(/^Finished: test accuracy/).first()).toBeVisible({ timeout: 180_000 });
  expect(await number(page, "Validation accuracy")).toBeGreaterThan(0.98);
  expect(await number(page, "Test accuracy")).toBeGreaterThan(0.985);
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

test("a learning rate is found and used, and a chart is zoomed and saved", async ({ page }) => {
  test.setTimeout(180_000);
  await open(page, addressOf("Training"));
  await ready(page);
  const room = await inRoom(page, "Training");
  await button(page, "Find a learning rate").click();
  await expect(room.getByRole("figure", { name: "Loss at each learning rate" })).toBeVisible({ timeout: 120_000 });
  const suggested = await room.getByText(/^Suggested: /).locator("strong").textContent();
  expect(Number(suggested)).toBeGreaterThan(1e-5);
  expect(Number(suggested)).toBeLessThan(1);
  await button(page, "Use it").click();
  await expect(room.getByText(/^Now /).locator("strong")).toHaveText(suggested!);

  // One epoch, with another rate from its middle on.
  await expect(button(page, "Train")).toBeEnabled({ timeout: 60_000 });
  await button(page, "Step").click();
  await expect.poll(() => steps(page)).toBe(1);
  await page.getByLabel("New learning rate").fill("0.002");
  await page.getByLabel("New learning rate").press("Enter");
  await expect(room.getByText(/^Learning rate 0.002 from step 2 on/)).toBeVisible();
  await button(page, "Train to the end of the epoch").click();
  const epochs = room.getByRole("group", { name: "Epochs", exact: true }).getByRole("row");
  await expect(epochs).toHaveCount(2, { timeout: 120_000 });
  await paused(page);

  // Some of the steps, and all again.
  const chart = room.getByRole("figure", { name: "Loss", exact: true });
  const box = (await chart.locator(".zoom").boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.4, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + 60, { steps: 4 });
  await page.mouse.up();
  await chart.getByRole("button", { name: "All steps" }).click();
  await expect(chart.getByRole("button", { name: "All steps" })).toHaveCount(0);

  // What the layers did in some of the steps, and how well each class was recognized.
  const layers = room.getByRole("group", { name: "Layers", exact: true });
  await layers.getByRole("button", { name: "dense", exact: true }).press("Enter");
  await expect(room.getByRole("combobox", { name: "Layer", exact: true }).locator("option:checked")).toHaveText("dense");
  await expect(layers.getByRole("row", { name: /^dense / }).getByRole("img")).toHaveCount(3);
  await room.getByRole("combobox", { name: "Show", exact: true }).selectOption({ label: "Update ratio" });
  await expect(room.getByText("About 0.001 is usual", { exact: false })).toBeVisible();
  await expect(room.getByRole("group", { name: "Classes after the last epoch", exact: true }).getByRole("row")).toHaveCount(12);
  for (const [figure, save, begins] of [
    ["Layers over time", "Save layers over time as CSV", "step,layer,gradient_norm"],
    ["Values over time", "Save values over time as SVG", "<svg"],
    ["Class scores", "Save class scores as CSV", "epoch,step,part,class"],
  ] as const) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      room.getByRole("figure", { name: figure, exact: true }).getByRole("button", { name: save }).click(),
    ]);
    expect((await readFile(await download.path(), "utf8")).startsWith(begins)).toBe(true);
  }
  await expectNoViolations(page);
  await room.getByRole("checkbox", { name: /^Collect statistics of the layers/ }).uncheck();

  for (const [format, begins] of [["SVG", "<svg"], ["CSV", "step,batch_loss"], ["PNG", "\u0089PNG"]] as const) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      chart.getByRole("button", { name: `Save loss as ${format}` }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`loss.${format.toLowerCase()}`);
    const bytes = await readFile(await download.path());
    expect(bytes.toString("latin1").startsWith(begins)).toBe(true);
  }
});
