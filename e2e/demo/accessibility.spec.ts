import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, PAGES, test } from "./fixtures.ts";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

for (const path of PAGES) {
  for (const theme of ["light", "dark"]) {
    test(`${path} has no accessibility violation in the ${theme} theme, wide and narrow`, async ({ page, context, baseURL }) => {
      await context.addCookies([{ name: "buoy-theme", value: theme, url: baseURL ?? "" }]);
      await page.goto(path);
      await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
      await expect(page.getByRole("main").getByRole("status", { name: "Loading" })).toHaveCount(0);
      for (const size of SIZES) {
        await page.setViewportSize(size);
        expect(await violations(axeFor(page, theme)), `${size.width} wide`).toEqual([]);
      }
    });
  }
}

for (const theme of ["light", "dark"]) {
  test(`the drawer, the palette and the help have no accessibility violation in the ${theme} theme`, async ({ page, context, baseURL }) => {
    await context.addCookies([{ name: "buoy-theme", value: theme, url: baseURL ?? "" }]);
    await page.goto("/");
    await expect(page.getByRole("button", { name: /^Live/ })).toBeVisible();
    await page.keyboard.press("j");
    await expect(
      page
        .getByRole("complementary", { name: /^Summary of/ })
        .getByRole("heading")
        .first(),
    ).toBeVisible();
    expect(await violations(axeFor(page, theme)), "drawer").toEqual([]);
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await violations(axeFor(page, theme)), "help").toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("dialog").getByRole("option").first()).toBeVisible();
    expect(await violations(axeFor(page, theme)), "palette").toEqual([]);
  });
}

/** The second theme has the same elements, in other colours. */
function axeFor(page: Page, theme: string): AxeBuilder {
  const axe = new AxeBuilder({ page });
  return theme === "light" ? axe : axe.withRules(["color-contrast", "link-in-text-block"]);
}

async function violations(axe: AxeBuilder): Promise<readonly string[]> {
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}
