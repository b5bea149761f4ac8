// The rooms: each by its address, by the mouse and by the keyboard, at every width; training goes
// on from one to the other, and a study is opened with one click.

import type { Page } from "@playwright/test";
import { addressOf, addressOfPart, button, DATA_PARTS, enter, expect, inPart, inRoom, open, reading, ready, ROOMS, roomLink, steps, tab, test } from "./hearth";

/** Whether something is wider than the screen. */
const isTooWide = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

for (const [width, height] of [[390, 844], [1280, 720], [1440, 900]]) {
  test.describe(`at ${width} by ${height}`, () => {
    test.use({ viewport: { width, height } });

    test("every room opens by its address, with one training bar", async ({ page }) => {
      for (const name of ROOMS) {
        await open(page, addressOf(name));
        await inRoom(page, name);
        await expect(page).toHaveTitle(new RegExp(`^${name} `));
        for (const control of ["Train", "Step", "Stop"]) await expect(button(page, control)).toHaveCount(1);
        for (const output of ["Epoch", "Test accuracy", "Device in use"]) await expect(reading(page, output)).toHaveCount(1);
        await expect(page.getByRole("progressbar", { name: "Training progress", exact: true })).toHaveCount(1);
        expect(await isTooWide(page), name).toBe(false);
        // Another address of the same document would not load the page anew.
        await page.goto("about:blank");
      }
    });

    test("every room is entered and left by the keyboard", async ({ page }) => {
      await open(page);
      for (const name of ROOMS.slice(1)) {
        await roomLink(page, name).focus();
        await page.keyboard.press("Enter");
        await inRoom(page, name);
        await expect(page.getByRole("heading", { name, exact: true, level: 2 })).toBeFocused();
        expect(await page.evaluate(() => scrollY)).toBe(0);
        expect(await isTooWide(page), name).toBe(false);
      }
      await page.goBack();
      await inRoom(page, "Runs");
      await page.goForward();
      await inRoom(page, "Studies");
    });
  });
}

test.describe("on a phone, where they fit least", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("every part of the room Data opens by its address", async ({ page }) => {
    for (const part of DATA_PARTS) {
      await open(page, addressOfPart(part));
      await inPart(page, part);
      await expect(tab(page, part)).toBeInViewport({ ratio: 1 });
      expect(await isTooWide(page), part).toBe(false);
      await page.goto("about:blank");
    }
  });

  test("every part of the room Data opens by the keyboard", async ({ page }) => {
    await open(page, addressOf("Data"));
    const overview = await inPart(page, "Overview");
    await tab(page, "Overview").focus();
    for (const part of DATA_PARTS.slice(1)) {
      await page.keyboard.press("ArrowRight");
      await inPart(page, part);
      await expect(tab(page, part)).toBeFocused();
      await expect(tab(page, part)).toBeInViewport({ ratio: 1 });
      expect(page.url()).toContain(addressOfPart(part));
      expect(await isTooWide(page), part).toBe(false);
    }
    await page.keyboard.press("ArrowRight");
    await inPart(page, "Overview");
    await page.keyboard.press("End");
    await inPart(page, "Augment");
    await page.keyboard.press("ArrowLeft");
    await inPart(page, "Split");
    await page.keyboard.press("Home");
    await expect(overview).toBeVisible();
    // One tab is in the order of the Tab key, and what it shows comes after it.
    await page.keyboard.press("Tab");
    await expect(overview).toBeFocused();
    await page.goBack();
    await inPart(page, "Split");
    await page.goForward();
    await inPart(page, "Overview");
  });
});

test("the first thing that the keyboard reaches skips what every room has", async ({ page }) => {
  await open(page, addressOf("Model"));
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Model", level: 2 })).toBeFocused();
  await inRoom(page, "Model");
});

test("training goes on while one walks, and Space pauses it in any room", async ({ page }) => {
  await open(page);
  await ready(page);
  // More than the walk takes.
  await page.getByLabel("Epochs", { exact: true }).fill("200");
  await page.keyboard.press("Tab");
  await ready(page);
  await button(page, "Train").click();
  for (const name of [...ROOMS, "Live"] as const) {
    await enter(page, name);
    const before = await steps(page);
    await expect.poll(() => steps(page)).toBeGreaterThan(before);
  }
  await enter(page, "Evaluation");
  await page.keyboard.press("Space");
  await expect(button(page, "Resume")).toBeEnabled();
  await button(page, "Stop").click();
  const room = await inRoom(page, "Evaluation");
  await expect(room.getByRole("figure", { name: "Confusion matrix" })).toBeVisible({ timeout: 60_000 });
  await expect(room.getByRole("table", { name: "Classification report" }).getByRole("row")).toHaveCount(13);
  await expect((await enter(page, "Runs")).getByRole("table", { name: "Kept runs" }).getByRole("row")).toHaveCount(2);
});

test("each card of Live leads to its room", async ({ page }) => {
  await open(page);
  const rooms = { Data: "Data", Model: "Model", Training: "Training", Evaluation: "Evaluation", "Inside the network": "Inside", Compare: "Runs" } as const;
  for (const [card, room] of Object.entries(rooms)) {
    await page.getByRole("region", { name: card, exact: true }).getByRole("link", { name: `Open the room ${room}` }).click();
    await inRoom(page, room);
    await enter(page, "Live");
  }
});

test("the card Data of Live leads to parts of the room", async ({ page }) => {
  await open(page);
  for (const part of ["Samples", "Prepare", "Augment"] as const) {
    await page.getByRole("region", { name: "Data", exact: true }).getByRole("link", { name: part, exact: true }).click();
    await inPart(page, part);
    await expect(page.getByRole("heading", { name: "Data", exact: true, level: 2 })).toBeFocused();
    await page.goBack();
    await inRoom(page, "Live");
  }
});

test("an unknown room is reported, and Live is shown", async ({ page }) => {
  await open(page, "/#/attic");
  await expect(page.getByRole("alert")).toContainText("attic");
  await inRoom(page, "Live");
});

test("a study is opened with one click, and again by its address", async ({ page }) => {
  await open(page, addressOf("Studies"));
  await ready(page);
  await page.evaluate(() => document.documentElement.setAttribute("data-same-page", ""));
  await page.getByRole("link", { name: "Open Study A: Points of two classes", exact: true }).click();
  await inRoom(page, "Live");
  await ready(page);
  const dataset = page.getByRole("combobox", { name: "Dataset", exact: true });
  await expect(dataset).toHaveValue("Synthetic points");
  expect(page.url()).toContain("?recipe=a1");
  await expect(page.locator("html")).toHaveAttribute("data-same-page");
  // Back leads to the gallery and takes nothing away.
  await page.goBack();
  await inRoom(page, "Studies");
  await page.goForward();
  await inRoom(page, "Live");
  await expect(dataset).toHaveValue("Synthetic points");
  await page.reload();
  await expect(dataset).toHaveValue("Synthetic points");
});

test("going back to a share link that was opened takes nothing away, and another one is opened", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);
  await ready(page);
  const epochs = page.getByLabel("Epochs", { exact: true });
  await epochs.fill("3");
  await epochs.press("Enter");
  await button(page, "Copy link to this experiment").click();
  await expect.poll(() => page.url()).toContain("#spec=");
  const link = page.url();
  await enter(page, "Model");
  await epochs.fill("4");
  await epochs.press("Enter");
  await page.goBack();
  await inRoom(page, "Live");
  await expect(epochs).toHaveValue("4");
  await enter(page, "Model");
  await page.evaluate((link) => location.assign(link), link);
  await inRoom(page, "Live");
  await expect(epochs).toHaveValue("3");
});
