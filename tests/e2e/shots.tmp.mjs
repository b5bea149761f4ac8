import { chromium } from "@playwright/test";
const url = process.argv[2];
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--enable-unsafe-webgpu"] });
const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
page.on("pageerror", (e) => console.log("ERR", String(e)));
page.on("console", (m) => { if (m.type() === "error") console.log("CON", m.text()); });
await page.goto(url);
await page.locator("p.announcement").filter({ hasText: /^Ready to train/ }).waitFor({ timeout: 120000 });
await page.getByRole("button", { name: "Train", exact: true }).click();
await page.locator("p.announcement").filter({ hasText: /^Finished/ }).waitFor({ timeout: 240000 });
const go = (hash) => page.evaluate((h) => { location.hash = h; }, hash);
const sizes = [[1440, 900], [1280, 720], [390, 844]];
for (const [room, tabs] of [["inside", ["Feature maps", "Path", "Explanation", "Filters", "Units", "Embedding", "Boundary"]], ["evaluation", ["Overview", "Curves", "Mistakes", "One sample", "Corrections", "New data", "Learning curve"]]]) {
  await page.setViewportSize({ width: 1440, height: 900 });
  await go(`#/${room}`);
  for (const tab of tabs) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole("tab", { name: tab, exact: true }).click();
    await page.waitForTimeout(800);
    const press = async (name) => page.getByRole("button", { name, exact: true }).click({ timeout: 3000 }).catch((e) => console.log("no", name));
    if (tab === "Explanation") { await page.getByRole("combobox", { name: "Method" }).selectOption({ label: "Grad-CAM" }); }
    if (tab === "Units") { await press("Find samples"); await press("Make a picture"); await page.waitForTimeout(4000); }
    if (tab === "Embedding") { await page.getByRole("combobox", { name: "Samples", exact: true }).selectOption({ label: "500" }); await press("Lay out"); await page.waitForTimeout(15000); }
    if (tab === "One sample") { await press("Look closely"); await page.waitForTimeout(1500); await press("Find the nearest"); await page.waitForTimeout(4000); }
    await page.waitForTimeout(600);
    for (const [w, h] of sizes) for (const scheme of ["light", "dark"]) {
      if (scheme === "dark" && w === 1280) continue;
      await page.setViewportSize({ width: w, height: h });
      await page.emulateMedia({ colorScheme: scheme });
      await page.waitForTimeout(250);
      await page.screenshot({ path: `/tmp/w/inside/shots/${room}-${tab.replace(/ /g, "_")}-${w}-${scheme}.png`, fullPage: true });
    }
    await page.emulateMedia({ colorScheme: "light" });
  }
}
await browser.close();
