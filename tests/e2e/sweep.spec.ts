// Sweeps: set up by an experiment or by hand, carried out by several workers, paused, resumed after a reload, and
// going on when a worker dies.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page, Worker } from "@playwright/test";
import { expectNoViolations } from "./accessibility";
import { drop } from "./files";
import { button, enter, expect, inRoom, test } from "./hearth";

const sweep = (epochs: number, more = {}) => ({
  version: 1,
  name: "Short grid",
  seed: 42,
  data: { source: { type: "SyntheticDigits", train: 600, test: 200 }, split: { validation: 0.2 } },
  model: { layers: [{ type: "Flatten" }, { type: "Dense", units: 16, activation: "relu" }, { type: "Dense", units: 10, activation: "softmax" }] },
  optimizer: { type: "Adam", learning_rate: 0.01 },
  training: { batch_size: 32, epochs },
  sweep: {
    search: { type: "Grid" },
    objective: { monitor: "val_accuracy" },
    parameters: [
      { name: "batch size", fields: ["training.batch_size"], choices: [16, 64] },
      { name: "rate", fields: ["optimizer.learning_rate"], choices: [0.0001, 0.01] },
    ],
    ...more,
  },
});

/** A trial of `tests/fixtures/sweep`. */
interface Result {
  /** Its number, from 1. */
  trial: number;
  values: object;
  hyperband: object;
  epochs: number;
  score: number;
}

/** Opens an experiment by its link, and goes to the sweeps. */
async function openSweep(page: Page, experiment: object): Promise<Locator> {
  const spec = Buffer.from(JSON.stringify(experiment)).toString("base64url");
  await page.goto(`/#spec=${spec}`);
  await expect(button(page, "Train")).toBeEnabled({ timeout: 60_000 });
  return runs(page);
}

async function runs(page: Page): Promise<Locator> {
  const room = await enter(page, "Runs");
  await room.getByRole("tab", { name: "Sweep", exact: true }).click();
  await expect(room.locator("label", { hasText: "Open a journal" })).toBeVisible({ timeout: 30_000 });
  return room;
}

const status = (room: Locator): Locator =>
  room.getByRole("region", { name: "Progress of the sweep" }).getByRole("status");

const over = (room: Locator): Promise<void> =>
  expect(status(room)).toContainText("The sweep is over", { timeout: 120_000 });

/** Workers that compute for the sweep. */
const workers = (page: Page): Worker[] => page.workers().filter((worker) => worker.url().includes("alone"));

/** The cells of a column, from above. */
async function column(room: Locator, name: string): Promise<string[]> {
  const table = room.getByRole("table", { name: "Trials", exact: true });
  const heads = await table.getByRole("columnheader").allTextContents();
  const at = heads.findIndex((head) => head.startsWith(name));
  const rows = await table.locator("tbody tr").all();
  return Promise.all(rows.map(async (row) => ((await row.locator("th, td").nth(at).textContent()) ?? "").trim()));
}

test("a grid runs in two workers; its table is sorted, its figures drawn, and a trial is opened", async ({ page }) => {
  test.setTimeout(240_000);
  const room = await openSweep(page, sweep(2));
  await room.getByRole("combobox", { name: "Workers", exact: true }).selectOption("2");
  await expect(room.getByText("4 trials.", { exact: true })).toBeVisible();
  await expectNoViolations(page);
  let most = 0;
  page.on("worker", () => { most = Math.max(most, workers(page).length); });
  await button(page, "Run sweep").click();
  await over(room);
  expect(most).toBe(2);
  await expect.poll(() => workers(page).length).toBe(0);

  // Best first, and marked.
  const table = room.getByRole("table", { name: "Trials", exact: true });
  const scores = (await column(room, "val_accuracy")).map(Number.parseFloat);
  expect(scores).toHaveLength(4);
  expect([...scores].sort((a, b) => b - a)).toEqual(scores);
  await expect(table.locator("tr.best").first().getByText("best", { exact: true })).toBeVisible();
  await table.getByRole("button", { name: "batch size" }).click();
  expect(await column(room, "batch size")).toEqual(["16", "16", "64", "64"]);
  await expect(table.getByRole("columnheader", { name: "batch size" })).toHaveAttribute("aria-sort", "ascending");
  await table.getByRole("button", { name: "Trial", exact: true }).click();
  expect(await column(room, "Trial")).toEqual(["1", "2", "3", "4"]);

  for (const name of ["Heat map", "Scores by value", "Parallel coordinates"]) {
    await expect(room.getByRole("figure", { name }).locator("svg")).toBeVisible();
  }
  const matters = room.getByRole("table", { name: "Importance of each parameter" });
  await expect(matters.getByRole("row", { name: /^rate/ })).toContainText("%");
  await expectNoViolations(page);

  // The journal is that of the command line: a line for each entry, and it can be opened again.
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Save journal").click()]);
  const journal = readFileSync(await download.path());
  const lines = journal.toString().trim().split("\n").map((line) => JSON.parse(line));
  expect(lines[0].sweep.experiment.name).toBe("Short grid");
  expect(lines.filter((line) => line.ended)).toHaveLength(4);

  await button(page, "Open trial 4").click();
  await inRoom(page, "Live");
  await expect(page.getByLabel("Batch size", { exact: true })).toHaveValue("64");
  await expect(page.getByLabel("Learning rate", { exact: true })).toHaveValue("0.01");

  // After a reload the results are there still, until they are discarded.
  await page.reload();
  const again = await runs(page);
  await over(again);
  await button(page, "Discard sweep").click();
  await expect(button(page, "Run sweep")).toBeVisible();
  await drop(page, ".sweep", { name: "sweep.journal.jsonl", buffer: journal });
  await over(again);
  expect((await column(again, "val_accuracy")).map(Number.parseFloat)).toEqual(scores);
});

