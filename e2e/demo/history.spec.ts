import { AN_ADDRESS, expect, test } from "./fixtures.ts";

type Transition = { readonly id: number; readonly ip: string; readonly kind: string };

/** The demo moves something about every twenty seconds. */
const PATIENCE_MS = 90_000;
/** What was stored is seen everywhere after so long, with room for a busy machine. */
const SEEN_MS = 5_000;

async function newestOf(baseURL: string | undefined): Promise<Transition | undefined> {
  const response = await fetch(`${baseURL}/api/v1/history?limit=1`);
  return ((await response.json()) as { items: Transition[] }).items[0];
}

/** Waits until something moves, and tells what. */
async function nextMove(baseURL: string | undefined): Promise<Transition> {
  const before = (await newestOf(baseURL))?.id ?? 0;
  let found: Transition | undefined;
  await expect
    .poll(
      async () => {
        found = await newestOf(baseURL);
        return found?.id ?? 0;
      },
      { timeout: PATIENCE_MS, intervals: [250] },
    )
    .toBeGreaterThan(before);
  if (!found) throw new Error("nothing moved");
  return found;
}

test("what moves is on the open page of history at once, in the list, and in the export", async ({ page, context, baseURL }) => {
  test.setTimeout(PATIENCE_MS + 60_000);
  const list = await context.newPage();
  await page.goto("/history?range=all");
  await list.goto("/");
  await expect(list.getByRole("table")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("History");
  await expect(page.getByText(/^Recording to SQLite since/)).toBeVisible();

  const moved = await nextMove(baseURL);
  await expect(
    page
      .locator(`tr[data-transition="${moved.id}"]`)
      .or(page.getByText(/One cause,|Flapping:/).first())
      .first(),
  ).toBeVisible({
    timeout: SEEN_MS,
  });
  const row = list.locator(`tr[data-ip="${moved.ip}"]`);
  if (await row.count()) await expect(row).toContainText(/sec/, { timeout: SEEN_MS });

  const href = await page.getByRole("link", { name: "Export CSV" }).getAttribute("href");
  const csv = await (await fetch(`${baseURL}${href}`)).text();
  expect(csv.split("\r\n").some((line) => line.startsWith(`${moved.id},`) || line.includes(moved.ip))).toBe(true);
});

test("a row opens to its evidence, stands in the URL, and can be acknowledged with a comment", async ({ page, baseURL }) => {
  test.setTimeout(PATIENCE_MS + 60_000);
  const moved = (await newestOf(baseURL)) ?? (await nextMove(baseURL));
  await page.goto(`/history?range=all&id=${moved.id}`);
  const details = page.locator(`#transition-${moved.id}-details`);
  // A loss and what ended it are one row with the evidence of both.
  await expect(details.getByRole("heading", { name: "Evidence" }).last()).toBeVisible();
  const comment = `seen by the test, ${Date.now()}`;
  const field = details.getByLabel("Comment").last();
  // Another test may have acknowledged it already.
  if (await field.count()) {
    await field.fill(comment);
    await details.getByRole("button", { name: "Acknowledge" }).last().click();
    await expect(details).toContainText(comment);
  }
  await expect(details).toContainText("Acknowledged");
});

test("who had it then: the question stands in the URL, and is answered with how sure it is", async ({ page }) => {
  const soon = new Date(Date.now() - 1_000).toISOString();
  await page.goto(`/history?asked=${AN_ADDRESS}&at=${encodeURIComponent(soon)}`);
  const card = page.getByRole("region", { name: "Who had it then?" });
  await expect(card).toContainText(/Certain|Possible|Not observed/);
  await page.goto(`/history?asked=${AN_ADDRESS}&at=2020-01-01T00:00:00.000Z`);
  await expect(card).toContainText("Not observed");
});

test("in Chinese the same words come from the catalogue", async ({ page }) => {
  await page.goto("/history?lang=zh-CN&range=all");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("历史");
  await expect(page.getByRole("link", { name: "导出 CSV" })).toBeVisible();
});

test("filters stand in the URL, and what they leave out is said", async ({ page }) => {
  await page.goto("/history?ip=192.0.2.1&range=all");
  await expect(page.getByText("No transition matches the filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await expect(page).not.toHaveURL(/192\.0\.2\.1/);
});
