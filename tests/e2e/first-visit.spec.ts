// A first visit: the page is ready by itself, says what it computes on, and names its parts.

import { button, choose, expect, open, reading, ready, test } from "./hearth";

test("the page opens ready to train on Synthetic digits", async ({ page }) => {
  await open(page);
  await expect(page.getByRole("combobox", { name: "Dataset" })).toHaveValue(/synthetic/i);
  await expect(reading(page, "Device in use")).toContainText(/^CPU \(flex, (relaxed )?SIMD, \d+ threads?\)/);
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
    /^CPU \(.*\): the only WebGPU adapter is software$/,
  );
});

test("every control is reached by the keyboard, and Space starts and pauses", async ({ page }) => {
  await open(page);
  await ready(page);
  const controls = page.locator([
    "a[href]",
    "button:enabled:not([aria-disabled=true])",
    "select:enabled",
    // Tab stops once at a group of radio buttons.
    "input:enabled:not([type=radio]:not(:checked))",
    "[tabindex='0']",
  ].join(", "));
  const count = await controls.count();
  expect(count).toBeGreaterThan(12);
  for (let i = 0; i < 2 * count; i++) {
    await page.keyboard.press("Tab");
    await page.evaluate(() => document.activeElement?.setAttribute("data-reached", ""));
  }
  const missed = await controls.evaluateAll((all) =>
    all.filter((e) => !e.hasAttribute("data-reached")).map((e) => e.outerHTML.slice(0, 80)),
  );
  expect(missed).toEqual([]);
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

test("a recipe's name in the address chooses its data", async ({ page }) => {
  await open(page, "/?recipe=mnist");
  await expect(page.getByRole("combobox", { name: "Dataset", exact: true })).toHaveValue("MNIST");
});

test("what automation and assistive technology rely on is there by name", async ({ page }) => {
  await open(page);
  for (const name of ["Loss", "Accuracy", "Class distribution"]) {
    await expect(page.getByRole("figure", { name, exact: true }).getByRole("table")).toHaveCount(1);
  }
  await expect(page.getByRole("progressbar", { name: "Training progress", exact: true })).toBeVisible();
  await expect(page.locator("p.announcement")).toHaveText(/^Ready to train/);
  const devices = page.getByRole("combobox", { name: "Device", exact: true }).locator("option");
  await expect(devices).toHaveText(["Auto", "WebGPU", "CPU", "CPU (ndarray)"]);

  const log = button(page, "Log scale");
  await expect(log).toHaveAttribute("aria-pressed", "false");
  await log.click();
  await expect(log).toHaveAttribute("aria-pressed", "true");

  // The chart's table has steps before the first epoch is over.
  await button(page, "Step").click();
  await expect(page.getByRole("figure", { name: "Loss", exact: true }).getByRole("rowheader", { name: "Step 1" })).toHaveCount(1);
});

test("the theme that is chosen is kept", async ({ page }) => {
  await open(page);
  await page.getByRole("radio", { name: "Dark", exact: true }).check();
  await expect(page.locator("html")).toHaveCSS("color-scheme", "dark");
  await page.reload();
  await expect(page.getByRole("radio", { name: "Dark", exact: true })).toBeChecked();
  await expect(page.locator("html")).toHaveCSS("color-scheme", "dark");
});

test("the page's own link leads back to the experiment", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);
  await choose(page, "Model", "Study C CNN");
  await page.getByLabel("Batch size", { exact: true }).fill("32");
  await page.keyboard.press("Enter");
  await button(page, "Copy link to this experiment").click();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toContain("#spec=");
  const link = await copied();

  await page.goto("about:blank");
  await open(page, link);
  await expect(page.getByRole("combobox", { name: "Model", exact: true })).toHaveValue("Study C CNN");
  await expect(page.getByLabel("Batch size", { exact: true })).toHaveValue("32");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a finger draws without scrolling the page", async ({ page, context }) => {
    await open(page);
    await button(page, "Train").tap();
    const pad = page.getByLabel("Digit pad");
    // A third of the pad lies below the navigation's edge: taking the focus must not move it.
    await pad.evaluate((canvas) => {
      const { bottom, height } = canvas.getBoundingClientRect();
      const edge = document.querySelector("nav")!.getBoundingClientRect().top;
      scrollBy(0, bottom - height / 3 - edge);
    });
    const box = (await pad.boundingBox())!;
    const session = await context.newCDPSession(page);
    const touch = (type: string, y?: number) =>
      session.send("Input.dispatchTouchEvent", {
        type: type as "touchStart",
        touchPoints: y === undefined ? [] : [{ x: box.x + box.width / 2, y: box.y + y * box.height }],
      });
    await touch("touchStart", 0.6);
    for (let y = 0.55; y > 0.08; y -= 0.05) await touch("touchMove", y);
    await touch("touchEnd");
    expect(Math.abs((await pad.boundingBox())!.y - box.y)).toBeLessThan(1);
    await expect(reading(page, "Prediction")).toHaveText(/\d/, { timeout: 30_000 });
    // Nothing is wider than the screen.
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
