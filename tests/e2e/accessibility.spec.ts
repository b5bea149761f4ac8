// Everybody's page: axe finds nothing to mend, whatever the page shows.

import { expectNoViolations } from "./accessibility";
import { addressOfPart, button, DATA_PARTS, enter, expect, inPart, open, openPart, reading, ready, ROOMS, steps, tab, test } from "./hearth";

test("axe finds nothing before and after training", async ({ page }) => {
  await open(page);
  await ready(page);
  await expectNoViolations(page);
  await button(page, "Train").click();
  await expect.poll(() => steps(page)).toBeGreaterThan(20);
  await button(page, "Stop").click();
  await expect(reading(page, "Test accuracy")).toContainText("%", { timeout: 60_000 });
  await expectNoViolations(page);
});

test("axe finds nothing in any part of the room Data", async ({ page }) => {
  await open(page, addressOfPart("Samples"));
  await ready(page);
  const samples = await inPart(page, "Samples");
  await expect(samples.getByRole("figure", { name: "Samples on a plane" })).toContainText("% of the variance", { timeout: 30_000 });
  for (const part of DATA_PARTS) {
    await tab(page, part).click();
    await inPart(page, part);
    await expectNoViolations(page);
  }
});

test("axe finds nothing in the preview of a table", async ({ page }) => {
  await open(page);
  await ready(page);
  const table = ["size,weight,kind", ...Array.from({ length: 60 }, (_, i) => `${i},${i * 2},${i % 2 ? "cat" : "dog"}`)].join("\n");
  await page.getByLabel("Load files", { exact: true }).setInputFiles({
    name: "pets.csv", mimeType: "text/csv", buffer: Buffer.from(table),
  });
  await expect(page.getByRole("region", { name: "Data", exact: true })).toContainText("Own files", { timeout: 60_000 });
  await ready(page);
  const overview = await openPart(page, "Overview");
  await expect(overview.getByRole("figure", { name: "Table preview" })).toContainText("60 rows × 3 columns", { timeout: 30_000 });
  await expectNoViolations(page);
});

test("axe finds nothing in any other room, before and after training", async ({ page }) => {
  test.setTimeout(300_000);
  await open(page);
  await ready(page);
  const rooms = ROOMS.filter((name) => name !== "Live" && name !== "Data");
  for (const name of rooms) {
    await enter(page, name);
    await expectNoViolations(page);
  }
  await button(page, "Train").click();
  await expect.poll(() => steps(page)).toBeGreaterThan(20);
  await button(page, "Stop").click();
  await expect(reading(page, "Test accuracy")).toContainText("%", { timeout: 60_000 });
  for (const name of ["Evaluation", "Inside", "Runs"] as const) {
    await enter(page, name);
    await expectNoViolations(page);
  }
});
