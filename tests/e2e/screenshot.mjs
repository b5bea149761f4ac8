// Takes the README's picture, or with a folder as argument one of every size and theme.
//
//   node screenshot.mjs [FOLDER]
//
// HEARTH_URL is the served page, HEARTH_CHROMIUM the browser.

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const folder = process.argv[2];
const readme = fileURLToPath(new URL("../../docs/screenshot.png", import.meta.url));
const sizes = folder ? [[1440, 900], [1280, 720], [390, 844]] : [[1440, 900]];
const themes = folder ? ["light", "dark"] : ["light"];
mkdirSync(folder ?? fileURLToPath(new URL("../../docs", import.meta.url)), { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.HEARTH_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const button = (page, name) => page.getByRole("button", { name, exact: true });
const three = [...Array(40).keys()].map((i) => {
  const angle = ((i < 20 ? -150 + i * 12 : -85 + (i - 20) * 12) * Math.PI) / 180;
  return i < 20 ? [0.45 + 0.2 * Math.cos(angle), 0.32 + 0.17 * Math.sin(angle)] : [0.45 + 0.23 * Math.cos(angle), 0.67 + 0.18 * Math.sin(angle)];
});

for (const [width, height] of sizes) {
  for (const colorScheme of themes) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    await page.goto(process.env.HEARTH_URL);
    await button(page, "Train").and(page.locator(":enabled")).waitFor({ timeout: 60_000 });
    await page.getByRole("combobox", { name: "Dataset", exact: true }).selectOption({ label: "MNIST" });
    await page.waitForTimeout(500);
    await button(page, "Train").and(page.locator(":enabled")).waitFor({ timeout: 120_000 });
    await button(page, "Train").click();
    await page.locator("output").and(page.getByLabel("Test accuracy", { exact: true })).filter({ hasText: "%" }).waitFor({ timeout: 240_000 });
    const pad = page.getByLabel("Digit pad");
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    const at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
    await page.mouse.move(...at(three[0]));
    await page.mouse.down();
    for (const point of three.slice(1)) await page.mouse.move(...at(point), { steps: 2 });
    await page.mouse.up();
    await page.waitForTimeout(1500);
    await button(page, "Pause").click();
    await button(page, "Resume").waitFor();
    if (width >= 1000) await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: folder ? `${folder}/${width}x${height}-${colorScheme}.png` : readme });
    if (folder) await page.screenshot({ path: `${folder}/${width}x${height}-${colorScheme}-full.png`, fullPage: true });
    await page.close();
  }
}
await browser.close();
