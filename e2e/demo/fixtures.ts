import { test as base, expect } from "@playwright/test";

/** A stream that the page left is no error; everything else that the browser complains about is. */
const LEFT = /net::ERR_ABORTED/;

/** Every test of the demo also holds the page to this: nothing leaves the origin, and the browser has nothing to complain about. */
export const test = base.extend<{ complaints: string[] }>({
  complaints: [
    async ({ page, baseURL }, use) => {
      const complaints: string[] = [];
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
      });
      page.on("pageerror", (error) => complaints.push(`thrown: ${error.message}`));
      page.on("request", (request) => {
        const { protocol, origin } = new URL(request.url());
        if (/^(https?|wss?):$/.test(protocol) && origin !== baseURL) complaints.push(`left the origin: ${request.url()}`);
      });
      page.on("requestfailed", (request) => {
        const text = request.failure()?.errorText ?? "";
        if (!LEFT.test(text)) complaints.push(`failed: ${request.url()} ${text}`);
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** An address that the demo serves all day, so that its page is always there. */
export const AN_ADDRESS = "10.99.0.60";

/** One that one pod serves, one that two nodes see differently, one that nobody serves. */
const ADDRESSES = [AN_ADDRESS, "10.99.0.11", "10.99.0.17"];
export const LIVE_PAGES = [
  "/",
  ...ADDRESSES.map((ip) => `/floating-ips/${ip}`),
  "/history",
  "/addresses",
  "/findings",
  "/setup",
  "/activity",
  "/what-if",
  "/give",
];
export const PAGES = [...LIVE_PAGES, "/bundle"];

type Item = { readonly ip: string; readonly state: string };

/** What the API says at this moment; the demo moves, so ask late. */
export async function listed(baseURL: string | undefined, query = ""): Promise<readonly Item[]> {
  const response = await fetch(`${baseURL}/api/v1/floating-ips${query}`);
  const { items } = (await response.json()) as { items: readonly Item[] };
  return items;
}
