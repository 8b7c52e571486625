import type { Page } from "@playwright/test";
import { AN_ADDRESS, expect, LIVE_PAGES, listed, test } from "./fixtures.ts";

const rows = (page: Page) => page.getByRole("main").locator("tr[data-ip]");
const filter = (page: Page) => page.getByRole("searchbox");
const choice = (page: Page, name: string) => page.locator("label", { hasText: new RegExp(`^${name}`) }).getByRole("combobox");
const drawer = (page: Page) => page.getByRole("complementary", { name: /^Summary of/ });
const shownIps = (page: Page) => rows(page).evaluateAll((all) => all.map((row) => row.getAttribute("data-ip")));

for (const path of LIVE_PAGES) {
  test(`${path} opens with a heading, is live, and the browser has no complaint`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expect(page.getByRole("banner").getByRole("button", { name: /^Live/ })).toBeVisible();
  });
}

test("the list stands worst first", async ({ page }) => {
  await page.goto("/");
  const worstFirst = ["Unserved", "Split", "Unknown", "Disabled", "Serving"];
  await expect(rows(page).first()).toBeVisible();
  const states = await rows(page).evaluateAll((all) => all.map((row) => row.querySelector("td")?.textContent ?? ""));
  const ranks = states.map((text) => worstFirst.findIndex((state) => text.startsWith(state)));
  expect(new Set(ranks).size).toBeGreaterThan(3);
  expect(ranks).toEqual(ranks.toSorted());
});

test("an address typed into the filter stands in the URL, and the URL alone shows the same", async ({ page, context }) => {
  await page.goto("/");
  await filter(page).fill(AN_ADDRESS);
  await expect(rows(page)).toHaveCount(1);
  await expect(page).toHaveURL(new RegExp(`q=${AN_ADDRESS}`));
  const another = await context.newPage();
  await another.goto(page.url());
  await expect(filter(another)).toHaveValue(AN_ADDRESS);
  await expect(rows(another)).toHaveCount(1);
});

test("state and namespace filter together, and clear brings the whole list and a bare URL back", async ({ page, baseURL }) => {
  await page.goto("/");
  await choice(page, "State").selectOption("serving");
  await choice(page, "Namespace").selectOption("payments");
  await expect(page).toHaveURL(/state=serving/);
  await expect(page).toHaveURL(/namespace=payments/);
  await expect
    .poll(async () => {
      const wanted = (await listed(baseURL, "?state=serving&namespace=payments")).map(({ ip }) => ip);
      return (await shownIps(page)).toSorted().join() === wanted.toSorted().join();
    })
    .toBe(true);
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await expect(page).toHaveURL(`${baseURL}/`);
  await expect.poll(async () => (await shownIps(page)).length === (await listed(baseURL)).length).toBe(true);
});

test("a filter that nothing matches says how many it hides, and clears", async ({ page }) => {
  await page.goto("/?q=nothing-has-this-name");
  await expect(page.getByRole("main")).toContainText("Nothing matches the filter");
  await page.getByRole("button", { name: "Clear filters" }).last().click();
  await expect(rows(page).first()).toBeVisible();
});

test("a link with filter and selection opens both", async ({ page }) => {
  await page.goto(`/?q=${AN_ADDRESS}&selected=${AN_ADDRESS}`);
  await expect(rows(page)).toHaveCount(1);
  await expect(drawer(page)).toContainText(AN_ADDRESS);
});

test("a click on a row opens the drawer, and its button closes it", async ({ page }) => {
  await page.goto(`/?q=${AN_ADDRESS}`);
  await rows(page).first().getByRole("cell").first().click();
  await expect(drawer(page)).toContainText(AN_ADDRESS);
  await expect(page).toHaveURL(/selected=/);
  await drawer(page).getByRole("button", { name: "Close" }).click();
  await expect(drawer(page)).toHaveCount(0);
});

test("j walks into the drawer, Escape leaves it, Enter opens the page", async ({ page }) => {
  await page.goto(`/?q=${AN_ADDRESS}`);
  await expect(page.getByRole("button", { name: /^Live/ })).toBeVisible();
  await page.keyboard.press("j");
  await expect(drawer(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(drawer(page)).toHaveCount(0);
  await page.keyboard.press("j");
  await expect(drawer(page)).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/floating-ips/${AN_ADDRESS}$`));
});

test("a slash goes to the filter and a question mark shows the keys", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("button", { name: /^Live/ })).toBeVisible();
  await page.keyboard.press("/");
  await expect(filter(page)).toBeFocused();
  await filter(page).blur();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("Ctrl K, an address and Enter open its page from anywhere", async ({ page }) => {
  await page.goto("/findings");
  await expect(page.getByRole("button", { name: /^Live/ })).toBeVisible();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog");
  await palette.getByRole("combobox").fill(AN_ADDRESS);
  await expect(palette.getByRole("option").first()).toContainText(AN_ADDRESS);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/floating-ips/${AN_ADDRESS}$`));
  await expect(page.getByRole("main")).toContainText(AN_ADDRESS);
});
