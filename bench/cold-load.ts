/**
 * The list page in a browser that has never been here: what is transferred, how much JavaScript, how soon the first row,
 * what the page holds in memory. Next to the page of an address that does not exist, which is the same shell without content.
 *
 * Usage: cold-load.ts [--pods 10000] [--runs 5]
 */
import { gzipSync } from "node:zlib";
import { type Browser, chromium, type Page } from "@playwright/test";
import { findBrowser } from "../e2e/browser.ts";
import { startBenchCluster, startBenchConsole, untilReady } from "./cluster-at.ts";
import { median, numberOption, table } from "./figures.ts";
import { floatingIpOf } from "./pods.ts";
import { memoryOf } from "./processes.ts";

const SETTLE_MS = 2_000;
const pods = numberOption("pods", 10_000);
const runs = numberOption("runs", 5);

type Load = {
  readonly transferredKb: number;
  readonly scriptGzipKb: number;
  readonly heapMb: number;
  readonly contentMs: number;
};

/** @param content What the page is there for; its first sight ends the wait. */
async function load(browser: Browser, url: string, content: (page: Page) => Promise<unknown>): Promise<Load> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  let transferred = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    transferred += encodedDataLength;
  });
  // A stream never finishes: what came of it so far counts.
  session.on("Network.dataReceived", ({ requestId, encodedDataLength }) => {
    if (streams.has(requestId)) transferred += encodedDataLength;
  });
  const streams = new Set<string>();
  const scripts: Promise<number>[] = [];
  session.on("Network.responseReceived", ({ requestId, response }) => {
    if (response.mimeType === "text/event-stream") streams.add(requestId);
  });
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  const startedAt = performance.now();
  await page.goto(url, { waitUntil: "commit" });
  await content(page);
  const contentMs = performance.now() - startedAt;
  await page.waitForTimeout(SETTLE_MS);
  const scriptBytes = (await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await context.close();
  return { transferredKb: transferred / 1_000, scriptGzipKb: scriptBytes / 1_000, heapMb: usedSize / 1e6, contentMs };
}

const cluster = await startBenchCluster(pods);
const server = await startBenchConsole(cluster.kubeconfig);
const browser = await chromium.launch({ executablePath: await findBrowser(), args: ["--no-sandbox", "--disable-gpu"] });
try {
  await untilReady(server);
  const firstRow = (page: Page) => page.getByText(floatingIpOf(0), { exact: true }).first().waitFor();
  const anything = (page: Page) => page.locator("main").first().waitFor();
  // The browser's own start, and the server's first rendering, are no part of it.
  await load(browser, `${server.url}/`, firstRow);
  const lists: Load[] = [];
  const empties: Load[] = [];
  for (let run = 0; run < runs; run += 1) {
    empties.push(await load(browser, `${server.url}/there-is-no-such-page`, anything));
    lists.push(await load(browser, `${server.url}/`, firstRow));
  }
  const rows = (what: string, pick: (one: Load) => number) => [
    [`list: ${what}`, ...lists.map(pick), median(lists.map(pick))],
    ["  the page that is not there", ...empties.map(pick), median(empties.map(pick))],
    ["  ratio", ...lists.map((list, run) => pick(list) / pick(empties[run] ?? list)), median(lists.map(pick)) / median(empties.map(pick))],
  ];
  const { peakMb } = await memoryOf(server.pid);
  console.log(`${pods} pods, 200 floating IPs, ${runs} cold loads; peak memory of the server ${Math.round(peakMb)} MB`);
  console.log(
    table([
      ["", ...lists.map((_, run) => `run ${run + 1}`), "median"],
      ...rows("transferred, kB (budget 500)", ({ transferredKb }) => transferredKb),
      ...rows("JavaScript, kB gzip (budget 220)", ({ scriptGzipKb }) => scriptGzipKb),
      ...rows("JS heap, MB (budget 25)", ({ heapMb }) => heapMb),
      ...rows("first content, ms (budget 1,000)", ({ contentMs }) => contentMs),
    ]),
  );
} finally {
  await browser.close();
  await server.stop();
  await cluster.stop();
}
process.exit();
