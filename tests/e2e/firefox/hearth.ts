// What the journeys in Firefox use. Playwright runs them, but drives only a Firefox of its own
// make: Puppeteer drives the system's, by WebDriver BiDi.

import { test as base, expect } from "@playwright/test";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { digitStrokes } from "../digits";

type Tab = { tab: Page };
type Firefox = { firefox: Browser };

export const test = base.extend<Tab, Firefox>({
  firefox: [
    async ({}, use) => {
      const browser = await puppeteer.launch({
        browser: "firefox",
        executablePath: process.env.HEARTH_FIREFOX ?? "/usr/bin/firefox-esr",
        // A first start on a cold machine.
        timeout: 120_000,
      });
      await use(browser);
      await browser.close();
    },
    { scope: "worker", timeout: 150_000 },
  ],
  /** A visitor's first page, which fails the test with any error. */
  tab: async ({ firefox }, use) => {
    const visitor = await firefox.createBrowserContext();
    const tab = await visitor.newPage();
    await tab.setViewport({ width: 1280, height: 900 });
    const faults: string[] = [];
    tab.on("pageerror", (error) => faults.push(`uncaught: ${error}`));
    tab.on("console", (message) => {
      if (message.type() === "error") faults.push(`console: ${message.text()}`);
    });
    await use(tab);
    await visitor.close();
    expect(faults).toEqual([]);
  },
});

export { expect };

/** A selector of what has this role and name for assistive technology. */
export const named = (role: string, name: string): string => `::-p-aria([name="${name}"][role="${role}"])`;

/** Presses a button as soon as it can be. */
export const press = (tab: Page, name: string): Promise<void> =>
  tab.locator(named("button", name)).setTimeout(60_000).click();

/** The text of a reading: an `<output>` by its accessible name. */
export const reading = (tab: Page, name: string): Promise<string> =>
  tab.$eval(named("status", name), (output) => output.textContent?.trim() ?? "");

/** What the page says that it does. */
export const status = (tab: Page): Promise<string> =>
  tab.$eval("p[role=status]", (line) => line.textContent?.trim() ?? "");

/** Opens the page and waits until it can train. */
export async function open(tab: Page, baseURL: string): Promise<void> {
  await tab.goto(baseURL);
  await tab.waitForSelector("p[role=status]", { timeout: 60_000 });
  await expect.poll(() => status(tab), { timeout: 60_000 }).toMatch(/^Ready to train/);
}

/** Draws a digit on the pad with the mouse. */
export async function draw(tab: Page, digit: number): Promise<void> {
  const pad = (await tab.$(named("image", "Digit pad")))!;
  await pad.scrollIntoView();
  const box = (await pad.boundingBox())!;
  for (const stroke of digitStrokes(digit)) {
    const at = ([x, y]: [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
    await tab.mouse.move(...at(stroke[0]));
    await tab.mouse.down();
    for (const point of stroke.slice(1)) await tab.mouse.move(...at(point));
    await tab.mouse.up();
  }
}