test("a sweep is paused, and resumed after a reload", async ({ page }) => {
  test.setTimeout(300_000);
  let room = await openSweep(page, sweep(300));
  await room.getByRole("combobox", { name: "Workers", exact: true }).selectOption("2");
  await button(page, "Run sweep").click();
  await expect(status(room)).toContainText(/^[1-3] of 4 trials over/, { timeout: 120_000 });
  await button(page, "Pause sweep").click();
  await expect(status(room)).toContainText("Paused");
  const done = (await status(room).textContent())!;
  // What is kept is written in a moment.
  await page.waitForTimeout(1000);
  expect((await status(room).textContent())!).toBe(done);
  await page.reload();
  const offer = page.getByRole("alert").filter({ hasText: /A sweep was interrupted: [1-3] of 4 trials are over/ });
  await offer.getByRole("link", { name: "Open the sweep" }).click();
  room = await inRoom(page, "Runs");
  await expect(offer).toBeHidden();
  await expect(status(room)).toContainText("Stopped", { timeout: 30_000 });
  expect(Number.parseInt((await status(room).textContent())!, 10)).toBeGreaterThan(0);
  await button(page, "Resume sweep").click();
  await over(room);
  expect(await column(room, "Epochs")).toEqual(["300", "300", "300", "300"]);
});

test.describe("a worker that dies", () => {
  test.use({ expectedErrors: /it is dead/ });

  test("costs its trial one retry", async ({ page }) => {
    test.setTimeout(300_000);
    // Trials of some seconds: while two or three are left, both workers are at one, however late this is seen.
    const room = await openSweep(page, sweep(1200));
    await room.getByRole("combobox", { name: "Workers", exact: true }).selectOption("2");
    await button(page, "Run sweep").click();
    await expect(status(room)).toContainText(/^[12] of 4 trials over/, { timeout: 120_000 });
    await workers(page)[0].evaluate(() => { setTimeout(() => { throw new Error("it is dead"); }); });
    await over(room);
    await expect(status(room)).toContainText("4 of 4 trials over. The sweep is over.");
    const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Save journal").click()]);
    const journal = readFileSync(await download.path()).toString();
    expect(journal).toContain("it is dead");
  });
});

