// A first visit: the page is ready by itself, says what it computes on, and names its parts.

import { button, expect, open, reading, test } from "./hearth";

test("the page opens ready to train on Synthetic digits", async ({ page }) => {
  await open(page);
  await expect(page.getByRole("combobox", { name: "Dataset" })).toHaveValue(/synthetic/i);
  await expect(reading(page, "Device in use")).toContainText("CPU (flex, SIMD)");
  for (const region of ["Data", "Model", "Training", "Evaluation", "Inside the network", "Draw", "Compare"]) {
    await expect(page.getByRole("region", { name: region, exact: true })).toBeVisible();
  }
  for (const name of ["Epoch", "Train loss", "Train accuracy", "Validation loss", "Validation accuracy", "Test accuracy", "Images per second", "Prediction"]) {
    await expect(reading(page, name)).toHaveCount(1);
  }
});

test("Auto names a software adapter as its reason to take the CPU", async ({ page }) => {
  await open(page);
  await expect(reading(page, "Device in use")).toHaveText(
    "CPU (flex, SIMD): the only WebGPU adapter is software",
  );
});

test("every control is reached by the keyboard, and Space starts and pauses", async ({ page }) => {
  await open(page);
  const reached = new Set<string>();
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    reached.add(await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent?.trim() ?? ""));
  }
  expect([...reached].join("|")).toContain("Train");
  expect([...reached].join("|")).toContain("Digit pad");
  await page.locator("body").click({ position: { x: 2, y: 2 } });
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press("Space");
  await expect(button(page, "Pause")).toBeEnabled();
  await page.keyboard.press("Space");
  await expect(button(page, "Resume")).toBeEnabled();
});

test("the study's network shows its parameters", async ({ page }) => {
  await open(page);
  await page.getByRole("combobox", { name: "Model", exact: true }).selectOption({ label: "Study C CNN" });
  await expect(page.getByRole("region", { name: "Model" })).toContainText(/858[\s,\u202f\u00a0]?122/);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a finger draws without scrolling the page", async ({ page, context }) => {
    await open(page);
    await button(page, "Train").tap();
    const pad = page.getByLabel("Digit pad");
    await pad.scrollIntoViewIfNeeded();
    const box = (await pad.boundingBox())!;
    const before = await page.evaluate(() => scrollY);
    const session = await context.newCDPSession(page);
    const touch = (type: string, y?: number) =>
      session.send("Input.dispatchTouchEvent", {
        type: type as "touchStart",
        touchPoints: y === undefined ? [] : [{ x: box.x + box.width / 2, y: box.y + y * box.height }],
      });
    await touch("touchStart", 0.85);
    for (let y = 0.8; y > 0.15; y -= 0.05) await touch("touchMove", y);
    await touch("touchEnd");
    expect(await page.evaluate(() => scrollY)).toBe(before);
    await expect(reading(page, "Prediction")).toHaveText(/\d/, { timeout: 30_000 });
    // Nothing is wider than the screen.
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
