// Classifiers in the place of a network: chosen, trained, asked, evaluated and opened as studies.

import { readFile } from "node:fs/promises";
import { expectNoViolations } from "./accessibility";
import { button, choose, draw, enter, expect, inRoom, number, open, reading, ready, test } from "./hearth";
import type { Locator, Page } from "@playwright/test";

const finished = (page: Page): Promise<void> =>
  expect(page.locator("p.announcement")).toHaveText(/^Finished/, { timeout: 120_000 });

const panel = async (page: Page, name: string): Promise<Locator> => {
  await page.getByRole("tab", { name, exact: true }).click();
  const found = page.getByRole("tabpanel", { name, exact: true });
  await expect(found).toBeVisible();
  return found;
};

/** How many pixels of a canvas are nearly black: the lines and rings of a margin. */
const dark = (canvas: Locator): Promise<number> =>
  canvas.evaluate((element: HTMLCanvasElement) => {
    const { data } = element.getContext("2d")!.getImageData(0, 0, element.width, element.height);
    let n = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] > 200 && data[i] < 60 && data[i + 1] < 60 && data[i + 2] < 60) n++;
    }
    return n;
  });

test("SVC is trained on points: boundary, margin, support vectors, and the room Evaluation", async ({ page }) => {
  await open(page);
  await choose(page, "Dataset", "Synthetic points");
  await ready(page);
  await choose(page, "Model", "SVC");
  await ready(page);
  const model = page.getByRole("region", { name: "Model", exact: true });
  await expect(model).toContainText(/SVC on \d+ training samples of 2 numbers takes about [\d.]+ MB of memory/);
  await expect(model.getByLabel("Epochs", { exact: true })).toBeHidden();
  await expect(model.getByLabel("Seed", { exact: true })).toBeVisible();
  const plane = page.getByRole("img", { name: "Plane", exact: true });
  await expect(plane).toBeVisible();
  const before = await dark(plane);

  await button(page, "Train").click();
  await finished(page);
  expect(await number(page, "Test accuracy")).toBeGreaterThan(0.85);
  await expect(page.getByText(/the \d+ support vectors/)).toBeVisible();
  await expect.poll(() => dark(plane)).toBeGreaterThan(before + 2000);
  await plane.click({ position: { x: 60, y: 60 } });
  await expect(reading(page, "Prediction")).not.toHaveText("–");

  // Its fields are edited like a layer's; a change begins anew.
  const room = await enter(page, "Model");
  const fields = room.getByRole("tabpanel", { name: "Classifier", exact: true });
  await fields.getByLabel("Kernel", { exact: true }).selectOption("linear");
  await fields.getByLabel("Cost (C)", { exact: true }).fill("-1");
  await page.keyboard.press("Tab");
  await expect(fields).toContainText("Use a positive number");
  await fields.getByLabel("Cost (C)", { exact: true }).fill("10");
  await page.keyboard.press("Tab");
  await ready(page);
  await expect(room.getByRole("tab", { name: "Layers", exact: true })).toHaveCount(0);
  await expectNoViolations(page);
  await button(page, "Train").click();
  await finished(page);

  const inside = await enter(page, "Inside");
  await expect(inside).toContainText("no layers, filters or units");
  const training = await enter(page, "Training");
  await expect(training).toContainText("there is no learning rate");

  const evaluation = await enter(page, "Evaluation");
  await expect(evaluation.getByRole("figure", { name: "Confusion matrix" })).toBeVisible({ timeout: 60_000 });
  const curves = await panel(page, "Curves");
  for (const name of ["ROC curve", "Calibration curve", "Class proportions"]) {
    await expect(curves.getByRole("figure", { name, exact: true }).getByRole("img", { name })).toBeVisible();
  }
  const importance = await panel(page, "Feature importance");
  await importance.getByLabel("Shufflings of each column").fill("3");
  await page.keyboard.press("Tab");
  await button(page, "Find importance").click();
  const figure = importance.getByRole("figure", { name: "Feature importance", exact: true });
  await expect(figure.getByRole("img")).toBeVisible({ timeout: 30_000 });
  await figure.getByRole("button", { name: "Numbers of feature importance" }).click();
  await expect(figure.getByRole("table").getByRole("row")).toHaveCount(3);
  await expectNoViolations(page);
  await panel(page, "Learning curve");
  await button(page, "Draw learning curve").click();
  await expect(page.getByRole("figure", { name: "Learning curve", exact: true })).toBeVisible({ timeout: 60_000 });

  // A network again, on the device that is chosen for networks.
  await enter(page, "Live");
  await choose(page, "Model", "Small MLP");
  await ready(page);
  await expect(page.getByRole("table", { name: "Layers of the model" })).toBeVisible();
});

