// The room Evaluation: from a trained network to the samples behind every number, and back to training.

import { expectNoViolations } from "./accessibility";
import { drop, saved } from "./files";
import { button, enter, expect, open, ready, test } from "./hearth";
import type { Locator, Page } from "@playwright/test";

/** Trains one epoch and goes to the room. */
async function evaluated(page: Page): Promise<Locator> {
  await open(page);
  await ready(page);
  await page.getByLabel("Epochs", { exact: true }).fill("1");
  await page.keyboard.press("Tab");
  await ready(page);
  await button(page, "Train").click();
  await expect(page.locator("p.announcement")).toHaveText(/^Finished/, { timeout: 120_000 });
  const room = await enter(page, "Evaluation");
  await expect(room.getByRole("figure", { name: "Confusion matrix" })).toBeVisible({ timeout: 60_000 });
  return room;
}

/** The confidences that a gallery's samples say, in their order. */
const confidences = (texts: string[]): number[] => texts.map((text) => Number.parseFloat(/([\d.]+)\s%/.exec(text)![1]));

/** A matrix's classes and cells, as its CSV has them. */
async function cellsOf(page: Page, room: Locator): Promise<{ classes: string[]; cells: number[][] }> {
  const { text } = await saved(page, room.getByRole("button", { name: "Save confusion matrix as CSV" }));
  const rows = text.trim().split("\n").slice(1).map((line) => line.split(","));
  return { classes: rows.map((row) => row[0]), cells: rows.map((row) => row.slice(1).map(Number)) };
}

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);

const panel = async (page: Page, name: string): Promise<Locator> => {
  await page.getByRole("tab", { name, exact: true }).click();
  const found = page.getByRole("tabpanel", { name, exact: true });
  await expect(found).toBeVisible();
  return found;
};

