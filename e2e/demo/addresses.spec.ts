import AxeBuilder from "@axe-core/playwright";
import type { AddressSpace } from "../../lib/contract/pools.ts";
import { expect, test } from "./fixtures.ts";

const SIZES = [
  { width: 1440, height: 1000 },
  { width: 390, height: 844 },
];
const DEFAULT = "pool=default-ipv4-ippool";

/** An answer that stands still: the cluster of the demo moves. */
const STILL: AddressSpace = {
  observedAt: "2026-08-29T03:12:40.000Z",
  version: Number.MAX_SAFE_INTEGER,
  ipam: "calico-ipam",
  ipamObeys: "pools",
  pools: [
    {
      ...{ name: "default-ipv4-ippool", cidr: "10.244.0.0/16", family: 4, disabled: false, mode: "Automatic", openToIpam: true },
      ...{ allocatable: null, deleting: false, blockSize: 26, encapsulation: "none", exported: true, natOutgoing: true },
      ...{ allowedUses: ["Workload", "Tunnel"], nodeSelector: "all()", namespaceSelector: null },
      counts: { capacity: 65_536, inUse: 1_131, reserved: 16, available: 64_389, floating: 2 },
      blocks: Array.from({ length: 40 }, (_, index) => {
        const marks = index === 3 ? "u9xu20l2b3RF" : index === 7 ? "r16u20c4tw3s" : `u${10 + index}`;
        return {
          ...{ cidr: `10.244.${index * 6}.${(index % 4) * 64}/26`, affinity: "node" as const, node: `node-${"abcdef"[index % 6]}` },
          ...{ inUse: 10 + index, reserved: index === 7 ? 16 : 0, available: 54 - index, floating: index === 3 ? 3 : 0 },
          ...{ conflicts: index === 3 ? 1 : 0, borrowed: index === 3 ? 3 : 0, leaked: index === 3 ? 2 : 0 },
          cells: `${marks}f${64 - (index === 3 ? 37 : index === 7 ? 45 : 10 + index)}`,
        };
      }),
    },
  ],
  strays: [],
  nodes: [..."abcdef"].map((letter, index) => ({ name: `node-${letter}`, podCidrs: [`10.244.${index * 32}.0/19`], ranges: [] })),
  reservations: [{ name: "floating", cidr: "10.244.42.192/28", family: 4 }],
  floating: (["conflict", "at-risk", "safe"] as const).map((standing, index) => ({
    ...{ ip: `10.244.18.${[201, 227, 228][index]}`, family: 4, state: "serving", pool: "default-ipv4-ippool" },
    ...{ block: "10.244.18.192/26", standing, reservedBy: index === 2 ? ["floating"] : [] },
  })),
  leaks: [],
  doubts: [],
};

test("the first line says which range the IPAM obeys, and every range is counted", async ({ page, baseURL }) => {
  await page.goto("/addresses");
  await expect(page.getByRole("main").locator("p").filter({ hasText: "Calico IPAM does not use the node’s PodCIDR." })).toBeVisible();
  const answer = (await (await fetch(`${baseURL}/api/v1/pools`)).json()) as AddressSpace;
  for (const { cidr } of answer.pools)
    await expect(page.getByRole("group", { name: "Ranges" }).getByRole("button", { name: cidr })).toBeVisible();
});

test("any address typed is answered, in the page, the palette and the URL", async ({ page }) => {
  await page.goto("/addresses?at=10.244.4.61");
  const whose = page.getByRole("region", { name: "Whose is it?" });
  await expect(whose.getByText("IPAM may give this address to a pod at any time")).toBeVisible();
  await expect(page.getByRole("region", { name: "Block 10.244.4.0/26" }).getByRole("button", { name: /^10\.244\.4\.61 / })).toHaveAttribute(
    "aria-current",
    "true",
  );

  await page.getByLabel("IP address").fill("192.0.2.1");
  await page.getByRole("button", { name: "Look up" }).click();
  await expect(whose.getByText("Outside every pool")).toBeVisible();
  await expect(page).toHaveURL(/at=192\.0\.2\.1/);

  await page.getByLabel("IP address").fill("10.300.0.1");
  await page.keyboard.press("Enter");
  await expect(whose.getByText("is not an IP address")).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("10.99.0.60");
  await page.getByRole("option", { name: "Look up 10.99.0.60 in the address space" }).click();
  await expect(whose.getByText("10.99.0.60", { exact: true })).toBeVisible();
});

test("the arrows move along the addresses of a block, and Enter tells of one", async ({ page }) => {
  await page.goto("/addresses?at=10.244.4.61");
  const block = page.getByRole("region", { name: "Block 10.244.4.0/26" });
  await block.getByRole("button", { name: /^10\.244\.4\.61 / }).focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowRight");
  await expect(block.getByRole("button", { name: /^10\.244\.4\.46 / })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/at=10\.244\.4\.46/);
});

test("free addresses come with their reasons, and with a pool of their own", async ({ page }) => {
  await page.goto("/addresses?pool=floating-ipv4");
  const free = page.getByRole("region", { name: "Free for a floating IP" });
  await expect(free.getByText("which is disabled: IPAM never gives it to a pod").first()).toBeVisible();
  await free.getByText("A pool of their own").click();
  await expect(free.getByText("disabled: true").first()).toBeVisible();
});

