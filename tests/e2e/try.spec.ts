// Trying the network on single samples where the data is not for drawing: photographs, points and rows.

import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Locator, Page, TestInfo } from "@playwright/test";
import { expectNoViolations } from "./accessibility";
import { drop, pandasAndBears, pick, unzipped } from "./files";
import { button, choose, enter, expect, open, reading, ready, steps, test } from "./hearth";

/** The photographs of the training part, a few of each class. */
function photographs(perClass: number): [string, Buffer][] {
  const found: Record<string, [string, Buffer][]> = {};
  for (const [path, photo] of unzipped(pandasAndBears())) {
    if (!path.startsWith("Train/")) continue;
    const ofClass = (found[basename(dirname(path))] ??= []);
    if (ofClass.length < perClass) ofClass.push([path, photo]);
  }
  return Object.values(found).flat();
}

/** Loads some photographs, and takes a training step. */
async function loadPhotographs(page: Page, info: TestInfo): Promise<void> {
  const folder = info.outputPath("photographs");
  for (const [path, photo] of photographs(12)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, photo);
  }
  await open(page);
  await ready(page);
  await page.getByLabel("Load folder", { exact: true }).setInputFiles(folder);
  await expect(page.getByRole("region", { name: "Data", exact: true })).toContainText("Own files", { timeout: 60_000 });
  await ready(page);
}

async function step(page: Page): Promise<void> {
  const before = await steps(page);
  await button(page, "Step").click();
  await expect.poll(() => steps(page), { timeout: 60_000 }).toBe(before + 1);
}

const region = (page: Page): Locator => page.getByRole("region", { name: "Try", exact: true });

test("a photograph is chosen, dropped, pasted, or taken from the test part", async ({ page }, info) => {
  await loadPhotographs(page, info);
  await expect(page.getByLabel("Digit pad")).toHaveCount(0);
  await expect(region(page)).toContainText("Nothing is learned yet");
  await step(page);
  const prediction = reading(page, "Prediction");
  await expect(prediction).not.toHaveText(/Pandas|Bears/);

  const [[, panda], [, bear]] = [photographs(1)[0], photographs(1)[1]];
  await page.getByLabel("Choose a picture", { exact: true }).setInputFiles({ name: "one.jpg", mimeType: "image/jpeg", buffer: panda });
  await expect(region(page).getByRole("img", { name: "one.jpg" })).toBeVisible();
  await expect(prediction).toHaveText(/^(Pandas|Bears)$/, { timeout: 30_000 });
  await expect(page.getByRole("list", { name: "Class probabilities" }).or(page.getByLabel("Class probabilities"))).toContainText("%");

  await drop(page, ".try-frame", { name: "two.jpg", buffer: bear });
  await expect(region(page).getByRole("img", { name: "two.jpg" })).toBeVisible({ timeout: 30_000 });
  // It was not loaded as data.
  await expect(page.getByRole("region", { name: "Data", exact: true })).not.toContainText("beside the data");
  expect(await steps(page)).toBe(1);

  const pasted = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], "image.jpg", { type: "image/jpeg" }));
    return transfer;
  }, panda.toString("base64"));
  await page.evaluate((transfer) => document.body.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }),
  ), pasted);
  await expect(region(page).getByRole("img", { name: "The pasted picture" })).toBeVisible({ timeout: 30_000 });

  await button(page, "Test sample").click();
  await expect(region(page)).toContainText(/True class: (Pandas|Bears) (Correct|Wrong)/, { timeout: 30_000 });

  // What cannot be read is named, and the sample before stays.
  await page.getByLabel("Choose a picture", { exact: true }).setInputFiles({ name: "broken.jpg", mimeType: "image/jpeg", buffer: panda.subarray(0, 300) });
  await expect(region(page).getByRole("alert")).toContainText("broken.jpg", { timeout: 30_000 });
  await expect(region(page).getByRole("img", { name: /^Test sample \d+$/ })).toBeVisible();
  await expect(prediction).toHaveText(/^(Pandas|Bears)$/);
  await expectNoViolations(page);

  // The same is tried in the room Inside, beside the feature maps.
  const inside = await enter(page, "Inside");
  await expect(inside.getByRole("img", { name: /^Test sample \d+$/ })).toBeVisible();

  // Digits are drawn again.
  await enter(page, "Live");
  await choose(page, "Dataset", "Synthetic digits");
  await expect(page.getByLabel("Digit pad")).toBeVisible({ timeout: 30_000 });
  await expect(prediction).not.toHaveText(/Pandas|Bears/);
});

