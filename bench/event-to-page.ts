/**
 * From a pod's event at the API server to the stream, and to the DOM of an open page, next to a plain watch.
 *
 * Usage: event-to-page.ts [--pods 10000] [--events 100] [--runs 3]
 */
import { type ClientRequest, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium, type Page } from "@playwright/test";
import { findBrowser } from "../e2e/browser.ts";
import { startBenchCluster, startBenchConsole, untilReady } from "./cluster-at.ts";
import { median, numberOption, quantile, table } from "./figures.ts";
import { floatingIpOf } from "./pods.ts";
import { memoryOf } from "./processes.ts";

const pods = numberOption("pods", 10_000);
const events = numberOption("events", 100);
const runs = numberOption("runs", 3);
const QUIET_MS = 150;
/** Its first claimant is turned: a backend that is not ready is a finding, which the row tells of. */
const FLOATING_IP = 3;

/** Calls back with the time at which something about the watched pod came in. */
function listen(url: string, marks: readonly string[], onHit: (at: number) => void): ClientRequest {
  return get(url, (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      const end = text.lastIndexOf("\n");
      const whole = text.slice(0, end + 1);
      text = text.slice(end + 1);
      if (marks.every((mark) => whole.includes(mark))) onHit(performance.now());
    });
    response.once("error", () => {});
  }).on("error", () => {});
}

type Latencies = { readonly watch: number[]; readonly stream: number[]; readonly page: number[] };

/** Counts the changes of the row of one floating IP, and tells when each came. `null` where there is no such row. */
async function followRow(page: Page, ip: string, onChange: () => void): Promise<boolean> {
  await page.exposeFunction("benchChanged", onChange);
  const row = page.locator(`tr:has-text("${ip}"), [role=row]:has-text("${ip}")`).first();
  try {
    await row.waitFor({ timeout: 15_000 });
  } catch {
    return false;
  }
  await row.evaluate((element, address) => {
    const told = globalThis as typeof globalThis & { benchChanged(): void };
    const shown = () => [...document.querySelectorAll("tr,[role=row]")].find((one) => one.textContent?.includes(address));
    const look = (one: Element | undefined) => (one ? `${one.textContent} ${one.outerHTML.replace(/<time.*?<\/time>/g, "")}` : "");
    let before = look(element);
    new MutationObserver(() => {
      const after = look(shown());
      if (after === before || after === "") return;
      before = after;
      told.benchChanged();
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  }, ip);
  return true;
}

const cluster = await startBenchCluster(pods);
const server = await startBenchConsole(cluster.kubeconfig);
const browser = await chromium.launch({ executablePath: await findBrowser(), args: ["--no-sandbox", "--disable-gpu"] });
const requests: ClientRequest[] = [];
try {
  await untilReady(server);
  const ip = floatingIpOf(FLOATING_IP);
  const hits = new Map<keyof Latencies, number>();
  const hit = (name: keyof Latencies) => (at: number) => void (hits.has(name) || hits.set(name, at));
  requests.push(listen(`${cluster.url}/api/v1/pods?watch=true`, [`gw-${FLOATING_IP}-0`], hit("watch")));
  requests.push(listen(`${server.url}/api/v1/stream`, ["event: change", `"${ip}"`], hit("stream")));
  const page = await browser.newPage();
  await page.goto(`${server.url}/?q=${ip}`);
  const hasPage = await followRow(page, ip, () => hit("page")(performance.now()));
  if (!hasPage) console.log("there is no row of the floating IP in the page: the DOM is not measured");
  await sleep(1_000);

  const results: Latencies[] = [];
  for (let run = 0; run < runs; run += 1) {
    const found: Latencies = { watch: [], stream: [], page: [] };
    for (let event = 0; event < events; event += 1) {
      hits.clear();
      const at = performance.now();
      await fetch(`${cluster.url}/bench/flip?pod=${2 * FLOATING_IP}`, { method: "POST" });
      const deadline = at + 5_000;
      while ((!hits.has("stream") || (hasPage && !hits.has("page"))) && performance.now() < deadline) await sleep(2);
      for (const [name, hitAt] of hits) found[name].push(hitAt - at);
      await sleep(QUIET_MS);
    }
    results.push(found);
  }

  const rows = (["watch", "stream", "page"] as const).flatMap((name) =>
    [0.5, 0.95].map((share) => {
      const values = results.map((result) => quantile(result[name], share));
      const what = { watch: "a plain watch", stream: "the stream", page: "the DOM (budget: p95 250)" }[name];
      return [`${what}, p${100 * share}`, ...values, median(values)];
    }),
  );
  const ratios = results.map((result) => quantile(result.stream, 0.5) / quantile(result.watch, 0.5));
  const missing = results.flatMap(({ stream, page }) => [events - stream.length, hasPage ? events - page.length : 0]);
  const { peakMb } = await memoryOf(server.pid);
  console.log(`${pods} pods, ${events} events a run; milliseconds since the event was asked for; peak memory ${Math.round(peakMb)} MB`);
  console.log(
    table([
      ["", ...results.map((_, index) => `run ${index + 1}`), "median"],
      ...rows,
      ["ratio of the stream to the watch, p50", ...ratios, median(ratios)],
      ["not seen", ...results.map((_, index) => (missing[2 * index] ?? 0) + (missing[2 * index + 1] ?? 0)), median(missing)],
    ]),
  );
} finally {
  for (const request of requests) request.destroy();
  await browser.close();
  await server.stop();
  await cluster.stop();
}
process.exit();
