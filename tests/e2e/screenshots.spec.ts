// Key panels as they look: of a network that has not been trained, so that only its seed decides, and without
// letters, whose form depends on the machine.

import { fileURLToPath } from "node:url";
import { button, enter, expect, open, ready, test } from "./hearth";

const options = {
  stylePath: fileURLToPath(new URL("screenshots/no-letters.css", import.meta.url)),
  animations: "disabled",
  // A machine's last bits may take a sample to another cell.
  maxDiffPixelRatio: 0.02,
} as const;

test.use({ colorScheme: "light", viewport: { width: 1280, height: 900 } });

test("the confusion matrix", async ({ page }) => {
  await open(page);
  await ready(page);
  const room = await enter(page, "Evaluation");
  await button(page, "Evaluate now").click();
  const grid = room.getByRole("grid", { name: "Samples by class and prediction" });
  await expect(grid).toBeVisible({ timeout: 60_000 });
  await expect(grid).toHaveScreenshot("matrix.png", options);
});

test("the path, an explanation and filters", async ({ page }) => {
  await open(page);
  await ready(page);
  const room = await enter(page, "Inside");
  await page.getByRole("tab", { name: "Path", exact: true }).click();
  const path = room.getByRole("region", { name: "Layers from the input to the probabilities" });
  await expect(path.getByRole("list", { name: "Probabilities" })).toBeVisible();
  await expect(path).toHaveScreenshot("path.png", options);
  await page.getByRole("tab", { name: "Explanation", exact: true }).click();
  const explanation = room.getByRole("figure", { name: "Explanation", exact: true });
  await expect(explanation).toContainText("Gradient × input for");
  await expect(explanation.locator("canvas")).toHaveScreenshot("explanation.png", options);
  await page.getByRole("tab", { name: "Filters", exact: true }).click();
  const filters = room.getByRole("img", { name: "Filters: Now" });
  await expect(room).toContainText("12 filters of 5 × 5");
  await expect(filters).toHaveScreenshot("filters.png", options);
});
