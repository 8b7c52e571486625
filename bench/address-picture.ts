/**
 * The picture of a large address space in a browser: how soon it is painted after its data came, and how much work a frame of
 * panning is for the main thread. Next to the same page with a single block, in turns. And what the answer costs the server.
 * The data comes to a page that waits for it; "opened" is the same from a page that is loaded at the same time.
 *
 * Usage: address-picture.ts [--runs 9] [--frames 120] [--profiles folder]
 */
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { type Browser, chromium } from "@playwright/test";
import { findBrowser } from "../e2e/browser.ts";
import type { SpaceSize } from "./address-spaces.ts";
import { startBenchCluster, startBenchConsole, untilReady } from "./cluster-at.ts";
import { median, numberOption, table, textOption } from "./figures.ts";

const runs = numberOption("runs", 9);
const frames = numberOption("frames", 120);
const profiles = textOption("profiles");

const SPACES: readonly (SpaceSize & { readonly view: "map" | "rows"; readonly budgetMs: number })[] = [
  { cidr: "10.244.0.0/16", prefix: 26, blocks: 1_024, floating: 200, view: "map", budgetMs: 100 },
  { cidr: "10.244.0.0/16", prefix: 26, blocks: 1_024, floating: 200, view: "rows", budgetMs: 100 },
  { cidr: "10.0.0.0/8", prefix: 26, blocks: 10_000, floating: 1_000, view: "map", budgetMs: 500 },
  { cidr: "fd00:10:244::/48", prefix: 122, blocks: 5_000, floating: 500, view: "rows", budgetMs: 500 },
];

/** The page asks when it is there; what it then still loads is done so long after. */
const PAGE_WAITS_AFTER_MS = 1_500;

type Trace = {
  readonly traceEvents: readonly {
    name: string;
    ph: string;
    ts: number;
    dur?: number;
    tid: number;
    pid: number;
    args?: { name?: string };
  }[];
};

