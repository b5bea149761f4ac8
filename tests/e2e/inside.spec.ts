// The room Inside: what the network does with a picture, part by part, while it trains and when it rests.

import type { Locator, Page } from "@playwright/test";
import { expectNoViolations } from "./accessibility";
import { saved } from "./files";
import { button, choose, draw, enter, expect, open, reading, ready, steps, test } from "./hearth";

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

test("the room opens with a test sample, whose figures can be saved", async ({ page }) => {
  await open(page);
  await ready(page);
  const inside = await enter(page, "Inside");
  const maps = await part(page, "Feature maps");
  const first = maps.getByRole("figure", { name: "Feature maps of conv2d", exact: true });
  await painted(first.getByRole("img", { name: "Output of conv2d" }));
  const csv = await saved(page, first.getByRole("button", { name: "Save output of conv2d as CSV" }));
  expect(csv.name).toBe("conv2d.csv");
  // 12 maps of 14 rows, below the names of the columns.
  expect(csv.text.trim().split("\n")).toHaveLength(1 + 12 * 14);
  const png = await saved(page, first.getByRole("button", { name: "Save output of conv2d as PNG" }));
  expect(png.text.slice(1, 4)).toBe("PNG");
  const svgOfMaps = await saved(page, first.getByRole("button", { name: "Save output of conv2d as SVG" }));
  expect(svgOfMaps.text).toMatch(/^<svg .*<image .*href="data:image\/png;base64,/);
  const window = await saved(page, maps.getByRole("button", { name: "Save the filter as CSV" }));
  // A window of 5 × 5 on the picture's only channel.
  expect(window.text.trim().split("\n")).toHaveLength(1 + 25);
  const dense = maps.getByRole("figure", { name: "Activations of dense", exact: true });
  const svg = await saved(page, dense.getByRole("button", { name: "Save output of dense as SVG" }));
  expect(svg.text).toContain("<svg");
  const detail = maps.getByRole("region", { name: "One number in detail" });
  // A unit of the dense layer under the pointer is chosen, and worked out from its inputs.
  await maps.getByRole("button", { name: "Output of dense", exact: true }).click({ position: { x: 2, y: 2 } });
  await expect(detail.getByRole("heading")).toHaveText("Unit 1 of dense");
  await expect(detail.getByRole("group", { name: "Arithmetic" })).toContainText(/Sum with bias = −?\d/);
  await expect(detail.getByRole("table")).toContainText("Product");
  await maps.getByRole("button", { name: "Output of conv2d", exact: true }).click({ position: { x: 2, y: 2 } });
  await painted(detail.getByRole("img", { name: "The patch, channel by channel" }));
  await painted(detail.getByRole("img", { name: "The filter, channel by channel" }));
  for (const what of ["the map as PNG", "the map as CSV", "the filter as SVG", "the filter as PNG", "the patch as PNG"]) {
    await saved(page, detail.getByRole("button", { name: `Save ${what}` }));
  }
  // What is cleared stays clear.
  await button(page, "Clear").click();
  await expect(inside.getByText("Draw something")).toBeVisible();
});

test("the arithmetic of convolution, pooling and normalization is written out", async ({ page }) => {
  await open(page);
  await ready(page);
  await choose(page, "Model", "Study C CNN");
  await ready(page);
  await enter(page, "Inside");
  const path = await part(page, "Path");
  const arithmetic = path.getByRole("group", { name: "Arithmetic" });
  await expect(arithmetic).toContainText("Sum with bias");
  await button(page, "Next layer").click();
  await expect(arithmetic).toContainText(/Largest = −?\d/);
  await button(page, "Next layer").click();
  await expect(arithmetic).toContainText("Mean and variance that the layer learned");
  await expect(arithmetic).toContainText(/Normalized = −?\d/);
  // A layer within a block likewise: its own filter on what goes into it there.
  await page.evaluate(async () => {
    const hearth = (window as unknown as { hearth: { send(command: object): Promise<any> } }).hearth;
    const experiment = await hearth.send({ hearth: 1, command: "experiment" });
    const inner = ["relu", "linear"].map((activation) => ({ type: "Conv2D", filters: 4, kernel_size: 3, padding: "same", activation }));
    experiment.model.layers = [
      { type: "Conv2D", filters: 4, kernel_size: 5, strides: 2, padding: "same", activation: "relu" },
      { type: "Residual", layers: inner },
      { type: "Flatten" },
      { type: "Dense", units: 10, activation: "softmax" },
    ];
    await hearth.send({ hearth: 1, command: "load", experiment });
  });
  await ready(page);
  const maps = await part(page, "Feature maps");
  await maps.getByRole("button", { name: "Output of residual/conv2d_1", exact: true }).click({ position: { x: 2, y: 2 } });
  const detail = maps.getByRole("region", { name: "One number in detail" });
  await expect(detail.getByRole("heading")).toHaveText("Map 1 of residual/conv2d_1");
  await expect(detail.getByRole("group", { name: "Arithmetic" })).toContainText(/Sum with bias = −?\d/);
  await painted(detail.getByRole("img", { name: "The filter, channel by channel" }));
  await button(page, "Next").click();
  await expect(detail.getByRole("heading")).toHaveText("Map 2 of residual/conv2d_1");
});

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
  await expectNoViolations(page);
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
  for (const method of ["Grad-CAM", "HiResCAM", "Saliency", "Gradient × input", "Integrated gradients", "SmoothGrad", "Occlusion"]) {
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
  const heat = await saved(page, figure.getByRole("button", { name: "Save explanation as CSV" }));
  expect(heat.text.trim().split("\n")).toHaveLength(14);
  await saved(page, figure.getByRole("button", { name: "Save explanation as PNG" }));

  const filters = await part(page, "Filters");
  const pixels = (name: string) => filters.getByRole("img", { name: `Filters: ${name}` }).evaluate((c: HTMLCanvasElement) => c.toDataURL());
  await painted(filters.getByRole("img", { name: "Filters: Now" }));
  await painted(filters.getByRole("img", { name: "Filters: Earlier" }));
  expect(await pixels("Earlier")).not.toBe(await pixels("Now"));
  await expect(filters).toContainText(/Training has changed the weights by [1-9]/);
  const weights = await saved(page, filters.getByRole("button", { name: "Save filters: now as CSV" }));
  expect(weights.text.trim().split("\n")).toHaveLength(1 + 12 * 25);
  await expectNoViolations(page);
  // A step more, and the moment before it can be gone back to.
  const step = filters.getByRole("slider", { name: "Step of the filters at the left" });
  await expect(step).toHaveAttribute("aria-valuetext", "Before training");
  await step.press("ArrowRight");
  await expect(step).toHaveAttribute("aria-valuetext", /^After step \d/);
  await painted(filters.getByRole("img", { name: "Filters: Earlier" }));
});

