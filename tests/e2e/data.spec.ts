// Own data: picked, dropped, seen through, prepared and trained on; and what is broken is explained.

import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";
import { basename, dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import { drop, mnistAsCsv, pandasAndBears, pick, root, staged, unzipped } from "./files";
import { addressOf, button, choose, enter, expect, inRoom, open, openPart, reading, ready, steps, test } from "./hearth";

const region = (page: Page) => page.getByRole("region", { name: "Data", exact: true });

/** How many frames the page draws in so many milliseconds. */
const frames = (page: Page, time: number) =>
  page.evaluate(
    (time) =>
      new Promise<number>((resolve) => {
        let frames = 0;
        const until = performance.now() + time;
        const next = () => (performance.now() < until ? (frames++, requestAnimationFrame(next)) : resolve(frames));
        requestAnimationFrame(next);
      }),
    time,
  );

test("MNIST as a CSV is read, seen through and trained on", async ({ page }) => {
  await open(page);
  await pick(page, { name: "train.csv", buffer: mnistAsCsv(3000) });
  await expect(region(page)).toContainText("Own files", { timeout: 60_000 });
  await ready(page);
  // A fifth is held back for testing, and a twentieth of the rest for validation.
  await expect(region(page)).toContainText(/2[\s\u202f]280/);
  await expect(region(page)).toContainText("600");
  const overview = await openPart(page, "Overview");
  await expect(overview.getByRole("figure", { name: "Table preview" })).toContainText("3 000 rows × 785 columns");
  const classes = await openPart(page, "Classes");
  await expect(classes.getByRole("figure", { name: "Class distribution by part" }).getByRole("row")).toHaveCount(11);
  const samples = await openPart(page, "Samples");
  await expect(samples.getByRole("figure", { name: "Training samples" }).locator("button.sample:visible")).toHaveCount(40);
  await expect(samples.getByRole("figure", { name: "Samples on a plane" })).toContainText("% of the variance", { timeout: 30_000 });
  await enter(page, "Live");
  await button(page, "Train").click();
  await expect.poll(() => steps(page)).toBeGreaterThan(100);
  await button(page, "Stop").click();
  await expect(reading(page, "Test accuracy")).toContainText("%", { timeout: 60_000 });

  // Kaggle's test file: rows that the network has not seen, and no labels.
  const [header, ...rows] = mnistAsCsv(3100).toString().split("\r\n");
  const unseen = rows.slice(3000);
  const labels = unseen.map((row) => row.slice(0, row.indexOf(",")));
  const lines = [header, ...unseen].map((row) => row.slice(row.indexOf(",") + 1));
  await pick(page, { name: "test.csv", buffer: Buffer.from(lines.join("\n")) });
  const predicted = page.getByRole("list", { name: "Predictions for samples without labels" }).getByRole("listitem");
  await expect(predicted).toHaveCount(12, { timeout: 30_000 });
  await expect(predicted.last()).toHaveText(/Sample 12\s+\d\s+[\d.]+\s%$/);
  const download = page.waitForEvent("download");
  await button(page, "Save predictions").click();
  const table = readFileSync(await (await download).path(), "utf8").trimEnd().split("\n");
  expect(table[0]).toBe("sample,prediction,probability");
  const answers = table.slice(1).map((line) => line.split(",")[1]);
  expect(answers).toHaveLength(100);
  expect(answers.filter((answer, i) => answer === labels[i]).length).toBeGreaterThan(70);
  await expect(predicted.first().locator("strong")).toHaveText(answers[0]);
});

/** All of Kaggle's rows, 75 MB of text, which is more than fits a message to the browser. */
async function kaggleFile(path: string): Promise<void> {
  const file = createWriteStream(path);
  const rows = mnistAsCsv(6000);
  const header = rows.indexOf("\n") + 1;
  file.write(rows);
  for (let i = 0; i < 6; i++) {
    file.write("\r\n");
    if (!file.write(rows.subarray(header))) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
}

test("42 000 rows are read while the page stays responsive, and reading can be cancelled", async ({ page }, info) => {
  test.setTimeout(300_000);
  const path = info.outputPath("train.csv");
  await kaggleFile(path);
  await open(page);
  await ready(page);
  const files = page.getByLabel("Load files", { exact: true });
  await files.setInputFiles(path);
  await expect(region(page).getByText(/MB of/)).toBeVisible({ timeout: 60_000 });
  await button(page, "Cancel").click();
  await expect(page.locator("p.announcement")).toHaveText(/^(Loading Own files was cancelled|Ready to train)/);
  await expect(page.getByRole("combobox", { name: "Dataset", exact: true })).toHaveValue("Synthetic digits");

  await files.setInputFiles(path);
  const progress = page.getByRole("progressbar", { name: "Loading progress" });
  await expect(progress).toBeVisible();
  // The page goes on drawing, and answers: the theme is changed while rows are read.
  const drawn = frames(page, 2000);
  await page.getByRole("radio", { name: "Dark", exact: true }).check();
  await expect(page.locator("html")).toHaveCSS("color-scheme", "dark");
  expect(await drawn).toBeGreaterThan(10);
  await expect(region(page)).toContainText(/8[\s\u202f]400/, { timeout: 180_000 });
  await ready(page);
  await button(page, "Step").click();
  await expect.poll(() => steps(page)).toBe(1);
});

test("rows without labels come along, and missing values are asked about", async ({ page }) => {
  const rows = (n: number, row: (i: number) => string) => Array.from({ length: n }, (_, i) => row(i)).join("\n");
  const train = `size,weight,kind\n${rows(200, (i) => `${i % 7 === 0 ? "" : i},${i * 2},${i % 2 ? "cat" : "dog"}`)}\n`;
  const test = `size,weight\n${rows(30, (i) => `${i},${i * 2}`)}\n`;
  await open(page);
  await ready(page);
  await pick(page, { name: "train.csv", buffer: Buffer.from(train) }, { name: "test.csv", buffer: Buffer.from(test) });
  const alert = region(page).getByRole("alert");
  await expect(alert).toContainText("29 values are missing (size: 29)", { timeout: 30_000 });
  await button(page, "Fill with the mean").click();
  await ready(page);
  await expect(alert).toBeHidden();
  await expect(region(page)).toContainText(/Without labels\s*30/);
  const overview = await openPart(page, "Overview");
  await expect(overview.getByRole("figure", { name: "Table preview" }).first()).toContainText("29 missing", { timeout: 30_000 });
  await expect(overview.getByRole("figure", { name: "Parts" })).toContainText("Without labels");
  const prepare = await openPart(page, "Prepare");
  await expect(prepare.getByLabel("Missing values")).toHaveValue("3");
  await enter(page, "Live");
  await button(page, "Step").click();
  await expect.poll(() => steps(page)).toBe(1);
});

test("files without labels come beside the data, and what was trained stays", async ({ page }) => {
  await open(page);
  await ready(page);
  await button(page, "Step").click();
  await expect.poll(() => steps(page)).toBe(1);
  const [, photo] = [...unzipped(pandasAndBears())][0];
  await drop(page, "body", { name: "who is it.jpg", buffer: photo });
  await expect(region(page)).toContainText(/Without labels\s*1/, { timeout: 30_000 });
  await expect(region(page)).toContainText("beside the data: who is it.jpg");
  const predicted = page.getByRole("list", { name: "Predictions for samples without labels" }).getByRole("listitem");
  await expect(predicted).toHaveText(/who is it\.jpg\s+\d\s+[\d.]+\s%$/);
  await expect(page.getByRole("combobox", { name: "Dataset", exact: true })).toHaveValue("Synthetic digits");
  expect(await steps(page)).toBe(1);

  // Kaggle's test file: pixels, and no label.
  const rows = mnistAsCsv(50).toString().split("\r\n");
  const test = rows.map((row) => row.slice(row.indexOf(",") + 1)).join("\n");
  await pick(page, { name: "test.csv", buffer: Buffer.from(test) });
  await expect(region(page)).toContainText(/Without labels\s*50/, { timeout: 30_000 });
  const samples = (await openPart(page, "Samples")).getByRole("figure", { name: "Training samples" });
  await samples.getByLabel("Samples of").selectOption("those without labels", { timeout: 30_000 });
  await expect(samples).toContainText("1–40 of 50");
  await enter(page, "Live");

  await pick(page, { name: "flowers.csv", buffer: Buffer.from("length,width\n1.5,2\n3,4\n") });
  const alert = region(page).getByRole("alert");
  await expect(alert).toContainText("The files hold rows of numbers without labels, and the loaded data is of pictures", { timeout: 30_000 });
  await expect(region(page)).toContainText("beside the data: test.csv");
  await button(page, "Remove").click();
  await expect(region(page).getByText("beside the data")).toBeHidden();
  await expect(predicted).toHaveCount(0);
  await expect(alert).toBeHidden();
  await button(page, "Step").click();
  await expect.poll(() => steps(page)).toBe(2);
});

test("the classes of QuickDraw are chosen, and pages of its drawings turned", async ({ page }) => {
  await open(page);
  await ready(page);
  await choose(page, "Dataset", "QuickDraw");
  await ready(page);
  const overview = await openPart(page, "Overview");
  await overview.getByLabel("Find a class").fill("umbr");
  await overview.getByLabel("umbrella", { exact: true }).check();
  await button(page, "Apply").click();
  const classes = (await openPart(page, "Classes")).getByRole("figure", { name: "Class distribution by part" });
  await expect(classes).toContainText("umbrella", { timeout: 30_000 });
  await expect(classes.getByRole("row")).toHaveCount(7);
  const samples = (await openPart(page, "Samples")).getByRole("figure", { name: "Training samples" });
  await samples.getByLabel("Samples of").selectOption("umbrella");
  await expect(samples).toContainText(/1–40 of/);
  await samples.getByRole("button", { name: "Samples after" }).click();
  await expect(samples).toContainText(/41–/);
  // After another room, the same page of samples is shown.
  await enter(page, "Live");
  await openPart(page, "Samples");
  await expect(samples).toContainText(/41–/);
  await expect(samples.getByLabel("Samples of").locator("option:checked")).toHaveText("umbrella");
});

test.describe("another site", () => {
  const other = "http://127.0.0.1:8797";
  // The browser itself reports what it refuses to hand over.
  test.use({ otherOrigin: other, expectedErrors: /CORS|net::ERR_FAILED/ });

  test("whose file may not be read is explained", async ({ page }) => {
    const server = createServer((_, answer) => answer.end("label,a\n0,1\n")).listen(8797, "127.0.0.1");
    await open(page);
    await ready(page);
    await button(page, "Address").click();
    await page.getByLabel("Address of a data file").fill(`${other}/train.csv`);
    await button(page, "Load").click();
    await expect(region(page).getByRole("alert")).toContainText("CORS", { timeout: 30_000 });
    await expect(page.getByRole("combobox", { name: "Dataset", exact: true })).toHaveValue("Synthetic digits");
    server.close();
  });
});

test("Fashion-MNIST's files are dropped, and its classes read", async ({ page }) => {
  await open(page);
  await drop(
    page,
    "body",
    { name: "t10k-images-idx3-ubyte.gz", buffer: staged("fashion-mnist", "t10k-images-idx3-ubyte.gz") },
    { name: "t10k-labels-idx1-ubyte.gz", buffer: staged("fashion-mnist", "t10k-labels-idx1-ubyte.gz") },
  );
  await expect(region(page)).toContainText("Own files", { timeout: 60_000 });
  await ready(page);
  await expect(region(page).getByRole("figure", { name: "Class distribution" })).toBeVisible();
});

test("photographs in a zip by class are resized, augmented and trained on", async ({ page }) => {
  test.setTimeout(300_000);
  await open(page);
  await drop(page, "body", { name: "pandas-bears.zip", buffer: pandasAndBears() });
  await expect(region(page)).toContainText("Pandas", { timeout: 120_000 });
  await ready(page);
  const duplicates = await openPart(page, "Duplicates");
  await expect(duplicates).toContainText("2 training samples are exactly like another one there", { timeout: 30_000 });
  const prepare = await openPart(page, "Prepare");
  await prepare.getByLabel("Size", { exact: true }).fill("32 x 32");
  await page.keyboard.press("Tab");
  await prepare.getByLabel("Colours", { exact: true }).selectOption("grey");
  const changes = page.getByText("Not applied yet: ");
  await expect(changes).toContainText("Prepare");
  await button(page, "Apply").click();
  await expect(changes).toHaveCount(0, { timeout: 60_000 });
  await expect(await enter(page, "Model")).toContainText("32 × 32 × 1", { timeout: 60_000 });
  const augment = await openPart(page, "Augment");
  const preview = augment.getByRole("img", { name: "One picture, changed at random" });
  const pixels = () => preview.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  await expect.poll(async () => (await pixels()).length).toBeGreaterThan(2000);
  const before = await pixels();
  await augment.getByLabel("Rotation, degrees").fill("90");
  await expect.poll(pixels).not.toBe(before);
  // What is edited stays while one walks.
  await enter(page, "Live");
  await openPart(page, "Augment");
  await expect(augment.getByLabel("Rotation, degrees")).toHaveValue("90");
  await button(page, "Apply").click();
  await expect(page.getByText("All settings are applied.")).toBeVisible({ timeout: 60_000 });
  await ready(page);
  await button(page, "Train").click();
  await expect.poll(() => steps(page), { timeout: 60_000 }).toBeGreaterThan(3);
});

test("a folder of 3 000 photographs is read while the page stays responsive", async ({ page }, info) => {
  test.setTimeout(300_000);
  const folder = info.outputPath("photographs");
  for (const [path, photo] of unzipped(pandasAndBears())) {
    const place = join(folder, dirname(path));
    mkdirSync(place, { recursive: true });
    for (let copy = 0; copy < 5; copy++) writeFileSync(join(place, `${copy}-${basename(path)}`), photo);
  }
  await open(page);
  await ready(page);
  await page.getByLabel("Load folder", { exact: true }).setInputFiles(folder);
  await expect(page.getByRole("progressbar", { name: "Loading progress" })).toBeVisible({ timeout: 60_000 });
  const drawn = frames(page, 2000);
  await page.getByRole("radio", { name: "Dark", exact: true }).check();
  await expect(page.locator("html")).toHaveCSS("color-scheme", "dark");
  expect(await drawn).toBeGreaterThan(10);
  await expect(region(page)).toContainText("Own files", { timeout: 180_000 });
  await ready(page);
  await expect(page.getByRole("region", { name: "Model", exact: true })).toContainText("128 × 128 × 3");
  await expect(region(page)).toContainText(/Training\s*2[\s\u202f]\d{3}/);
});

test("synthetic points bring a network that fits them", async ({ page }) => {
  await open(page);
  await choose(page, "Dataset", "Synthetic points");
  await ready(page);
  await expect(page.getByRole("combobox", { name: "Model", exact: true })).toHaveValue("Small MLP");
  const overview = await openPart(page, "Overview");
  await overview.getByLabel("Layout", { exact: true }).selectOption("two moons");
  await overview.getByLabel("Points", { exact: true }).fill("many");
  await page.keyboard.press("Tab");
  await expect(overview.getByRole("alert").filter({ hasText: "not understood" })).toContainText('"many"');
  await overview.getByLabel("Points", { exact: true }).fill("500");
  await page.keyboard.press("Tab");
  await expect(overview.getByRole("alert").filter({ hasText: "not understood" })).toHaveCount(0);
  await button(page, "Apply").click();
  await expect(overview.getByRole("figure", { name: "Parts" })).toContainText("500", { timeout: 30_000 });
  const samples = await openPart(page, "Samples");
  await expect(samples.getByRole("figure", { name: "Samples on a plane" })).toContainText("Across: x1. Up: x2.");
  await expect(await openPart(page, "Augment")).toContainText("Only pictures can be augmented");
  await enter(page, "Live");
  await ready(page);
  await button(page, "Train").click();
  await expect(reading(page, "Test accuracy")).toContainText("%", { timeout: 60_000 });
});

type Case = { what: string; files: string[]; folder?: string; options?: object; error?: string };

/** The broken files of tests/fixtures, which native tests and the command line go over too. */
const broken = join(root, "tests/fixtures/broken");
const cases: Case[] = JSON.parse(readFileSync(join(broken, "cases.json"), "utf8"));

/** Where a tab, in which numbers of places have 32 bits, gives up sooner than native code. */
const inTab: Record<string, string> = { "huge.png": "huge.png is too large a picture to unpack" };

test("files broken in every way are explained, and what was loaded stays", async ({ page }) => {
  test.setTimeout(300_000);
  await open(page);
  await ready(page);
  const failing = cases.filter(({ error, options, folder }) => error && !options && !folder);
  expect(failing.length).toBeGreaterThan(15);
  for (const { what, files, error } of failing) {
    await test.step(what, async () => {
      await pick(page, ...files.map((name) => ({ name, buffer: readFileSync(join(broken, name)) })));
      await expect(region(page).getByRole("alert")).toContainText(inTab[files[0]] ?? error!, { timeout: 30_000 });
      await expect(page.getByRole("combobox", { name: "Dataset", exact: true })).toHaveValue("Synthetic digits");
    });
  }
  await button(page, "Step").click();
  await expect.poll(() => steps(page)).toBe(1);
});

test("the data is divided another way in the part Split, or what was edited is discarded", async ({ page }) => {
  await open(page, addressOf("Data"));
  await ready(page);
  const split = await openPart(page, "Split");
  const validation = split.getByLabel("Validation split", { exact: true });
  const before = await validation.inputValue();
  const edit = async (text: string) => {
    await validation.fill(text);
    await page.keyboard.press("Tab");
    await expect(page.getByText("Not applied yet: Split.")).toBeVisible();
  };
  await edit("0.5");
  await button(page, "Discard").click();
  await expect(validation).toHaveValue(before);
  await expect(page.getByText("All settings are applied.")).toBeVisible();
  await edit("0.5");
  await button(page, "Apply").click();
  await expect(split).toContainText(/Training\s*4[\s\u202f]000/, { timeout: 60_000 });
  // What is impossible is said at the field, and changes nothing.
  await validation.fill("2");
  await page.keyboard.press("Tab");
  await expect(split.getByRole("alert").filter({ hasText: "split.validation" })).toContainText("0.9");
  await expect(validation).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText("All settings are applied.")).toBeVisible();
});

test.describe("a loader that dies", () => {
  test.use({ expectedErrors: /panicked|unreachable|asked to, by a test/ });

  test("while its samples are shown can be asked to load them again", async ({ page }) => {
    await open(page, "/?test=1#/data/samples");
    await ready(page);
    const room = await inRoom(page, "Data");
    const samples = room.getByRole("figure", { name: "Training samples" });
    await expect(samples).toContainText(/1–40 of/, { timeout: 30_000 });
    await button(page, "Crash the loader").click();
    await button(page, "Load again").click();
    await expect(button(page, "Load again")).toHaveCount(0, { timeout: 60_000 });
    await samples.getByRole("button", { name: "Samples after" }).click();
    await expect(samples).toContainText(/41–80 of/);
    await expect(samples.locator("button.sample:visible")).toHaveCount(40);
  });

  test("is replaced", async ({ page }) => {
    await open(page, "/?test=1");
    await ready(page);
    await button(page, "Crash the loader").click();
    await choose(page, "Dataset", "Synthetic points");
    await ready(page);
  });
});
