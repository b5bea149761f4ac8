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

/** Waits until the data is there: Train can be pressed sooner, but the settings are locked. */
export const ready = (page: Page): Promise<void> =>
  expect(page.locator("p.announcement")).toHaveText(/^Ready to train/, { timeout: 120_000 });

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

/** Steps taken, as the progress bar has them; 0 before the first. */
export const steps = (page: Page): Promise<number> =>
  page
    .getByRole("progressbar", { name: "Training progress", exact: true })
    .evaluate((bar: HTMLProgressElement) => bar.value);

/** The rooms of the page, in their order. */
export const ROOMS = ["Live", "Data", "Model", "Training", "Evaluation", "Inside", "Runs", "Studies"] as const;
export type Room = (typeof ROOMS)[number];

/** Where a room is, after the page's own address. */
export const addressOf = (name: Room): string => `/#/${name.toLowerCase()}`;

/** The link to a room in the page's navigation. */
export const roomLink = (page: Page, name: Room): Locator =>
  page.getByRole("navigation", { name: "Rooms", exact: true }).getByRole("link", { name, exact: true });

/** Waits until a room is the one that is shown, and gives it. */
export async function inRoom(page: Page, name: Room): Promise<Locator> {
  await expect(roomLink(page, name)).toHaveAttribute("aria-current", "page");
  const room = page.getByRole("region", { name, exact: true });
  await expect(room).toBeVisible();
  return room;
}

/** Goes to a room by its link, and gives it. */
export async function enter(page: Page, name: Room): Promise<Locator> {
  await roomLink(page, name).click();
  return inRoom(page, name);
}

/** The parts of the room Data, in their order. */
export const DATA_PARTS = ["Overview", "Classes", "Samples", "Duplicates", "Prepare", "Split", "Augment"] as const;
export type DataPart = (typeof DATA_PARTS)[number];

/** Where a part of the room Data is, after the page's own address. */
export const addressOfPart = (part: DataPart): string =>
  part === "Overview" ? addressOf("Data") : `${addressOf("Data")}/${part.toLowerCase()}`;

/** The tab of a part of the room Data. */
export const tab = (page: Page, part: DataPart): Locator => page.getByRole("tab", { name: part, exact: true });

/** Waits until a part is the one that the room Data shows, and gives it. */
export async function inPart(page: Page, part: DataPart): Promise<Locator> {
  await inRoom(page, "Data");
  await expect(tab(page, part)).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("tab", { selected: true })).toHaveCount(1);
  const panel = page.getByRole("tabpanel", { name: part, exact: true });
  await expect(panel).toBeVisible();
  return panel;
}

/** Goes to a part of the room Data by its tab, and gives it. */
export async function openPart(page: Page, part: DataPart): Promise<Locator> {
  if (!(await tab(page, part).isVisible())) await enter(page, "Data");
  await tab(page, part).click();
  return inPart(page, part);
}
