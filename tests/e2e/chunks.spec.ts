// Rooms are fetched when they are opened; the shell stands where the page will.

import { button, enter, expect, inRoom, open, roomLink, test } from "./hearth";

const CHUNK = /page\/[0-9a-f]+\/(?!page_bg)[^/]+\.wasm$/;

test("a room is fetched when it is opened, and only once", async ({ page }) => {
  const fetched: string[] = [];
  page.on("request", (request) => {
    if (CHUNK.test(request.url())) fetched.push(request.url());
  });
  await open(page);
  // The curves, which come once the page stands.
  await expect(page.getByRole("figure", { name: "Loss", exact: true })).toBeVisible({ timeout: 30_000 });
  const curves = fetched.length;
  const room = await enter(page, "Data");
  await expect(room.getByRole("figure", { name: "Parts" })).toBeVisible({ timeout: 30_000 });
  expect(fetched.length).toBeGreaterThan(curves);
  const once = [...fetched];
  await enter(page, "Live");
  await enter(page, "Data");
  await expect(room.getByRole("figure", { name: "Parts" })).toBeVisible();
  expect(fetched).toEqual(once);
});

test.describe("a chunk that cannot be fetched", () => {
  test.use({ expectedErrors: /Failed to load resource|Failed to fetch|instantiateStreaming/ });

  test("says so in its room, and Retry fetches it", async ({ page }) => {
    await open(page);
    await page.route(CHUNK, (route) => route.abort());
    await roomLink(page, "Data").click();
    const room = await inRoom(page, "Data");
    await expect(room.getByRole("alert")).toContainText("could not be fetched");
    await room.getByRole("button", { name: "Retry", exact: true }).click();
    await expect(room.getByRole("alert")).toContainText("could not be fetched");
    await page.unroute(CHUNK);
    await room.getByRole("button", { name: "Retry", exact: true }).click();
    await expect(room.getByRole("figure", { name: "Parts" })).toBeVisible({ timeout: 30_000 });
    await expect(room.getByRole("alert")).toHaveCount(0);
  });
});

for (const [width, height] of [[390, 844], [1440, 900]]) {
  test(`the shell stands where the page will, ${width} pixels wide`, async ({ page }) => {
    const parts = (within: string) =>
      page.locator(`${within} .region, ${within} .chart, ${within} .plot`).evaluateAll((nodes) =>
        nodes.map((node) => {
          const { left, top, width } = node.getBoundingClientRect();
          return { name: node.className.replace(" skeleton", ""), left, top, width };
        }));
    let start = () => {};
    const measured = new Promise<void>((resolve) => { start = resolve; });
    await page.route("**/page.js", async (route) => {
      await measured;
      await route.continue();
    });
    await page.setViewportSize({ width, height });
    await page.goto("/", { waitUntil: "commit" });
    await page.locator("#shell .region-compare").waitFor({ state: "attached" });
    const shell = await parts("#shell");
    start();
    await expect(button(page, "Train")).toBeEnabled({ timeout: 60_000 });
    // One that gives way to what was fetched has no size in that moment.
    for (const name of ["Loss", "Accuracy"]) {
      await expect(page.getByRole("figure", { name, exact: true })).toBeVisible({ timeout: 30_000 });
    }
    const made = await parts("#content");
    expect(shell.map(({ name }) => name)).toEqual(made.map(({ name }) => name));
    for (const [i, there] of made.entries()) {
      expect.soft(Math.abs(shell[i].left - there.left), there.name).toBeLessThan(2);
      expect.soft(Math.abs(shell[i].width - there.width), there.name).toBeLessThan(2);
      // What is below the first screen may move: nobody sees it.
      if (Math.min(shell[i].top, there.top) < height) {
        expect.soft(Math.abs(shell[i].top - there.top), there.name).toBeLessThan(8);
      }
    }
  });
}