test("a network is evaluated: scores, matrix by keyboard, curves, report", async ({ page }) => {
  const room = await evaluated(page);
  const scores = room.getByRole("table", { name: "Scores" });
  for (const name of ["Cohen's kappa", "Matthews correlation", "Balanced accuracy", "ROC AUC, macro", "Brier score", "Expected calibration error", "Top-3 accuracy"]) {
    await expect(scores.getByRole("rowheader", { name })).toBeVisible();
  }

  await expect(room.getByRole("list", { name: "Confused most often:" }).getByRole("listitem").first()).toHaveText(/^\d taken for \d, \d+ times?$/);
  // scikit-learn's text.
  await room.getByText("As scikit-learn prints it").click();
  await expect(room.locator("details pre")).toContainText(/precision +recall +f1-score +support/);

  // The matrix: two cells to the right and one down from the first, by the keyboard.
  const grid = room.getByRole("grid", { name: "Samples by class and prediction" });
  const first = grid.getByRole("gridcell").first();
  await first.focus();
  await page.keyboard.press("Enter");
  const cell = room.getByRole("region", { name: "Samples of the cell" });
  await expect(cell.getByRole("heading")).toContainText("recognized");
  await expect(cell.getByRole("list", { name: "Samples" }).getByRole("button").first()).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(cell.getByRole("heading")).toContainText("taken for");
  // The samples of a cell are of it, the most confident first.
  const shown = cell.getByRole("list", { name: "Samples" }).getByRole("listitem");
  await first.click();
  await expect(cell.getByRole("heading")).toContainText("recognized");
  await expect(shown.first()).toHaveText(/^0, [\d.]+\s%/);
  expect(await shown.count()).toBeGreaterThan(5);
  const sure = confidences(await shown.allTextContents());
  expect(sure).toEqual([...sure].sort((a, b) => b - a));
  // Space opens a cell as well, and trains nothing.
  await page.keyboard.press("Space");
  await expect(button(page, "Pause")).toHaveCount(0);
  // What is in words is what is in the cells.
  const { classes, cells } = await cellsOf(page, room);
  expect(sum(cells.flat())).toBe(2000);
  const mistakes = cells.flatMap((row, i) => row.map((n, j) => ({ n, pair: `${classes[i]} taken for ${classes[j]}` })).filter((_, j) => j !== i));
  const most = Math.max(...mistakes.map(({ n }) => n));
  const named = (await room.getByRole("list", { name: "Confused most often:" }).getByRole("listitem").first().textContent())!;
  expect(mistakes.filter(({ n }) => n === most).map(({ pair, n }) => `${pair}, ${n} time${n === 1 ? "" : "s"}`)).toContain(named);
  // Parts of each label, of each prediction, and of all.
  const by = room.getByRole("combobox", { name: "Cells are" });
  await by.selectOption("% of each prediction");
  const ofPredictions = (await cellsOf(page, room)).cells;
  for (const j of classes.keys()) expect(sum(ofPredictions.map((row) => row[j]))).toBeCloseTo(1, 9);
  await by.selectOption("% of all");
  expect(sum((await cellsOf(page, room)).cells.flat())).toBeCloseTo(1, 9);
  await expect(first).toHaveText((cells[0][0] / 20).toFixed(1));
  await by.selectOption("% of each label");
  for (const row of (await cellsOf(page, room)).cells) expect(sum(row)).toBeCloseTo(1, 9);
  // Sorted, the classes that are mistaken most often come first.
  const heads = grid.getByRole("rowheader");
  await expect(heads).toHaveText(classes);
  await button(page, "Most mistaken first").click();
  await expect(heads).not.toHaveText(classes);
  const wrong = (name: string) => { const i = classes.indexOf(name); return sum(cells[i]) - cells[i][i]; };
  const sorted = (await heads.allTextContents()).map(wrong);
  expect(sorted).toEqual([...sorted].sort((a, b) => b - a));
  await expect(first).not.toHaveText("");
  await button(page, "Hide diagonal").click();
  await expect(first).toHaveText("");
  await expect(grid.getByRole("gridcell", { name: / taken for .*: [1-9]/ }).first()).toHaveText(/^\d+\.\d$/);
  const matrix = await saved(page, room.getByRole("button", { name: "Save confusion matrix as SVG" }));
  expect(matrix.text).toContain("<svg");
  const csv = await saved(page, room.getByRole("button", { name: "Save confusion matrix as CSV" }));
  expect(csv.name).toBe("confusion-matrix.csv");
  expect(csv.text.trim().split("\n")).toHaveLength(11);
  const png = await saved(page, room.getByRole("button", { name: "Save confusion matrix as PNG" }));
  expect(png.text.slice(1, 4)).toBe("PNG");

  const curves = await panel(page, "Curves");
  for (const name of ["ROC curve", "Precision–recall curve", "Calibration curve", "Confidence histogram"]) {
    const figure = curves.getByRole("figure", { name, exact: true });
    await expect(figure.getByRole("img", { name })).toBeVisible();
    const svg = await saved(page, figure.getByRole("button", { name: `Save ${name.toLowerCase()} as SVG` }));
    expect(svg.text).toContain("<svg");
    const png = await saved(page, figure.getByRole("button", { name: `Save ${name.toLowerCase()} as PNG` }));
    expect(png.text.slice(1, 4)).toBe("PNG");
    const csv = await saved(page, figure.getByRole("button", { name: `Save ${name.toLowerCase()} as CSV` }));
    expect(csv.text.trim().split("\n").length).toBeGreaterThan(4);
    await figure.getByRole("button", { name: `Numbers of ${name.toLowerCase()}` }).click();
    expect(await figure.getByRole("table").getByRole("row").count()).toBeGreaterThan(4);
  }

  const report = await saved(page, button(page, "Save report"));
  expect(report.name).toBe("evaluation.html");
  expect(report.text).toContain("Classification report");
  expect(report.text).toContain("data:image/png;base64,");
  expect(report.text).not.toContain("<script");
});