test("samples are laid out, chosen by a line or the keys, and units and classes have pictures", async ({ page }) => {
  await trained(page);
  const embedding = await part(page, "Embedding");
  await pick(embedding, "Samples", "500");
  await button(page, "Lay out").click();
  const figure = embedding.getByRole("figure", { name: "Embedding", exact: true });
  await expect(figure).toContainText(/t-SNE, iteration \d+ of 1000/, { timeout: 60_000 });
  await expect(figure).toContainText("iteration 1000 of 1000", { timeout: 90_000 });
  // The same samples, network and seed give the same layout.
  const positions = () => saved(page, figure.getByRole("button", { name: "Save embedding as CSV" }));
  const once = await positions();
  expect(once.text.trim().split("\n")).toHaveLength(501);
  await button(page, "Lay out").click();
  await expect(figure).toContainText("iteration 1000 of 1000", { timeout: 90_000 });
  expect((await positions()).text).toBe(once.text);
  const svg = await saved(page, figure.getByRole("button", { name: "Save embedding as SVG" }));
  expect(svg.text.match(/<circle/g)).toHaveLength(500);
  const plane = figure.getByLabel("Samples on a plane");
  // A sample under the pointer is named and shown.
  const thumbnail = embedding.getByRole("img", { name: "The sample pointed at" });
  const area = (await plane.boundingBox())!;
  let across = 0.1;
  await expect.poll(async () => {
    await page.mouse.move(area.x + across * area.width, area.y + area.height / 2);
    across = across < 0.9 ? across + 0.01 : 0.1;
    return embedding.getByText(/^Sample \d+: \d$/).count();
  }, { intervals: [50] }).toBe(1);
  await painted(thumbnail);
  await plane.press("ArrowRight");
  await expect(embedding).toContainText(/Sample \d+: \d/);
  await painted(embedding.getByRole("img", { name: "The sample pointed at" }));
  await plane.press("Enter");
  const chosen = embedding.getByRole("list", { name: "Chosen samples" });
  await expect(chosen.getByRole("listitem")).toHaveCount(24);
  // The upper half, by the corners that the keys set: as many samples as the file has there.
  const times = async (n: number, key: string) => { for (let i = 0; i < n; i++) await plane.press(key); };
  await plane.press("Space");
  await plane.press("Enter");
  await expect(embedding).toContainText("1 corner. A line needs three corners.");
  await plane.press("Escape");
  await expect(embedding).toContainText("The line is given up.");
  await times(25, "ArrowLeft");
  await plane.press("Space");
  await times(25, "ArrowUp");
  await plane.press("Space");
  await times(50, "ArrowRight");
  await plane.press("Space");
  await times(25, "ArrowDown");
  await expect(embedding).toContainText(/Crosshair 100 % across, 50 % up, 3 corners\. Nearest: Sample \d+: \d/);
  await plane.press("Space");
  await plane.press("Enter");
  const heights = once.text.trim().split("\n").slice(1).map((line) => Number(line.split(",")[3]));
  const middle = (Math.min(...heights) + Math.max(...heights)) / 2;
  const above = heights.filter((y) => y > middle).length;
  // The keys are the plane's: Space trains nothing.
  await expect(button(page, "Pause")).toHaveCount(0);
  await expect(embedding).toContainText(`${above} samples are within the line; the first 60 are shown.`);
  await expect(chosen.getByRole("listitem")).toHaveCount(60);
  // One of them is tried: the network sees another picture than before.
  const sees = page.getByRole("img", { name: "What the network sees" });
  const before = await sees.evaluate((c: HTMLCanvasElement) => c.toDataURL());
  await chosen.getByRole("button", { name: /^Try sample/ }).first().click();
  await expect.poll(() => sees.evaluate((c: HTMLCanvasElement) => c.toDataURL())).not.toBe(before);
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

test("5 000 samples are laid out as they come, until somebody cancels", async ({ page }) => {
  await trained(page);
  const embedding = await part(page, "Embedding");
  await pick(embedding, "Samples", "5000");
  await pick(embedding, "Of the", "Training samples");
  await button(page, "Lay out").click();
  const figure = embedding.getByRole("figure", { name: "Embedding", exact: true });
  await expect(figure).toContainText(/5000 samples, t-SNE, iteration [1-9]\d* of 1000/, { timeout: 120_000 });
  await button(page, "Cancel").click();
  await expect(embedding.getByRole("progressbar")).toHaveCount(0);
  await expect(figure).toContainText("5000 samples");
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
  // Another digit while it trains: the network sees it, and the maps are of it.
  const sees = page.getByRole("img", { name: "What the network sees" });
  const five = await sees.evaluate((c: HTMLCanvasElement) => c.toDataURL());
  await draw(page, 1);
  await expect.poll(() => sees.evaluate((c: HTMLCanvasElement) => c.toDataURL())).not.toBe(five);
  await painted(canvas);
  await expect(button(page, "Pause")).toBeVisible();
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
  const csv = await saved(page, panel.getByRole("button", { name: "Save boundary as CSV" }));
  expect(csv.text.split("\n")[0]).toBe("a,b,class,probability");
  expect(csv.text.trim().split("\n")).toHaveLength(1 + 48 * 48);
  const svg = await saved(page, panel.getByRole("button", { name: "Save boundary as SVG" }));
  expect(svg.text).toContain("<rect");
  await expectNoViolations(page);
  const before = await canvas.evaluate((c: HTMLCanvasElement) => c.toDataURL());
  await button(page, "Train").click();
  await expect.poll(() => canvas.evaluate((c: HTMLCanvasElement) => c.toDataURL()), { timeout: 60_000 }).not.toBe(before);
});
