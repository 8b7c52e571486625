import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./fixtures.ts";

const SEARCH = "kind=Deployment&namespace=web&name=search";
const SESSION = "kind=StatefulSet&namespace=web&name=session-7";
const ASKED = [
  { what: "a plan", query: `ip=10.99.0.99&${SEARCH}&scope=both` },
  { what: "a refusal", query: `ip=10.99.0.99,10.99.0.099&${SEARCH}&scope=running` },
  { what: "a take-over", query: "ip=10.99.0.60&kind=Deployment&namespace=web&name=search&scope=running" },
  { what: "taking away", query: `action=detach&ip=10.99.0.127&${SESSION}&scope=both` },
];

test("from a free address to the plan that gives it, by a link that shows the same again", async ({ page, context }) => {
  await page.goto("/give");
  const add = page.getByRole("button", { name: /^Add / }).first();
  const ip = (await add.getAttribute("aria-label"))?.replace("Add ", "") ?? "";
  await add.click();
  await expect(page.getByRole("button", { name: `Remove ${ip}` })).toBeVisible();
  await page.getByRole("combobox", { name: "Workload or pod" }).fill("web/search");
  await page.getByRole("option", { name: /^Deployment web\/search/ }).click();
  await page.getByRole("radio", { name: /^Both/ }).check();
  await expect(page.getByRole("button", { name: /^Apply/ })).toHaveAccessibleDescription(/read-only/);

  const another = await context.newPage();
  await another.goto(page.url());
  await expect(another.getByRole("button", { name: `Remove ${ip}` })).toBeVisible();
  await expect(another.getByRole("radio", { name: /^Both/ })).toBeChecked();
  await expect(another.getByRole("heading", { name: "What changes" })).toBeVisible();
});

test("the list, the page of an address and the palette lead to the form", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("main").getByRole("link", { name: "Give an address" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Give an address" })).toBeVisible();

  await page.goto("/floating-ips/10.99.0.60");
  await page.getByRole("link", { name: "Take away" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Take an address away" })).toBeVisible();
  await expect(page.getByRole("checkbox", { name: /10\.99\.0\.60/ })).toBeChecked();

  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("10.99.0.60");
  await page.getByRole("option", { name: "Give 10.99.0.60 to a workload" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Give an address" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Remove 10.99.0.60" })).toBeVisible();
});

for (const { what, query } of ASKED) {
  for (const [lang, theme] of [
    ["en", "light"],
    ["zh-CN", "dark"],
  ] as const) {
    test(`${what} has no accessibility violation and fits the window, in ${lang} and ${theme}`, async ({
      page,
      context,
      baseURL,
      complaints,
    }) => {
      await context.addCookies([{ name: "buoy-theme", value: theme, url: baseURL ?? "" }]);
      await page.goto(`/give?${query}&lang=${lang}`);
      await expect(page.locator("html")).toHaveAttribute("lang", lang);
      await expect(page.getByRole("main").getByRole("status", { name: /./ })).toHaveCount(0);
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
          `${width} wide`,
        ).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), `${width} wide`).toBeLessThanOrEqual(width);
      }
      // A refusal is an answer of the API that the browser tells of too.
      if (what === "a refusal") complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes("422")));
    });
  }
}
