// What axe, a checker of accessibility, finds in the page as it is shown.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** Widths at which the page is another one: a phone's, and a wide screen's. */
const SIZES = [{ width: 390, height: 844 }, { width: 1440, height: 900 }];

/** The rules whose outcome depends on colours: all else is the same in the dark. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/** Fails with every rule of axe that the page breaks, light or dark, on a phone or a wide screen. */
export async function expectNoViolations(page: Page): Promise<void> {
  const size = page.viewportSize()!;
  const found: string[] = [];
  for (const viewport of SIZES) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"] as const) {
      // A colour on its way to another one has the contrast of neither.
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const axe = new AxeBuilder({ page });
      const { violations } = await (colorScheme === "light" ? axe : axe.withRules(OF_COLOURS)).analyze();
      for (const { id, help, nodes } of violations) {
        const where = nodes.map((node) => node.target.join(" ")).join(", ");
        found.push(`${viewport.width} ${colorScheme}: ${id} (${help}) at ${where}`);
      }
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  await page.setViewportSize(size);
  expect(found).toEqual([]);
}