test.describe("a camera", () => {
  test("is opened by a press alone, read, and released", async ({ page, context }, info) => {
    await context.grantPermissions(["camera"]);
    await page.addInitScript(() => {
      const devices = navigator.mediaDevices;
      const open = devices.getUserMedia.bind(devices);
      const streams: MediaStream[] = [];
      Object.assign(window, { streams });
      devices.getUserMedia = async (wanted) => {
        const stream = await open(wanted);
        streams.push(stream);
        return stream;
      };
    });
    const states = () => page.evaluate(() =>
      (window as unknown as { streams: MediaStream[] }).streams.map((stream) => stream.getTracks().map((track) => `${track.kind} ${track.readyState}`).join()),
    );
    await loadPhotographs(page, info);
    await step(page);
    expect(await states()).toEqual([]);
    await button(page, "Camera").click();
    await expect.poll(states).toEqual(["video live"]);
    await expect(reading(page, "Prediction")).toHaveText(/^(Pandas|Bears)$/, { timeout: 30_000 });
    await button(page, "Take").click();
    await expect(region(page).getByRole("img", { name: "Camera picture" })).toBeVisible({ timeout: 30_000 });
    await expect.poll(states).toEqual(["video ended"]);
    // The room Inside looks into what the network does with the picture, and into the camera.
    const inside = await enter(page, "Inside");
    await expect(inside.getByRole("img", { name: "Camera picture" })).toBeVisible();
    await expect(inside.getByRole("figure", { name: /^Feature maps of conv2d/ }).first()).toBeVisible({ timeout: 30_000 });
    await button(page, "Camera").click();
    await expect.poll(states).toEqual(["video ended", "video live"]);
    // Leaving the room releases it, too.
    await enter(page, "Runs");
    await expect.poll(states).toEqual(["video ended", "video ended"]);
  });

  test("that may not be used is explained", async ({ page, context }, info) => {
    await context.clearPermissions();
    await page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = async () => {
        throw new DOMException("Permission denied", "NotAllowedError");
      };
    });
    await loadPhotographs(page, info);
    await button(page, "Camera").click();
    await expect(region(page).getByRole("alert")).toContainText("Allow it beside the page's address", { timeout: 30_000 });
    await expect(button(page, "Camera")).toBeVisible();
  });
});

test("a point is clicked in the plane, which shows the network's answer everywhere", async ({ page }) => {
  await open(page);
  await choose(page, "Dataset", "Synthetic points");
  await ready(page);
  const plane = region(page).getByRole("img", { name: "Plane" });
  const pixels = () => plane.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  await expect.poll(async () => (await pixels()).length, { timeout: 30_000 }).toBeGreaterThan(10_000);
  await step(page);
  const before = await pixels();
  await button(page, "Resume").click();
  await expect(reading(page, "Test accuracy")).toContainText("%", { timeout: 60_000 });
  await expect.poll(pixels).not.toBe(before);

  const prediction = reading(page, "Prediction");
  const box = (await plane.boundingBox())!;
  const answers = new Set<string>();
  for (const [x, y] of [[0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9], [0.5, 0.5]]) {
    await plane.click({ position: { x: x * box.width, y: y * box.height } });
    await expect(prediction).not.toHaveText("–");
    await expect(reading(page, "Point")).toContainText(/x1 .*x2/);
    await page.waitForTimeout(300);
    answers.add((await prediction.textContent())!);
  }
  expect(answers.size).toBeGreaterThan(1);

  const chosen = await reading(page, "Point").textContent();
  await plane.focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
  await expect(reading(page, "Point")).toHaveText(chosen!);
  await page.keyboard.press("Enter");
  await expect(reading(page, "Point")).not.toHaveText(chosen!);

  await button(page, "Test sample").click();
  await expect(region(page)).toContainText(/True class: .+ (Correct|Wrong)/, { timeout: 30_000 });
  await expectNoViolations(page);
});

test("a row is typed into a form, or filled with a test sample", async ({ page }) => {
  await open(page);
  await ready(page);
  const rows = Array.from({ length: 240 }, (_, i) => `${i % 40},${i % 2 ? "yes" : "no"},${(i * 7) % 11},${i % 40 < 20 ? "small" : "large"}`);
  await pick(page, { name: "sizes.csv", buffer: Buffer.from(["size,striped,weight,label", ...rows].join("\n")) });
  await expect(page.getByRole("region", { name: "Data", exact: true })).toContainText("Own files", { timeout: 60_000 });
  await ready(page);
  const form = region(page).getByRole("form", { name: "Row" });
  // It is filled with a test sample from the start.
  await expect(form.getByLabel("size", { exact: true })).toHaveValue(/^\d+$/, { timeout: 30_000 });
  await button(page, "Train").click();
  await expect(reading(page, "Epoch")).toHaveText(/^(\d+) of \1$/, { timeout: 60_000 });
  await expect(reading(page, "Test accuracy")).toContainText("%", { timeout: 60_000 });
  await form.getByLabel("striped", { exact: true }).selectOption("yes");
  const prediction = reading(page, "Prediction");
  await form.getByLabel("size", { exact: true }).fill("1");
  await expect(prediction).toHaveText("small", { timeout: 30_000 });
  await form.getByLabel("size", { exact: true }).fill("39");
  await expect(prediction).toHaveText("large", { timeout: 30_000 });
  await form.getByLabel("size", { exact: true }).fill("much");
  await expect(form.getByText("Use a number. Training rows have 0 to 39.")).toBeVisible();
  await expect(prediction).not.toHaveText(/small|large/);
  await button(page, "Test sample").click();
  await expect(region(page)).toContainText(/True class: (small|large) (Correct|Wrong)/, { timeout: 30_000 });
  await expectNoViolations(page);
});
