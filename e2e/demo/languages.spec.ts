import type { Page } from "@playwright/test";
import { expect, PAGES, test } from "./fixtures.ts";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const CHROME = "nav a span, h1, h2, th[scope=col], header button span, label, legend";

for (const path of PAGES) {
  test(`${path} in pseudo-locale: every word of the chrome comes from the catalogue, and nothing is wider than the window`, async ({
    page,
  }) => {
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await page.goto(`${path}?lang=qps`);
      await expect(page.getByRole("navigation").getByRole("link").first()).toContainText("[");
      await expect(page.getByRole("main").getByText(/^\[/).first()).toBeVisible();
      expect(await ownWords(page), `${size.width} wide`).toEqual([]);
      expect(await widerThanWindow(page), `${size.width} wide`).toEqual([]);
    }
  });

  test(`${path} in Chinese: no English word is left in the chrome`, async ({ page }) => {
    await page.goto(`${path}?lang=zh-CN`);
    await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
    expect(await ownWords(page, /^[^\p{Script=Han}]*[a-z]{3,}[^\p{Script=Han}]*$/iu)).toEqual([]);
  });
}

test("the tab is named in the reader's language", async ({ page }) => {
  await page.goto("/findings?lang=en");
  await expect(page).toHaveTitle("Findings · Buoy");
  await page.goto("/findings?lang=zh-CN");
  await expect(page).toHaveTitle(/^\p{Script=Han}+ · Buoy$/u);
});

/** Texts of the chrome that did not come out of the catalogue shown: those that match, or that have no bracket in front. */
async function ownWords(page: Page, foreign = /^(?!\[)(?=.*\p{L}{3})/u): Promise<readonly string[]> {
  const texts = await page.locator(CHROME).filter({ visible: true }).allInnerTexts();
  return texts.map((text) => text.trim()).filter((text) => foreign.test(text));
}

async function widerThanWindow(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    return [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => `${element.tagName} ${element.className} ${element.textContent?.slice(0, 60)}`)
      .slice(-5);
  });
}