test("the picture is zoomed and moved with wheel, pointer and keys, and a cell opens its block", async ({ page }) => {
  await page.route("**/api/v1/pools", (route) => route.fulfill({ json: STILL }));
  await page.goto(`/addresses?${DEFAULT}&view=map`);
  const map = page.getByRole("application", { name: /^Picture of 10\.244\.0\.0\/16/ });
  const told = page.locator("#map-cell");
  await map.focus();
  await page.keyboard.press("ArrowDown");
  await expect(told).toHaveText(/^10\.244\./);
  const before = await told.textContent();
  for (const key of ["+", "+", "ArrowRight", "Shift+ArrowRight"]) await page.keyboard.press(key);
  await expect(told).not.toHaveText(before ?? "");
  await page.keyboard.press("0");
  const box = await map.boundingBox();
  const middle = { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.wheel(0, -400);
  await page.mouse.down();
  await page.mouse.move(middle.x + 60, middle.y + 40, { steps: 4 });
  await page.mouse.up();
  await map.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/at=10\.244\./);
});

test("the lower level of the ruler shows a part from near, goes on, and follows the address that is chosen", async ({ page }) => {
  await page.route("**/api/v1/pools", (route) => route.fulfill({ json: STILL }));
  await page.goto(`/addresses?${DEFAULT}`);
  const part = page.getByRole("region", { name: "A part of the range, from near" });
  await expect(part).toContainText("10.244.0.0 – 10.244.7.255");
  await part.getByRole("button", { name: "The part behind" }).click();
  await expect(part).toContainText("10.244.8.0 – 10.244.15.255");
  await part.getByRole("button", { name: "Go nearer" }).click();
  await expect(part).toContainText("10.244.12.0 – 10.244.15.255");
  await part.getByRole("button", { name: "Show more of it" }).click();
  await part.getByRole("button", { name: "The part behind" }).click();
  await expect(part.getByRole("button", { name: /^10\.244\.18\.201/ })).toBeVisible();
  await part.getByRole("button", { name: /^10\.244\.18\.227/ }).press("Enter");
  await expect(page).toHaveURL(/at=10\.244\.18\.227/);
  await expect(part).toContainText("10.244.16.0 – 10.244.23.255");
});

test("what IPAM gives out appears by itself", async ({ page }) => {
  let version = 0;
  let inUse = 10;
  await page.route("**/api/v1/pools", (route) => {
    version += 1;
    const [pool] = STILL.pools;
    const blocks = pool?.blocks.map((block, index) => (index === 0 ? { ...block, inUse, cells: `u${inUse}f${64 - inUse}` } : block)) ?? [];
    return route.fulfill({ json: { ...STILL, version, pools: pool ? [{ ...pool, blocks }] : [] } });
  });
  await page.goto(`/addresses?${DEFAULT}`);
  const row = page.getByRole("row", { name: /^10\.244\.0\.0\/26/ });
  await expect(row).toContainText("10/64");
  inUse = 11;
  await expect(row).toContainText("11/64");
  await expect(row).toContainText("Changed");
});

test("on paper stands every row, not only those in view", async ({ page }) => {
  await page.route("**/api/v1/pools", (route) => route.fulfill({ json: STILL }));
  await page.goto(`/addresses?${DEFAULT}&view=rows`);
  const blocks = page.locator("tbody tr[aria-rowindex]").filter({ hasText: /10\.244\.\d+\.\d+\/26/ });
  await expect(blocks.first()).toBeVisible();
  await expect.poll(() => blocks.count()).toBeLessThan(40);
  await page.emulateMedia({ media: "print" });
  await expect(blocks).toHaveCount(40);
  await page.emulateMedia({ media: "screen" });
  await expect.poll(() => blocks.count()).toBeLessThan(40);
});

for (const theme of ["light", "dark"] as const) {
  test(`the address space has no accessibility violation and looks as it did, in the ${theme} theme`, async ({
    page,
    context,
    baseURL,
  }) => {
    // Four pages, each looked at by axe and held to a picture.
    test.setTimeout(180_000);
    await context.addCookies([{ name: "buoy-theme", value: theme, url: baseURL ?? "" }]);
    await page.route("**/api/v1/pools", (route) => route.fulfill({ json: STILL }));
    await page.route("**/api/v1/free-addresses?*", (route) => route.fulfill({ json: { items: [], none: null, proposals: [] } }));
    await page.route("**/api/v1/addresses/*", (route) =>
      route.fulfill({ json: { ip: "10.244.18.201", answers: [{ is: "floating", ip: "10.244.18.201", state: "serving" }] } }),
    );
    for (const { width, height } of SIZES) {
      await page.setViewportSize({ width, height });
      for (const view of ["rows", "map"]) {
        await page.goto(`/addresses?${DEFAULT}&view=${view}&at=10.244.18.201`);
        await expect(page.getByRole("region", { name: "Block 10.244.18.192/26" })).toBeVisible();
        await expect(page.getByText("Conflict: something else has this address too")).toBeVisible();
        await page.evaluate(() => document.fonts.ready.then(() => undefined));
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
          `${width} ${view}`,
        ).toEqual([]);
        await expect(page.getByRole("main")).toHaveScreenshot(`addresses-${view}-${width}-${theme}.png`, {
          animations: "disabled",
          maxDiffPixelRatio: 0.01,
          // The shell ages, and overlaps what is longer than the window.
          mask: [page.getByRole("banner"), page.getByRole("navigation")],
        });
      }
    }
  });
}
