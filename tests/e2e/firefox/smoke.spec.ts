// The page in Firefox: it opens, trains on the CPU to the end, and reads a drawing.

import { draw, expect, named, open, press, reading, status, test } from "./hearth";

test("the page opens ready to train, with every reading", async ({ tab, baseURL }) => {
  await open(tab, baseURL!);
  expect(await reading(tab, "Device in use")).toMatch(/^CPU \(flex, (relaxed )?SIMD, \d+ threads?\)/);
  for (const name of ["Epoch", "Train loss", "Train accuracy", "Validation loss", "Validation accuracy", "Test accuracy", "Images per second", "Prediction"]) {
    expect(await tab.$$(named("status", name)), name).toHaveLength(1);
  }
});

test("Synthetic digits train to the end on the CPU, and a drawing is read", async ({ tab, baseURL }) => {
  await open(tab, baseURL!);
  await press(tab, "Train");
  await expect.poll(() => status(tab), { timeout: 150_000 }).toMatch(/^Finished/);
  expect(Number.parseFloat(await reading(tab, "Test accuracy"))).toBeGreaterThan(90);
  expect(Number.parseFloat(await reading(tab, "Train loss"))).toBeLessThan(1);

  await draw(tab, 7);
  const probabilities = () =>
    tab.$$eval(`${named("list", "Class probabilities")} li`, (items) => items.map((item) => item.textContent ?? ""));
  await expect.poll(() => reading(tab, "Prediction"), { timeout: 30_000 }).toMatch(/^7/);
  const answers = await probabilities();
  expect(answers).toHaveLength(10);
  const sum = answers.reduce((sum, text) => sum + Number.parseFloat(/([\d.]+)\s*%/.exec(text)![1]), 0);
  expect(sum).toBeGreaterThan(98);
  expect(sum).toBeLessThan(102);
});