test("Hyperband comes to what `hearth sweep` comes to", async ({ page }) => {
  test.setTimeout(240_000);
  const fixture = (name: string): string => readFileSync(join(import.meta.dirname, "../fixtures/sweep", name), "utf8");
  const expected: Result[] = JSON.parse(fixture("hyperband.results.json"));
  const room = await openSweep(page, JSON.parse(fixture("hyperband.json")));
  await room.getByRole("combobox", { name: "Workers", exact: true }).selectOption("2");
  await button(page, "Run sweep").click();
  await over(room);
  await expect(status(room)).not.toContainText("failed");

  const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Save journal").click()]);
  const lines = readFileSync(await download.path(), "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const begun = lines.flatMap((line) => line.trial ?? []).sort((a, b) => a.trial - b.trial);
  expect(begun).toEqual(expected.map(({ trial, values, hyperband }) => ({ trial: trial - 1, values, hyperband })));
  const epochs = expected.map(({ trial }) => lines.filter((line) => line.epoch?.trial === trial - 1).length);
  expect(epochs).toEqual(expected.map((one) => one.epochs));

  await room.getByRole("table", { name: "Trials", exact: true }).getByRole("button", { name: "Trial", exact: true }).click();
  const scores = (await column(room, "val_loss")).map(Number.parseFloat);
  for (const [i, { score }] of expected.entries()) expect(scores[i], `trial ${i + 1}`).toBeCloseTo(score, 3);
});

test("a sweep is set up by hand, and belongs to the experiment", async ({ page }) => {
  const { sweep: _, ...experiment } = sweep(2);
  const room = await openSweep(page, experiment);
  // The suggestion can be run at once.
  await expect(button(page, "Run sweep")).toBeEnabled();
  await button(page, "Remove Optimizer: Learning rate").click();
  await room.getByRole("combobox", { name: "Vary another field", exact: true }).selectOption({ label: "Seed" });
  const seed = room.getByRole("group", { name: "Experiment: Seed" });
  await seed.getByRole("textbox", { name: "Choices, with commas" }).fill("1, 2, many");
  await page.keyboard.press("Tab");
  await expect(seed.getByRole("alert")).toContainText("choices[2]");
  await expect(button(page, "Run sweep")).toBeDisabled();
  await seed.getByRole("textbox", { name: "Choices, with commas" }).fill("1, 2");
  await page.keyboard.press("Tab");
  await expect(button(page, "Run sweep")).toBeEnabled();
  await room.getByRole("combobox", { name: "Search", exact: true }).selectOption("Random");
  await room.getByRole("textbox", { name: "Trials at most" }).fill("3");
  await page.keyboard.press("Tab");
  await expectNoViolations(page);
  // It stays with the experiment while other rooms are shown.
  await enter(page, "Live");
  await runs(page);
  await expect(room.getByRole("combobox", { name: "Search", exact: true })).toHaveValue("Random");
  await expect(room.getByRole("group", { name: "Experiment: Seed" })).toBeVisible();
});

test("a study's sweep opens with one click", async ({ page }) => {
  await page.goto("/#/studies");
  await page.getByRole("link", { name: "Open Study D: Every activation with every optimizer" }).click();
  const room = await inRoom(page, "Runs");
  await room.getByRole("tab", { name: "Sweep", exact: true }).click();
  await expect(room.getByText("35 trials.", { exact: true })).toBeVisible({ timeout: 60_000 });
});

test("a study's sweep of a classifier opens with one click, and runs to its end", async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto("/#/studies");
  await page.getByRole("link", { name: "Open Study A: Kernels and costs" }).click();
  const room = await inRoom(page, "Runs");
  await room.getByRole("tab", { name: "Sweep", exact: true }).click();
  await expect(room.getByText("20 trials.", { exact: true })).toBeVisible({ timeout: 60_000 });
  await button(page, "Run sweep").click();
  await over(room);
  await expect(status(room)).toContainText("20 of 20 trials over. The sweep is over.");
  const scores = (await column(room, "val_accuracy")).map(Number.parseFloat);
  expect(scores).toHaveLength(20);
  const [best] = await column(room, "Trial");
  expect(scores[0]).toBeGreaterThan(0.8);
  // Only a polynomial has a degree.
  const degrees = await column(room, "degree");
  expect((await column(room, "kernel")).map((kernel, i) => (kernel === "poly") === (degrees[i] !== "–"))).not.toContain(false);

  // Its runs are kept as all others are, with what they made of the test samples: any two can be compared.
  await room.getByRole("tab", { name: "Kept runs", exact: true }).click();
  const names = room.getByRole("table", { name: "Kept runs" }).getByRole("rowheader");
  await expect(names).toHaveCount(20, { timeout: 30_000 });
  await button(page, "Choose all").click();
  await room.getByRole("button", { name: "Compare", exact: true }).click();
  const p = room.getByRole("table", { name: "p-values of McNemar's test" });
  await expect(p.locator("tbody tr").first()).toContainText(/\d+ : \d+ · p .*\((exact|chi-square)\)/, { timeout: 30_000 });

  // The best of them with its model.
  await room.getByRole("tab", { name: "Kept runs", exact: true }).click();
  await names.filter({ hasText: new RegExp(`trial ${best}\\b`) }).first().getByRole("button").click();
  await button(page, "Open its model").click();
  await inRoom(page, "Live");
  await expect(page.getByText(/^Ready to go on from step/)).toBeVisible({ timeout: 60_000 });
});
