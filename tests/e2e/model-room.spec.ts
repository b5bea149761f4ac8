// The room Model: a network is built, broken, mended, moved and undone.

import { button, expect, inRoom, open, addressOf, ready, steps, test, enter } from "./hearth";

test("a network is built, broken and mended, and every change can be undone", async ({ page }) => {
  test.setTimeout(120_000);
  await open(page, addressOf("Model"));
  await ready(page);
  const room = await inRoom(page, "Model");
  const list = room.getByRole("list", { name: "Layers", exact: true });
  const layers = list.getByRole("listitem");
  const names = () => list.locator(".layer-name strong").allTextContents();
  const first = await names();
  expect(first[0]).toBe("Conv2D");

  // What is typed is seen at once, and can be trained.
  await layers.nth(0).getByRole("button", { expanded: false }).click();
  const before = await room.getByText("Parameters", { exact: true }).locator("..").textContent();
  await layers.nth(0).getByLabel("Filters", { exact: true }).fill("7");
  await expect(layers.nth(0)).toContainText("× 7");
  expect(await room.getByText("Parameters", { exact: true }).locator("..").textContent()).not.toBe(before);
  await layers.nth(0).getByLabel("Filters", { exact: true }).press("Enter");
  await expect(room.getByRole("combobox", { name: "Model", exact: true })).toContainText("Custom");

  // A value that is none says why, and changes nothing.
  await layers.nth(0).getByLabel("Filters", { exact: true }).fill("0");
  await layers.nth(0).getByLabel("Filters", { exact: true }).press("Enter");
  await expect(layers.nth(0)).toContainText("4096");
  await layers.nth(0).getByLabel("Filters", { exact: true }).fill("7");
  await expect(layers.nth(0)).not.toContainText("4096");

  // A layer from the palette, found by a few letters.
  await button(page, "Add layer").click();
  await page.getByRole("searchbox", { name: /^Search/ }).fill("dropout");
  await page.keyboard.press("Enter");
  await expect(layers).toHaveCount(first.length + 1);
  expect((await names())[1]).toBe("Dropout");

  // By the keyboard: down, then up again.
  await page.keyboard.press("Alt+ArrowDown");
  await expect.poll(async () => (await names()).indexOf("Dropout")).toBe(2);
  await expect(layers.nth(2).getByRole("button", { expanded: true })).toBeFocused();
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(async () => (await names()).indexOf("Dropout")).toBe(1);

  // By the mouse.
  await layers.nth(1).locator(".grip").dragTo(layers.nth(0));
  await expect.poll(async () => (await names())[0]).toBe("Dropout");
  await page.keyboard.press("Control+z");
  await expect.poll(async () => (await names())[1]).toBe("Dropout");

  // A block, and a layer that is added to it, moved and removed within.
  await button(page, "Add layer").click();
  await page.getByRole("searchbox", { name: /^Search/ }).fill("residual");
  await page.keyboard.press("Enter");
  const block = layers.filter({ hasText: "Within, 1: Conv2D" });
  await block.getByLabel("Add a layer within", { exact: true }).selectOption("BatchNormalization");
  await block.getByRole("button", { name: "Add within", exact: true }).click();
  await expect(block).toContainText("Within, 3: BatchNormalization");
  await block.getByRole("button", { name: "Move up layer 3 within, BatchNormalization" }).click();
  await expect(block).toContainText("Within, 2: BatchNormalization");
  await expect(block.getByRole("button", { name: "Move up layer 2 within, BatchNormalization" })).toBeFocused();
  await block.getByRole("button", { name: "Remove layer 2 within, BatchNormalization" }).click();
  await expect(block).not.toContainText("Within, 3:");
  await expect(room.getByRole("alert")).toHaveCount(0);

  // A weight for each class, and as many as there are classes.
  await room.getByText("More settings", { exact: true }).click();
  await room.getByLabel("Class weights", { exact: true }).selectOption("Own numbers");
  const weights = room.getByLabel("Weight of each class", { exact: true });
  await expect(weights).toHaveValue("1 1 1 1 1 1 1 1 1 1");
  await weights.fill("1 2");
  await weights.press("Enter");
  await expect(room.getByText("These are 2 numbers, and there are 10 classes.")).toBeVisible();
  await room.getByLabel("Class weights", { exact: true }).selectOption("Balanced");
  await expect(weights).toHaveCount(0);
  await expect(room.getByLabel("AMSGrad", { exact: true })).toBeVisible();
  await room.getByRole("combobox", { name: "Optimizer", exact: true }).selectOption("SGD");
  await expect(room.getByLabel("AMSGrad", { exact: true })).toHaveCount(0);

  // Without Flatten the network breaks at the first Dense layer, which says how to mend it.
  const flatten = (await names()).indexOf("Flatten");
  await layers.nth(flatten).getByRole("button", { name: /^Remove/ }).click();
  const broken = layers.filter({ has: page.getByRole("alert") });
  await expect(broken).toHaveCount(1);
  await expect(broken).toContainText("Dense");
  await broken.getByRole("button", { name: "Put Flatten before Dense" }).click();
  await expect(room.getByRole("alert")).toHaveCount(0);
  await expect(button(page, "Train")).toBeEnabled();

  // All the way back, and the last step forward.
  await page.getByRole("heading", { name: "Model", level: 2 }).click();
  await expect(async () => {
    await page.keyboard.press("Control+z");
    await expect(button(page, "Undo")).toHaveAttribute("aria-disabled", "true", { timeout: 100 });
  }).toPass();
  expect(await names()).toEqual(first);
  await button(page, "Redo").click();
  await expect(layers.nth(0)).toContainText("× 7");

  // What was built is what trains.
  await enter(page, "Live");
  await button(page, "Step").click();
  await expect.poll(() => steps(page)).toBe(1);
});