/** What the page does is marked by the page: when the answer was read, and when a frame with the picture was behind it. */
function watchPaint(): void {
  const marks = globalThis as unknown as { readAt?: number; paintedAt?: number };
  const read = Response.prototype.json;
  Response.prototype.json = async function json(this: Response) {
    const body: unknown = await read.call(this);
    if (this.url.endsWith("/api/v1/pools")) marks.readAt ??= performance.now();
    return body;
  };
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    marks.paintedAt ??= performance.now();
  };
  const look = () => {
    const isDrawn =
      document.querySelector("canvas[data-drawn]") ?? (location.search.includes("rows") && document.querySelector("tr[data-pressable]"));
    if (isDrawn) channel.port2.postMessage(null);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

type Answered = "when the page waits" | "at once";

async function paint(browser: Browser, url: string, body: string, answered: Answered, profile?: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  if (profile) {
    await session.send("Profiler.enable");
    await session.send("Profiler.setSamplingInterval", { interval: 200 });
    await session.send("Profiler.start");
  }
  await page.addInitScript(watchPaint);
  await page.route("**/api/v1/pools", async (route) => {
    if (answered === "when the page waits") await sleep(PAGE_WAITS_AFTER_MS);
    await route.fulfill({ body, contentType: "application/json" });
  });
  await page.goto(url);
  await page.waitForFunction(() => "paintedAt" in globalThis);
  const took = await page.evaluate(() => {
    const { readAt = 0, paintedAt = 0 } = globalThis as unknown as { readAt?: number; paintedAt?: number };
    return paintedAt - readAt;
  });
  if (profile) await writeFile(profile, JSON.stringify((await session.send("Profiler.stop")).profile));
  await context.close();
  return took;
}

async function panWork(browser: Browser, url: string, body: string): Promise<readonly number[]> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.route("**/api/v1/pools", (route) => route.fulfill({ body, contentType: "application/json" }));
  await page.goto(url);
  const box = await page.locator("canvas[data-drawn]").boundingBox();
  if (!box) throw new Error("there is no picture");
  const middle = { x: box.x + box.width / 2, y: box.y + Math.min(box.height, 300) / 2 };
  await page.mouse.move(middle.x, middle.y);
  for (let step = 0; step < 6; step += 1) await page.mouse.wheel(0, -100);
  await page.waitForTimeout(500);
  await page.mouse.down();
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"] });
  for (let frame = 0; frame < frames; frame += 1) {
    await page.mouse.move(middle.x + 60 * Math.sin(frame / 6), middle.y + 40 * Math.cos(frame / 7));
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  const trace = JSON.parse((await browser.stopTracing()).toString()) as Trace;
  await page.mouse.up();
  await context.close();
  return workOfFrames(trace);
}

/** @returns Milliseconds of tasks on the page's main thread, for each frame in which something was drawn, from commit to commit. */
function workOfFrames({ traceEvents }: Trace): readonly number[] {
  const commits = traceEvents.filter(({ name }) => name === "Commit");
  // The page has by far the most frames of all that the browser runs.
  const [main] = [...Map.groupBy(commits, ({ pid, tid }) => `${pid}/${tid}`)].toSorted((a, b) => b[1].length - a[1].length);
  if (!main) throw new Error("the trace has no frames");
  const [thread, own] = main;
  const onThread = traceEvents.filter(({ pid, tid }) => `${pid}/${tid}` === thread);
  const tasks = onThread.filter(({ name, ph }) => name === "RunTask" && ph === "X");
  const drawings = onThread.filter(({ name }) => name === "FireAnimationFrame");
  const ends = own.map(({ ts }) => ts).toSorted((a, b) => a - b);
  return ends.slice(1).flatMap((end, index) => {
    const start = ends[index] ?? end;
    const isWithin = ({ ts }: { readonly ts: number }) => ts > start && ts <= end;
    return drawings.some(isWithin) ? [tasks.filter(isWithin).reduce((sum, { dur = 0 }) => sum + dur, 0) / 1_000] : [];
  });
}

type Answer = Readonly<Record<"firstMs" | "firstBlockMs" | "againMs", number>> & { readonly body: string };

/** Made in a process of its own: what the server runs cannot be loaded beside a browser. */
function answerOf(space: SpaceSize): Answer {
  const args = ["--conditions=react-server", "bench/address-answer.ts", JSON.stringify(space)];
  return JSON.parse(execFileSync(process.execPath, args, { maxBuffer: 2 ** 28, encoding: "utf8" })) as Answer;
}

const cluster = await startBenchCluster(10);
const server = await startBenchConsole(cluster.kubeconfig);
const browser = await chromium.launch({ executablePath: await findBrowser(), args: ["--no-sandbox", "--disable-gpu"] });
try {
  await untilReady(server);
  await (await browser.newPage()).goto(`${server.url}/addresses`);
  const lines: (readonly (string | number)[])[] = [
    [
      "",
      "answer made first, ms of work",
      "in one go",
      "after a change",
      "kB",
      "kB gzip",
      "painted after, ms",
      "budget",
      "one block",
      "ratio",
      "opened",
      "one block",
      "pan, ms a frame (budget 8)",
    ],
  ];
  for (const space of SPACES) {
    const { body, ...made } = answerOf(space);
    const url = `${server.url}/addresses?view=${space.view}`;
    const least = answerOf({ ...space, blocks: 1, floating: 1 }).body;
    const took = { waiting: [] as number[], leastWaiting: [] as number[], opened: [] as number[], leastOpened: [] as number[] };
    await paint(browser, url, least, "at once");
    for (let run = 0; run < runs; run += 1) {
      took.waiting.push(await paint(browser, url, body, "when the page waits"));
      took.leastWaiting.push(await paint(browser, url, least, "when the page waits"));
      took.opened.push(await paint(browser, url, body, "at once"));
      took.leastOpened.push(await paint(browser, url, least, "at once"));
    }
    if (profiles) await paint(browser, url, body, "when the page waits", path.join(profiles, `${space.blocks}-${space.view}.cpuprofile`));
    const pans = space.view === "map" ? median(await panWork(browser, url, body)) : Number.NaN;
    const name = `${space.cidr}, ${space.blocks} blocks, ${space.view}`;
    const sizes = [body.length / 1_000, gzipSync(body).length / 1_000];
    const [waiting, leastWaiting] = [median(took.waiting), median(took.leastWaiting)];
    const answer = [made.firstMs, made.firstBlockMs, made.againMs];
    const opened = [median(took.opened), median(took.leastOpened)];
    lines.push([name, ...answer, ...sizes, waiting, space.budgetMs, leastWaiting, waiting / leastWaiting, ...opened, pans]);
  }
  console.log(table(lines));
} finally {
  await browser.close();
  await server.stop();
  await cluster.stop();
}
process.exit();