test("the matrix follows every epoch, and a learning curve is drawn or given up", async ({ page }) => {
  await open(page);
  await ready(page);
  await page.getByLabel("Epochs", { exact: true }).fill("40");
  await page.keyboard.press("Tab");
  await ready(page);
  const room = await enter(page, "Evaluation");
  await page.getByRole("checkbox", { name: "After every epoch" }).check();
  await button(page, "Train").click();
  const score = room.getByText(/of 2.000 test samples classified correctly/);
  await expect(score).toBeVisible({ timeout: 60_000 });
  const first = await score.textContent();
  await expect(score).not.toHaveText(first!, { timeout: 60_000 });
  await expect(button(page, "Pause")).toBeVisible();
  await button(page, "Stop").click();
  await expect(button(page, "Train")).toBeEnabled({ timeout: 60_000 });

  const curve = await panel(page, "Learning curve");
  const progress = curve.getByRole("progressbar", { name: "Learning curve progress" });
  const epochs = curve.getByLabel("Epochs of each point");
  await epochs.fill("30");
  await epochs.press("Tab");
  await button(page, "Draw learning curve").click();
  await expect(progress).toBeVisible();
  await curve.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(progress).toHaveCount(0);
  await epochs.fill("1");
  await epochs.press("Tab");
  await button(page, "Draw learning curve").click();
  await expect(progress).toBeVisible();
  await expect(progress).toHaveCount(0, { timeout: 120_000 });
  const figure = curve.getByRole("figure", { name: "Learning curve", exact: true });
  const csv = await saved(page, figure.getByRole("button", { name: "Save learning curve as CSV" }));
  // Five sizes, each with the accuracy on training and on test samples.
  expect(csv.text.trim().split("\n").length).toBeGreaterThanOrEqual(1 + 5);
});

