// Key panels as they look: of a network that has not been trained, so that only its seed decides. What is compared is
// what the page draws, without letters and the layout around it, whose form depends on the machine's fonts.

import { saved } from "./files";
import { button, enter, expect, open, ready, test } from "./hearth";
import type { Locator } from "@playwright/test";

/** A machine's last bits may take a sample to another cell, or a pixel to another shade. */
const options = { maxDiffPixelRatio: 0.02 } as const;

/** What is on a canvas, with the pixels that it has. */
const drawn = async (canvas: Locator): Promise<Buffer> => {
  const address = await canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL());
  return Buffer.from(address.split(",")[1], "base64");
};

test("the confusion matrix", async ({ page, context }) => {
  await open(page);
  await ready(page);
  const room = await enter(page, "Evaluation");
  await button(page, "Evaluate now").click();
  await expect(room.getByRole("grid", { name: "Samples by class and prediction" })).toBeVisible({ timeout: 60_000 });
  const { text } = await saved(page, room.getByRole("button", { name: "Save confusion matrix as SVG" }));
  const blank = await context.newPage();
  await blank.setContent(text.replace(/<text[\s\S]*?<\/text>/g, ""));
  await expect(blank.locator("svg")).toHaveScreenshot("matrix.png", options);
});

test("the path, an explanation and filters", async ({ page }) => {
  await open(page);
  await ready(page);
  const room = await enter(page, "Inside");
  await page.getByRole("tab", { name: "Path", exact: true }).click();
  const path = room.getByRole("region", { name: "Layers from the input to the probabilities" });
  await expect(path.getByRole("list", { name: "Probabilities" }).getByRole("listitem")).toHaveCount(10);
  for (const [name, file] of [["The input", "input"], ["Output of conv2d", "conv2d"], ["Output of dense", "dense"]]) {
    const canvas = path.getByRole("img", { name, exact: true });
    await expect(canvas).toBeVisible();
    expect(await drawn(canvas)).toMatchSnapshot(`path-${file}.png`, options);
  }
  await page.getByRole("tab", { name: "Explanation", exact: true }).click();
  const explanation = room.getByRole("figure", { name: "Explanation", exact: true });
  await expect(explanation).toContainText("Gradient × input for");
  expect(await drawn(explanation.locator("canvas"))).toMatchSnapshot("explanation.png", options);
  await page.getByRole("tab", { name: "Filters", exact: true }).click();
  await expect(room).toContainText("12 filters of 5 × 5");
  expect(await drawn(room.getByRole("img", { name: "Filters: Now" }))).toMatchSnapshot("filters.png", options);
});
