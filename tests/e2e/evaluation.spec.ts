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

const panel = async (page: Page, name: string): Promise<Locator> => {
  await page.getByRole("tab", { name, exact: true }).click();
  const found = page.getByRole("tabpanel", { name, exact: true });
  await expect(found).toBeVisible();
  return found;
};

test("a network is evaluated: scores, matrix by keyboard, curves, report", async ({ page }) => {
  const room = await evaluated(page);
  const scores = room.getByRole("table", { name: "Scores" });
  for (const name of ["Cohen's kappa", "ROC AUC, macro", "Brier score", "Expected calibration error", "Top-3 accuracy"]) {
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
  // Space opens a cell as well, and trains nothing.
  await page.keyboard.press("Space");
  await expect(button(page, "Pause")).toHaveCount(0);
  await button(page, "Hide diagonal").click();
  await room.getByRole("combobox", { name: "Cells are" }).selectOption("% of each label");
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

test("a sample is looked at closely, relabelled and trained on with", async ({ page }) => {
  const room = await evaluated(page);
  await panel(page, "Mistakes");
  await room.getByRole("combobox", { name: "Which samples" }).selectOption("All");
  const samples = room.getByRole("list", { name: "Samples" });
  // Those that were shown before go when these come.
  await expect(room.getByText(/of 2.000$/)).toBeVisible({ timeout: 30_000 });
  await samples.getByRole("button").first().click();
  await room.getByRole("group", { name: "The chosen sample" }).getByRole("button", { name: "Look closely" }).click();
  const answer = room.getByRole("figure", { name: "Answer as the picture changes" });
  await expect(answer.getByRole("img")).toBeVisible();
  await expect(room.getByRole("list", { name: "Likeliest classes" }).getByRole("listitem")).toHaveCount(5);
  const changed = room.getByRole("list", { name: "Changed pictures" }).getByRole("listitem");
  await expect(changed).toHaveCount(37);
  await answer.getByRole("combobox", { name: "Change" }).selectOption("Noise");
  await expect(changed).toHaveCount(25);
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
  await button(page, "Train on").click();
  await expect(page.locator("p.announcement")).toHaveText(/^Finished/, { timeout: 120_000 });
  await expect(edits).toHaveCount(1);
  await edits.getByRole("button", { name: /^Undo/ }).click();
  await expect(edits).toHaveCount(0);
});

test("new data is predicted, saved, and added to the training samples", async ({ page }) => {
  const room = await evaluated(page);
  const panelOf = await panel(page, "New data");
  await expect(panelOf).toContainText("Drop pictures");
  const rows = [0, 1, 2].map((n) => Array.from({ length: 784 }, (_, i) => (i % 28 === 10 + n ? 255 : 0)).join(","));
  const header = Array.from({ length: 784 }, (_, i) => `pixel${i}`).join(",");
  await drop(page, "body", { name: "test.csv", buffer: Buffer.from([header, ...rows].join("\n")) });
  const table = room.getByRole("table", { name: "New samples" });
  await expect(table.getByRole("row")).toHaveCount(4, { timeout: 60_000 });
  const submission = await saved(page, button(page, "Save submission (ImageId, Label)"));
  expect(submission.text).toMatch(/^ImageId,Label\n1,\d\n2,\d\n3,\d\n$/);
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
