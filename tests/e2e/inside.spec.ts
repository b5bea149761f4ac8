// The room Inside: what the network does with a picture, part by part, while it trains and when it rests.

import type { Locator, Page } from "@playwright/test";
import { expectNoViolations } from "./accessibility";
import { button, draw, enter, expect, open, reading, ready, steps, test } from "./hearth";

/** A part of the room, by its tab. */
async function part(page: Page, name: string): Promise<Locator> {
  await page.getByRole("tab", { name, exact: true }).click();
  return page.getByRole("tabpanel", { name, exact: true });
}

/** Chooses an option of a box. */
const pick = (within: Locator, box: string, option: string) =>
  within.getByRole("combobox", { name: box, exact: true }).selectOption({ label: option });

/** Trains on the synthetic digits to the end, and draws one in the room. */
async function trained(page: Page): Promise<Locator> {
  await open(page);
  await ready(page);
  await button(page, "Train").click();
  await expect.poll(() => steps(page), { timeout: 60_000 }).toBeGreaterThan(30);
  await button(page, "Stop").click();
  await expect(reading(page, "Test accuracy")).toContainText("%", { timeout: 60_000 });
  const inside = await enter(page, "Inside");
  await draw(page, 3);
  return inside;
}

/** Whether a canvas shows more than one colour. */
const isPainted = (canvas: Locator): Promise<boolean> =>
  canvas.evaluate((element: HTMLCanvasElement) => {
    const { data } = element.getContext("2d")!.getImageData(0, 0, element.width, element.height);
    const first = data.slice(0, 4).join();
    for (let i = 4; i < data.length; i += 4) if (data.slice(i, i + 4).join() !== first) return true;
    return false;
  });

const painted = (canvas: Locator) => expect.poll(() => isPainted(canvas)).toBe(true);

test("maps, the path, and one number's arithmetic follow the drawing and the keys", async ({ page }) => {
  const inside = await trained(page);
  const maps = await part(page, "Feature maps");
  await painted(maps.getByRole("figure", { name: "Feature maps of conv2d", exact: true }).locator("canvas"));
  await expect(maps.getByRole("figure", { name: /^Activations of dense/ }).first()).toBeVisible();
  // The first layer's map is chosen: its number is the sum that is written out.
  const detail = maps.getByRole("region", { name: "One number in detail" });
  await expect(detail.getByRole("heading")).toHaveText("Map 1 of conv2d");
  await expect(detail.getByRole("group", { name: "Arithmetic" })).toContainText(/Sum with bias = −?\d/);
  await expect(detail.getByRole("group", { name: "Filter" })).toBeVisible();
  await button(page, "Next").click();
  await expect(detail.getByRole("heading")).toHaveText("Map 2 of conv2d");
  const sheet = maps.getByRole("button", { name: "Output of conv2d", exact: true });
  await sheet.press("ArrowRight");
  await expect(detail.getByRole("heading")).toHaveText("Map 3 of conv2d");
  const map = detail.getByLabel("The chosen map");
  const place = detail.getByText(/row \d+, column \d+/);
  const before = await place.textContent();
  await map.press(before?.includes("column 1:") ? "ArrowRight" : "ArrowLeft");
  await expect(place).not.toHaveText(before!);

  const path = await part(page, "Path");
  await expect(path.getByRole("list", { name: "Probabilities" }).getByRole("listitem")).toHaveCount(10);
  // On to the last layer: a class's logit from all of its inputs.
  for (let i = 0; i < 12; i++) await button(page, "Next layer").click();
  await expect(path.getByRole("group", { name: "Arithmetic" })).toContainText("softmax makes probabilities");
  await expect(path.getByRole("table")).toContainText("Product");
  await expectNoViolations(page);

  // An empty pad shows nothing, and a test sample takes its place.
  await button(page, "Clear").click();
  await expect(inside.getByText("Draw something")).toBeVisible();
  await button(page, "Test sample").click();
  await expect(path.getByRole("list", { name: "Probabilities" })).toBeVisible();
});