test("digits are told apart by neighbours and by logistic regression, and can be drawn", async ({ page }) => {
  await open(page);
  await ready(page);
  await choose(page, "Model", "K-nearest neighbours");
  await ready(page);
  await button(page, "Train").click();
  await finished(page);
  expect(await number(page, "Test accuracy")).toBeGreaterThan(0.8);
  await draw(page, 1);
  await expect(reading(page, "Prediction")).toHaveText("1", { timeout: 30_000 });

  // Its mistakes are looked at as a network's are.
  const evaluation = await enter(page, "Evaluation");
  await panel(page, "Mistakes");
  await evaluation.getByRole("list", { name: "Samples" }).getByRole("button").first().click();
  await evaluation.getByRole("group", { name: "The chosen sample" }).getByRole("button", { name: "Look closely" }).click();
  await expect(evaluation.getByRole("figure", { name: "Answer as the picture changes" }).getByRole("img")).toBeVisible({ timeout: 60_000 });
  await button(page, "Find the nearest").click();
  await expect(evaluation.getByRole("list", { name: "Nearest training samples" }).getByRole("listitem")).toHaveCount(12, { timeout: 60_000 });
  await enter(page, "Live");

  await choose(page, "Model", "Logistic regression");
  await ready(page);
  await button(page, "Train").click();
  await expect(button(page, "Pause")).toBeVisible();
  await button(page, "Stop").click();
  await expect(page.locator("p.announcement")).toHaveText(/^(Stopped|Finished).*test accuracy/, { timeout: 60_000 });
  // How far it came until it was stopped depends on the machine; by chance it were 0.1.
  expect(await number(page, "Test accuracy")).toBeGreaterThan(0.3);
  const runs = page.getByRole("region", { name: "Compare", exact: true }).getByRole("table");
  await expect(runs).toContainText("K-nearest neighbours");
});

test("study A2 opens from its card and trains", async ({ page }) => {
  await open(page);
  await enter(page, "Studies");
  await page.getByRole("link", { name: "Open Study A: The widest margin", exact: true }).click();
  await inRoom(page, "Live");
  await expect(page.getByRole("combobox", { name: "Model", exact: true })).toHaveValue("SVC");
  // At once: its worker and its data are yet to come, and the press is kept until they are there.
  await button(page, "Train").click();
  await finished(page);
  await expect(page.getByRole("combobox", { name: "Dataset", exact: true })).toHaveValue("Synthetic points");
  const accuracy = await number(page, "Test accuracy");
  expect(accuracy).toBeGreaterThan(0.7);
  await expectNoViolations(page);

  // It is a file, which another page opens, asks, and judges without training.
  await enter(page, "Training");
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Save model").click()]);
  const buffer = await readFile(await download.path());
  await page.goto("about:blank");
  await open(page, "/#/training");
  const load = page.getByLabel("Load model…", { exact: true });
  await load.setInputFiles({ name: "svc.safetensors", buffer, mimeType: "application/octet-stream" });
  await expect(page.getByText(/^Ready to go on from step/)).toBeVisible({ timeout: 60_000 });
  await enter(page, "Live");
  await expect(page.getByText(/the \d+ support vectors/)).toBeVisible();
  await button(page, "Resume").click();
  await finished(page);
  expect(await number(page, "Test accuracy")).toBe(accuracy);

  // Its run is kept with it.
  const runs = await enter(page, "Runs");
  await runs.getByRole("table", { name: "Kept runs" }).getByRole("rowheader").first().getByRole("button").click();
  await button(page, "Open its model").click();
  await inRoom(page, "Live");
  await expect(page.getByText(/^Ready to go on from step/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/the \d+ support vectors/)).toBeVisible();
});
