import { expect, test } from "./fixtures.ts";

test("from a free address to the plan that gives it, by a link that shows the same again", async ({ page, context }) => {
  await page.goto("/give");
  const add = page.getByRole("button", { name: /^Add / }).first();
  const ip = (await add.getAttribute("aria-label"))?.replace("Add ", "") ?? "";
  await add.click();
  await expect(page.getByRole("button", { name: `Remove ${ip}` })).toBeVisible();
  await page.getByRole("combobox", { name: "Workload or pod" }).fill("web/search");
  await page.getByRole("option", { name: /^Deployment web\/search/ }).click();
  await page.getByRole("radio", { name: /^Both/ }).check();
  await expect(page.getByRole("button", { name: /^Apply/ })).toBeEnabled();

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