test("a sample is looked at closely, relabelled or left out, and trained on with", async ({ page }) => {
  const room = await evaluated(page);
  // The wrong ones by class, prediction and confidence: first those of the pair that is confused most often.
  const pair = (await room.getByRole("list", { name: "Confused most often:" }).getByRole("strong").first().textContent())!;
  const [label, predicted] = pair.split(" taken for ");
  const filters = await panel(page, "Mistakes");
  const samples = room.getByRole("list", { name: "Samples" });
  const texts = samples.getByRole("listitem").locator("span");
  const option = (box: string, name: string) => filters.getByRole("combobox", { name: box }).selectOption(name);
  const eachMatches = (pattern: RegExp) => expect.poll(async () => {
    const all = await texts.allTextContents();
    return all.length > 0 && all.every((text) => pattern.test(text));
  }).toBe(true);
  await eachMatches(/^\d taken for \d,/);
  const sure = confidences(await texts.allTextContents());
  await option("Labelled", label);
  await eachMatches(new RegExp(`^${label} taken for \\d,`));
  await option("Predicted as", predicted);
  await eachMatches(new RegExp(`^${pair},`));
  await option("Labelled", "any class");
  await eachMatches(new RegExp(`^\\d taken for ${predicted},`));
  await option("Predicted as", "any class");
  const below = Math.floor(sure[0]) - 5;
  const highest = filters.getByRole("spinbutton", { name: "to %" });
  await highest.fill(String(below));
  await highest.press("Tab");
  await expect.poll(async () => Math.max(...confidences(await texts.allTextContents()))).toBeLessThanOrEqual(below);
  await highest.fill("100");
  await highest.press("Tab");
  const above = Math.ceil(Math.min(...sure)) + 1;
  const lowest = filters.getByRole("spinbutton", { name: "from %" });
  await lowest.fill(String(above));
  await lowest.press("Tab");
  await expect.poll(async () => {
    const all = confidences(await texts.allTextContents());
    return all.length > 0 ? Math.min(...all) : 0;
  }).toBeGreaterThanOrEqual(above - 0.5);
  await lowest.fill("0");
  await lowest.press("Tab");
  // Those whose label may be wrong are marked, among the wrong ones and alone.
  await option("Which samples", "Label may be wrong");
  await expect.poll(async () => {
    const [all, marks] = [await texts.allTextContents(), await samples.locator("em").allTextContents()];
    return all.length > 0 && marks.filter((mark) => mark === "label may be wrong").length === all.length;
  }).toBe(true);
  await option("Which samples", "All");
  // Those that were shown before go when these come.
  await expect(room.getByText(/of 2.000$/)).toBeVisible({ timeout: 30_000 });
  await samples.getByRole("button").first().click();
  await room.getByRole("group", { name: "The chosen sample" }).getByRole("button", { name: "Look closely" }).click();
  const answer = room.getByRole("figure", { name: "Answer as the picture changes" });
  await expect(answer.getByRole("img")).toBeVisible();
  await expect(room.getByRole("list", { name: "Likeliest classes" }).getByRole("listitem")).toHaveCount(5);
  const changed = room.getByRole("list", { name: "Changed pictures" }).getByRole("listitem");
  await expect(changed).toHaveCount(37);
  // Each change has its steps and its curves; where it changes nothing the answer is the sample's own.
  const own = (await room.getByRole("list", { name: "Likeliest classes" }).getByRole("listitem").first().textContent())!;
  const [, likeliest, probability] = /^(\d)\s*([\d.]+\s%)$/.exec(own.trim())!;
  const variations = [["Rotation", 37, 18], ["Shift to the side", 29, 14], ["Shift down", 29, 14], ["Zoom", 31, 10], ["Noise", 25, 0], ["Occlusion", 19, 0]] as const;
  let curve = "";
  for (const [name, steps, unchanged] of variations) {
    await answer.getByRole("combobox", { name: "Change" }).selectOption(name);
    await expect(changed).toHaveCount(steps);
    await expect(changed.nth(unchanged)).toHaveText(new RegExp(`: ${likeliest}, ${probability.replace(".", "\\.").replace(/\s/, "\\s")}$`));
    await expect(answer.locator("path, polyline").first()).toBeVisible();
    const now = await answer.locator(".plot-svg").innerHTML();
    expect(now).not.toBe(curve);
    curve = now;
  }
  const numbers = await saved(page, answer.getByRole("button", { name: "Save answer as the picture changes as CSV" }));
  expect(numbers.text.trim().split("\n").length).toBeGreaterThan(19);
  await button(page, "Find the nearest").click();
  const nearest = room.getByRole("list", { name: "Nearest training samples" }).getByRole("listitem");
  await expect(nearest).toHaveCount(12, { timeout: 60_000 });

  // The same sample layer by layer, and back.
  await room.getByRole("link", { name: "See it in the room Inside" }).click();
  const inside = page.getByRole("region", { name: "Inside", exact: true });
  await expect(inside.getByRole("figure", { name: "Feature maps of conv2d", exact: true })).toBeVisible({ timeout: 30_000 });
  await page.goBack();
  await expect(room.getByRole("list", { name: "Likeliest classes" })).toBeVisible();

  // The training part, too, and with the network as it is.
  await room.getByRole("combobox", { name: "Evaluated samples" }).selectOption("training");
  await panel(page, "Mistakes");
  await expect(room.getByText(/of 7.600$/)).toBeVisible({ timeout: 60_000 });
  await samples.getByRole("button").first().click();
  const actions = room.getByRole("group", { name: "The chosen sample" });
  await actions.getByRole("combobox", { name: "Its class is" }).selectOption("3");
  await actions.getByRole("button", { name: "Relabel" }).click();
  await panel(page, "Corrections");
  const edits = room.getByRole("list", { name: "Corrections" }).getByRole("listitem");
  await expect(edits).toHaveText(/Training sample \d+: labelled 3/);
  await expect(button(page, "Train on")).toBeEnabled({ timeout: 60_000 });
  // Another one is left out: one sample fewer, and the list is a part of the experiment and a file.
  await panel(page, "Mistakes");
  await expect(room.getByText(/of 7.600$/)).toBeVisible({ timeout: 60_000 });
  await samples.getByRole("button").nth(1).click();
  await expect(actions.getByRole("button", { name: "Leave out" })).toBeEnabled({ timeout: 60_000 });
  await actions.getByRole("button", { name: "Leave out" }).click();
  await expect(room.getByText(/of 7.599$/)).toBeVisible({ timeout: 60_000 });
  await panel(page, "Corrections");
  await expect(edits.filter({ hasText: /Training sample \d+: left out/ })).toHaveCount(1);
  const list = await saved(page, button(page, "Save corrections as CSV"));
  expect(list.text).toMatch(/^part,sample,class\ntrain,\d+,"3"\ntrain,\d+,""\n$/);
  const inExperiment = await page.evaluate(async () => {
    const hearth = (window as unknown as { hearth: { send(command: object): Promise<{ data: { edits: object[] } }> } }).hearth;
    return (await hearth.send({ hearth: 1, command: "experiment" })).data.edits;
  });
  const [, relabelled, left] = list.text.trim().split("\n").map((line) => Number(line.split(",")[1]));
  expect(inExperiment).toEqual([{ part: "train", sample: relabelled, class: "3" }, { part: "train", sample: left }]);
  await expect(button(page, "Train on")).toBeEnabled({ timeout: 60_000 });
  await button(page, "Train on").click();
  await expect(page.locator("p.announcement")).toHaveText(/^Finished/, { timeout: 120_000 });
  await expect(edits).toHaveCount(2);
  await edits.getByRole("button", { name: /left out$/ }).click();
  await expect(edits).toHaveText([/labelled 3/]);
  await edits.getByRole("button", { name: /^Undo/ }).click();
  await expect(edits).toHaveCount(0);
});

