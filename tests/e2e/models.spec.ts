// A model is saved to a file, loaded again, and gone on from when the page was closed.

import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { button, draw, enter, expect, open, paused, reading, ready, steps, test } from "./hearth";

/** Trains for a moment, and waits. */
async function train(page: Page): Promise<number> {
  await button(page, "Train").click();
  await expect.poll(() => steps(page), { timeout: 60_000 }).toBeGreaterThan(3);
  await button(page, "Pause").click();
  await paused(page);
  return steps(page);
}

/** What the network takes a drawn 3 for. */
async function prediction(page: Page): Promise<string> {
  await draw(page, 3);
  await expect(reading(page, "Prediction")).toHaveText(/\d/);
  // The first answer may be to half of the last line.
  await page.waitForTimeout(500);
  const list = page.getByRole("list", { name: "Class probabilities" });
  return `${await reading(page, "Prediction").textContent()} ${await list.textContent()}`;
}

const load = (page: Page, name: string, buffer: Buffer) =>
  page
    .getByLabel("Load model…", { exact: true })
    .setInputFiles({ name, buffer, mimeType: "application/octet-stream" });

const goesOn = (page: Page, step: number) =>
  expect(page.getByText(`Ready to go on from step ${step}.`)).toBeVisible({ timeout: 60_000 });

test("a model is saved, loaded by a page that knows nothing of it, and predicts the same", async ({ page }) => {
  await open(page);
  const step = await train(page);
  const before = await prediction(page);
  await enter(page, "Training");
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Save model").click()]);
  expect(download.suggestedFilename()).toBe("model.safetensors");
  const model = await readFile(await download.path());

  await page.goto("about:blank");
  await open(page, "/#/training");
  await load(page, "mine.safetensors", model);
  await goesOn(page, step);
  await enter(page, "Live");
  expect(await prediction(page)).toBe(before);
  await button(page, "Resume").click();
  await expect.poll(() => steps(page), { timeout: 60_000 }).toBeGreaterThan(step);
});

test("a damaged model is refused, and what is there stays", async ({ page }) => {
  await open(page);
  const step = await train(page);
  await enter(page, "Training");
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Save model").click()]);
  const model = await readFile(await download.path());
  await load(page, "short.safetensors", model.subarray(0, model.length - 9));
  await expect(page.getByRole("alert").getByText("damaged or cut short")).toBeVisible();
  await load(page, "other.png", Buffer.from("\x89PNG\r\n\x1a\n and so on", "latin1"));
  await expect(page.getByRole("alert").getByText("no safetensors file")).toBeVisible();
  await expect(button(page, "Resume")).toBeEnabled();
  expect(await steps(page)).toBe(step);
});

test("the best checkpoint is kept over a reload, saved and gone on from", async ({ page }) => {
  const experiment = {
    version: 1,
    data: { source: { type: "SyntheticDigits", train: 400, test: 100 } },
    callbacks: [{ type: "ModelCheckpoint", save_best_only: true }],
    training: { epochs: 2 },
  };
  await open(page);
  await page.evaluate(
    (experiment) => (window as any).hearth.send({ hearth: 1, command: "load", experiment }),
    experiment,
  );
  await ready(page);
  await button(page, "Train").click();
  await expect(reading(page, "Epoch")).toHaveText("2 of 2", { timeout: 60_000 });
  await page.waitForFunction(() => localStorage.getItem("hearth-checkpoint-best") !== null);
  await page.reload();
  await enter(page, "Training");
  const best = page.getByRole("group", { name: "The best checkpoint" });
  await expect(best).toContainText(/epoch [12], val_loss \d/);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    button(page, "Save the best checkpoint").click(),
  ]);
  expect(download.suggestedFilename()).toBe("best.safetensors");
  await button(page, "Load the best checkpoint").click({ timeout: 60_000 });
  await expect.poll(() => steps(page), { timeout: 60_000 }).toBeGreaterThan(0);
});

test("a page that was closed goes on from where it was, or does not", async ({ page }) => {
  await open(page);
  const step = await train(page);
  const goOn = button(page, `Go on from step ${step}`);
  await page.waitForFunction(() => localStorage.getItem("hearth-recovery") !== null);
  await page.reload();
  await goOn.click({ timeout: 60_000 });
  await goesOn(page, step);
  await expect(goOn).toHaveCount(0);
  await button(page, "Resume").click();
  await expect.poll(() => steps(page), { timeout: 60_000 }).toBeGreaterThan(step);

  await page.reload();
  await button(page, "Discard").click({ timeout: 60_000 });
  await page.reload();
  await expect(button(page, "Train")).toBeEnabled({ timeout: 60_000 });
  await expect(button(page, "Discard")).toHaveCount(0);
});
