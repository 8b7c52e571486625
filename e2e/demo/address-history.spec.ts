import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { AN_ADDRESS, expect, test } from "./fixtures.ts";

/** One that the demo moves soon after its start, and one that nobody has written anything about. */
const MOVED = "10.99.0.10";
const NOTED = AN_ADDRESS;

const pageOf = (ip: string) => `/floating-ips/${ip}`;
const card = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const transitions = (page: Page) => page.locator("tr[data-transition]");
const idsOf = (page: Page) => transitions(page).evaluateAll((rows) => rows.map((row) => row.getAttribute("data-transition")));
const live = (page: Page) => expect(page.getByRole("banner").getByRole("button", { name: /^Live/ })).toBeVisible();

async function fill(page: Page, owner: string, text: string): Promise<void> {
  const notes = card(page, "Notes");
  await notes.getByLabel("Owner").fill(owner);
  await notes.getByLabel("Notes").fill(text);
}

/** The page may not be listening yet, right after it was opened. */
async function choose(page: Page, file: Parameters<Locator["setInputFiles"]>[0]): Promise<void> {
  await expect(async () => {
    await page.getByLabel("Choose a file").setInputFiles(file);
    await expect(page.getByText("Nothing here is live").or(page.getByRole("main").getByRole("alert"))).toBeVisible({ timeout: 1_000 });
  }).toPass();
}

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

test("a transition appears by itself, tells why, opens its evidence, and a link leads back to it", async ({ page, context }) => {
  await page.goto(pageOf(MOVED));
  await expect(transitions(page).first()).toBeVisible({ timeout: 50_000 });
  await expect(page.getByText(/^Last change, .*: Failover\. Pod deleted/)).toBeVisible();
  await transitions(page).last().getByRole("button").click();
  await expect(page.getByRole("region", { name: "Evidence" })).toContainText("was being deleted");
  await expect(page).toHaveURL(/transition=\d+/);
  expect(await violations(page)).toEqual([]);
  const another = await context.newPage();
  await another.goto(page.url());
  await expect(another.getByRole("region", { name: "Evidence" })).toContainText("was being deleted");
});

test("a transition is acknowledged with a comment, and stays so", async ({ page }) => {
  await page.goto(pageOf(MOVED));
  await expect(transitions(page).first()).toBeVisible({ timeout: 50_000 });
  await transitions(page).last().getByRole("button").click();
  await page.getByLabel("Comment").fill("the node was being repaired");
  await page.getByRole("button", { name: "Acknowledge" }).click();
  await expect(page.getByRole("main")).toContainText("the node was being repaired");
  await page.reload();
  await expect(page.getByRole("main")).toContainText("the node was being repaired");
  await expect(page.getByRole("button", { name: "Acknowledge" })).toHaveCount(0);
});

test("the window of the band goes by buttons and keys, and stands in the URL", async ({ page }) => {
  await page.goto(pageOf(NOTED));
  const band = card(page, "Over time");
  await live(page);
  await band.getByRole("button", { name: "6 h", exact: true }).click();
  await expect(page).toHaveURL(/range=6h/);
  await page.keyboard.press("-");
  await expect(page).not.toHaveURL(/range=/);
  await page.keyboard.press("+");
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(/range=6h&end=/);
  await band.getByRole("button", { name: "Now" }).click();
  await expect(page).not.toHaveURL(/end=/);
});

test("a question about a moment stands in the URL, and is answered from there", async ({ page }) => {
  const at = new Date(Date.now() - 1_000).toISOString();
  await page.goto(`${pageOf(NOTED)}?at=${at}`);
  await expect(card(page, "Who had it at …")).toContainText(/Certain|Possible/);
  await page.goto(`${pageOf(NOTED)}?at=2020-01-01T00:00:00.000Z`);
  await expect(card(page, "Who had it at …")).toContainText("Not observed");
});

test("two who write the same notes see both texts, and lose neither", async ({ page, context, complaints }) => {
  const other = await context.newPage();
  for (const one of [page, other]) {
    await one.goto(pageOf(NOTED));
    await card(one, "Notes").getByRole("button", { name: "Write notes" }).click();
  }
  await fill(other, "edge-sre", "Ask before a move.");
  await card(other, "Notes").getByRole("button", { name: "Save" }).click();
  await expect(card(other, "Notes")).toContainText("Ask before a move.");

  await fill(page, "payments", "Never at night.");
  await card(page, "Notes").getByRole("button", { name: "Save" }).click();
  const conflict = page.getByRole("alert", { name: /meanwhile/ });
  await expect(conflict).toContainText("Ask before a move.");
  await expect(conflict).toContainText("Never at night.");
  await expect(card(page, "Notes").getByRole("button", { name: "Save" })).toBeDisabled();
  // The browser tells of every answer that is a refusal.
  expect(complaints.splice(0)).toEqual([expect.stringContaining("412")]);
  expect(await violations(page)).toEqual([]);

  await conflict.getByRole("button", { name: "Put together" }).click();
  await card(page, "Notes").getByRole("button", { name: "Save" }).click();
  for (const one of [page, other]) {
    await expect(card(one, "Notes")).toContainText("payments");
    await expect(card(one, "Notes")).toContainText(/Ask before a move\.\s+Never at night\./);
  }

  await page.goto("/?q=payments%20never%20at%20night");
  await expect(page.getByRole("main").locator("tr[data-ip]")).toHaveAttribute("data-ip", NOTED);
});

