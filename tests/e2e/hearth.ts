// What every journey uses: a page that fails the test on any error or foreign request,
// and the page's own names as helpers.

import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { digitStrokes } from "./digits";

/** What the errors look like that a journey provokes on purpose. */
type Options = {
  expectedErrors: RegExp | null;
  /** Another site that the journey sends the page to. */
  otherOrigin: string | null;
};

export const test = base.extend<Options>({
  expectedErrors: [null, { option: true }],
  otherOrigin: [null, { option: true }],
  page: async ({ page, expectedErrors, otherOrigin, baseURL }, use) => {
    const faults: string[] = [];
    const expected = (text: string) => expectedErrors?.test(text) ?? false;
    page.on("pageerror", (error) => {
      if (!expected(String(error))) faults.push(`uncaught: ${error}`);
    });
    page.on("console", (message) => {
      if (message.type() === "error" && !expected(message.text())) {
        faults.push(`console: ${message.text()}`);
      }
    });
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      const known = [new URL(baseURL!).origin, otherOrigin];
      if (protocol.startsWith("http") && !known.includes(origin)) {
        faults.push(`foreign request: ${request.url()}`);
      }
    });
    await use(page);
    expect(faults).toEqual([]);
  },
});

export { expect };

export const button = (page: Page, name: string): Locator =>
  page.getByRole("button", { name, exact: true });

/** A reading: an `<output>` by its accessible name. */
export const reading = (page: Page, name: string): Locator =>
  page.locator("output").and(page.getByLabel(name, { exact: true }));

/** A reading's number: 0.98 of "98.0 %" and of "0.98". */
export async function number(page: Page, name: string): Promise<number> {
  const text = (await reading(page, name).textContent()) ?? "";
  const value = Number.parseFloat(text.replace(/[\s,\u202f]/g, ""));
  return text.includes("%") ? value / 100 : value;
}

/** Opens the page and waits until it can train. */
export async function open(page: Page, address = "/"): Promise<void> {
  await page.goto(address);
  await expect(button(page, "Train")).toBeEnabled({ timeout: 60_000 });
}

/** Chooses an option of a combobox and waits until the page can train again. */
export async function choose(page: Page, box: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: box, exact: true }).selectOption({ label: option });
  await expect(button(page, "Train")).toBeEnabled({ timeout: 120_000 });
}

/** Draws a digit on the pad with the mouse. */
export async function draw(page: Page, digit: number): Promise<void> {
  const clear = button(page, "Clear");
  if (await clear.isEnabled()) await clear.click();
  const pad = page.getByLabel("Digit pad");
  await pad.scrollIntoViewIfNeeded();
  const box = (await pad.boundingBox())!;
  for (const stroke of digitStrokes(digit)) {
    const at = ([x, y]: [number, number]) =>
      [box.x + x * box.width, box.y + y * box.height] as const;
    await page.mouse.move(...at(stroke[0]));
    await page.mouse.down();
    for (const point of stroke.slice(1)) await page.mouse.move(...at(point), { steps: 2 });
    await page.mouse.up();
  }
}

/** Waits until the worker has said that it paused: until then steps may still arrive. */
export async function paused(page: Page): Promise<void> {
  await expect(page.getByText(/^Paused at step/)).toBeVisible({ timeout: 60_000 });
}

/** Steps taken, as the line under the progress bar tells them; 0 before the first. */
export async function steps(page: Page): Promise<number> {
  const text = (await page.getByRole("region", { name: "Training", exact: true }).textContent()) ?? "";
  const step = /Step\s([\d\s\u202f\u00a0]+?)\sof/.exec(text)?.[1] ?? "0";
  return Number(step.replace(/\D/g, ""));
}