test("new data is predicted, saved, and added to the training samples", async ({ page }) => {
  const room = await evaluated(page);
  const panelOf = await panel(page, "New data");
  await expect(panelOf).toContainText("Drop pictures");
  // The first two are the same picture; of all, the first 64 are shown.
  const rows = [0, 0, ...Array.from({ length: 68 }, (_, i) => 2 + (i % 5))].map((n) => Array.from({ length: 784 }, (_, i) => (i % 28 === 10 + n ? 255 : 0)).join(","));
  const header = Array.from({ length: 784 }, (_, i) => `pixel${i}`).join(",");
  await drop(page, "body", { name: "test.csv", buffer: Buffer.from([header, ...rows].join("\n")) });
  const table = room.getByRole("table", { name: "New samples" });
  await expect(table.getByRole("row")).toHaveCount(1 + 64, { timeout: 60_000 });
  await expect(panelOf).toContainText("6 more are in the files.");
  await button(page, "Show more").click();
  await expect(table.getByRole("row")).toHaveCount(1 + 70, { timeout: 30_000 });
  await expect(button(page, "Show more")).toHaveCount(0);
  const said = (await table.getByRole("row").nth(1).getByRole("cell").first().textContent())!;
  const submission = await saved(page, button(page, "Save submission (ImageId, Label)"));
  expect(submission.text).toMatch(/^ImageId,Label\n1,\d\n2,\d\n3,\d\n(?:\d+,\d\n){67}$/);
  const all = await saved(page, button(page, "Save all probabilities"));
  expect(all.text.split("\n")[0]).toBe("sample,prediction,0,1,2,3,4,5,6,7,8,9");
  await table.getByRole("combobox").first().selectOption("1");
  // One that it has wrong is dragged onto its class, when the samples are there again.
  await expect(table.getByRole("combobox").first()).toBeEnabled({ timeout: 60_000 });
  await table.getByRole("rowheader").nth(1).dragTo(panelOf.getByRole("list", { name: /Drag a sample/ }).getByText("7", { exact: true }));
  await panel(page, "Corrections");
  const corrections = room.getByRole("list", { name: "Corrections" });
  await expect(corrections).toContainText("added to the training samples as 1");
  await expect(corrections).toContainText("added to the training samples as 7");
  // Both are the same picture: whatever the network says of it, one is wrong, and marked as a duplicate.
  await room.getByRole("combobox", { name: "Evaluated samples" }).selectOption("training");
  const mistakes = await panel(page, "Mistakes");
  const twins = room.getByRole("list", { name: "Samples" }).getByText(/^also a training sample, as [17]$/);
  const labelled = mistakes.getByRole("combobox", { name: "Labelled" });
  await expect(labelled).toBeVisible({ timeout: 60_000 });
  await labelled.selectOption("7");
  if (said === "7") await labelled.selectOption("1");
  await mistakes.getByRole("combobox", { name: "Predicted as" }).selectOption(said);
  await expect(twins.first()).toBeVisible({ timeout: 60_000 });
});

test("axe finds nothing in any panel of the room", async ({ page }) => {
  test.setTimeout(300_000);
  const room = await evaluated(page);
  await room.getByRole("gridcell").first().click();
  await expect(room.getByRole("region", { name: "Samples of the cell" }).getByRole("list")).toBeVisible();
  for (const name of ["Overview", "Curves", "Mistakes", "Corrections", "New data", "Learning curve"]) {
    await panel(page, name);
    await expectNoViolations(page);
  }
  await panel(page, "One sample");
  await room.getByRole("button", { name: "Look closely" }).click();
  await expect(room.getByRole("list", { name: "Likeliest classes" }).getByRole("listitem")).toHaveCount(5);
  await expectNoViolations(page);
});