test("only what begins with http or https is taken for a runbook", async ({ page }) => {
  await page.goto(pageOf("10.99.0.11"));
  const notes = card(page, "Notes");
  await notes.getByRole("button", { name: /Write notes|Edit/ }).click();
  await notes.getByLabel("Runbook link").fill("javascript:alert(1)");
  await expect(notes).toContainText("begins with http:// or https://");
  await expect(notes.getByRole("button", { name: "Save" })).toBeDisabled();
  await notes.getByLabel("Runbook link").fill("https://wiki.example.org/fip");
  await notes.getByRole("button", { name: "Save" }).click();
  await expect(notes.getByRole("link")).toHaveAttribute("href", "https://wiki.example.org/fip");
});

test("a bundle that is saved opens without a console, and shows the same transitions", async ({ page, context, complaints }, info) => {
  await page.goto(pageOf(MOVED));
  await expect(transitions(page).first()).toBeVisible({ timeout: 50_000 });
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Save incident bundle" }).click();
  const file = info.outputPath("bundle.json");
  await (await downloading).saveAs(file);
  const { transitions: saved } = JSON.parse(await readFile(file, "utf8")) as { transitions: readonly { id: number }[] };
  expect(saved.length).toBeGreaterThan(0);

  await page.goto("/bundle");
  await expect(page.getByRole("heading", { name: "Incident bundle" })).toBeVisible();
  await context.setOffline(true);
  await choose(page, file);
  await expect(page.getByRole("region", { name: "Incident bundle" })).toContainText("Nothing here is live");
  expect(await idsOf(page)).toEqual(saved.map(({ id }) => String(id)));
  expect(await page.getByRole("link", { name: "Show the evidence" }).count()).toBe(0);
  await transitions(page).last().getByRole("button").click();
  await expect(page.getByRole("region", { name: "Evidence" })).toContainText("was being deleted");
  await expect(page.getByRole("button", { name: /Acknowledge|Edit|Write notes/ })).toHaveCount(0);
  await context.setOffline(false);
  // The line to the console was cut on purpose.
  expect(complaints.splice(0).filter((text) => !/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|stream/.test(text))).toEqual([]);
});

test("a file that is no bundle is refused with the reason", async ({ page }) => {
  await page.goto("/bundle");
  await expect(page.getByRole("heading", { name: "Incident bundle" })).toBeVisible();
  const open = (name: string, text: string) => choose(page, { name, mimeType: "application/json", buffer: Buffer.from(text) });
  await open("cut.json", '{"kind": "buoy-inc');
  await expect(page.getByRole("alert").filter({ hasText: "no JSON" })).toBeVisible();
  await open("newer.json", '{"kind": "buoy-incident-bundle", "version": 9}');
  await expect(page.getByRole("alert").filter({ hasText: "version 9" })).toBeVisible();
});

test("an address that nobody claims keeps its page where somebody wrote it down", async ({ page, complaints, baseURL }) => {
  const ip = "10.99.0.251";
  await page.goto("/");
  const written = await page.request.put(`/api/v1/floating-ips/${ip}/notes`, {
    headers: { origin: baseURL ?? "", "if-none-match": "*" },
    data: { owner: "edge-sre", text: "Was the old mail relay.", runbook: "" },
  });
  expect(written.status()).toBe(200);
  await page.goto(pageOf(ip));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(ip);
  await expect(page.getByRole("main")).toContainText("No pod claims it");
  await expect(card(page, "Notes")).toContainText("Was the old mail relay.");
  await expect(card(page, "Transitions")).toContainText("Nothing has moved");
  expect(await violations(page)).toEqual([]);
  expect(complaints.splice(0).filter((text) => !text.includes("404"))).toEqual([]);
});

test("an address that nothing knows says what it is instead", async ({ page, complaints }) => {
  await page.goto(pageOf("10.99.0.250"));
  await expect(page.getByRole("main")).toContainText("No pod claims 10.99.0.250");
  expect(complaints.splice(0).filter((text) => !text.includes("404"))).toEqual([]);
});