test("every method explains a class, and filters show what training changed", async ({ page }) => {
  await trained(page);
  const panel = await part(page, "Explanation");
  const figure = panel.getByRole("figure", { name: "Explanation", exact: true });
  for (const method of ["Grad-CAM", "Saliency", "Gradient × input", "Integrated gradients", "SmoothGrad", "Occlusion"]) {
    await pick(panel, "Method", method);
    await expect(figure).toContainText(new RegExp(`^${method} for \\d`), { timeout: 30_000 });
    await painted(figure.locator("canvas"));
  }
  await pick(panel, "Class", "7");
  await expect(figure).toContainText(/^Occlusion for 7/);
  await pick(panel, "Method", "Grad-CAM");
  await pick(panel, "Layer", "conv2d");
  await expect(figure).toContainText(/^Grad-CAM for 7/);
  await expectNoViolations(page);

  const filters = await part(page, "Filters");
  await painted(filters.getByRole("img", { name: "Filters: Now" }));
  await expect(filters).toContainText(/Training has changed the weights by [1-9]/);
});

test("samples are laid out, chosen by a line or the keys, and units and classes have pictures", async ({ page }) => {
  await trained(page);
  const embedding = await part(page, "Embedding");
  await pick(embedding, "Samples", "500");
  await button(page, "Lay out").click();
  const figure = embedding.getByRole("figure", { name: "Embedding", exact: true });
  await expect(figure).toContainText(/t-SNE, iteration \d+ of 1000/, { timeout: 60_000 });
  await expect(figure).toContainText("iteration 1000 of 1000", { timeout: 90_000 });
  const plane = figure.getByLabel("Samples on a plane");
  await plane.press("ArrowRight");
  await expect(embedding).toContainText(/Sample \d+: \d/);
  await painted(embedding.getByRole("img", { name: "The sample pointed at" }));
  await plane.press("Enter");
  const chosen = embedding.getByRole("list", { name: "Chosen samples" });
  await expect(chosen.getByRole("listitem")).toHaveCount(24);
  await plane.scrollIntoViewIfNeeded();
  const box = (await plane.boundingBox())!;
  const corner = async (x: number, y: number) => page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 4 });
  await corner(0.01, 0.01);
  await page.mouse.down();
  for (const [x, y] of [[0.99, 0.01], [0.99, 0.99], [0.01, 0.99]]) await corner(x, y);
  await page.mouse.up();
  await expect(chosen.getByRole("listitem")).toHaveCount(60);
  await expectNoViolations(page);

  const units = await part(page, "Units");
  await button(page, "Find samples").click();
  await expect(units.getByRole("list", { name: "Most activating samples" }).getByRole("listitem")).toHaveCount(12);
  await button(page, "Make a picture").click();
  await painted(units.getByRole("img", { name: "Class image" }));
  await expect(units.getByRole("progressbar")).toHaveCount(0, { timeout: 60_000 });
  await expectNoViolations(page);
});

test("what is shown follows while the network trains", async ({ page }) => {
  await open(page);
  await ready(page);
  await enter(page, "Inside");
  await draw(page, 5);
  const maps = await part(page, "Feature maps");
  const canvas = maps.getByRole("figure", { name: "Feature maps of conv2d", exact: true }).locator("canvas");
  await painted(canvas);
  const before = await canvas.evaluate((c: HTMLCanvasElement) => c.toDataURL());
  await button(page, "Train").click();
  await expect.poll(() => canvas.evaluate((c: HTMLCanvasElement) => c.toDataURL()), { timeout: 60_000 }).not.toBe(before);
});

test("the plane of two columns of a table shows the network's answer", async ({ page }) => {
  await open(page);
  await ready(page);
  const rows = Array.from({ length: 200 }, (_, i) => {
    const [a, b, c] = [(i * 37) % 100, (i * 61) % 100, (i * 17) % 10];
    return `${a},${b},${c},${a > b ? "more" : "less"}`;
  });
  await page.getByLabel("Load files", { exact: true }).setInputFiles({
    name: "pairs.csv", mimeType: "text/csv", buffer: Buffer.from(["a,b,c,kind", ...rows].join("\n")),
  });
  await expect(page.getByRole("region", { name: "Data", exact: true })).toContainText("Own files", { timeout: 60_000 });
  await ready(page);
  await enter(page, "Inside");
  const panel = await part(page, "Boundary");
  await pick(panel, "Up", "b");
  await expect(panel).toContainText("Across: a from 0 to 99. Up: b from 0 to 99.");
  const canvas = panel.getByRole("img", { name: /all over the plane/ });
  await painted(canvas);
  const before = await canvas.evaluate((c: HTMLCanvasElement) => c.toDataURL());
  await button(page, "Train").click();
  await expect.poll(() => canvas.evaluate((c: HTMLCanvasElement) => c.toDataURL()), { timeout: 60_000 }).not.toBe(before);
});
