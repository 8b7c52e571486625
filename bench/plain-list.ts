/** The yardstick: lists all pods in pages and parses them, as plain as Node does it. Prints what it found as JSON. */
import { Agent, get } from "node:http";
import { get as getTls, Agent as TlsAgent } from "node:https";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { textOption } from "./figures.ts";

const PAGE = 500;
const RESOLUTION_MS = 5;
const NANOSECONDS = 1e6;
const url = textOption("url") ?? "";
const isTls = url.startsWith("https:");
const agent = isTls ? new TlsAgent({ keepAlive: true, rejectUnauthorized: false }) : new Agent({ keepAlive: true });
const token = process.env["BENCH_TOKEN"];

type Page = { readonly metadata: { readonly continue?: string }; readonly items: readonly unknown[] };

function page(from: string): Promise<Page> {
  const target = `${url}/api/v1/pods?limit=${PAGE}${from && `&continue=${encodeURIComponent(from)}`}`;
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    (isTls ? getTls : get)(target, { agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString("utf8")) as Page));
    }).once("error", reject);
  });
}

let pods = 0;
let next = "";
const listedFrom = performance.now();
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
do {
  const { metadata, items } = await page(next);
  pods += items.length;
  next = metadata.continue ?? "";
} while (next !== "");
// Both clocks start with the process.
const now = performance.now();
await sleep(2 * RESOLUTION_MS);
process.send?.({ pods, readyMs: now, workMs: now - listedFrom, longestBlockMs: delay.max / NANOSECONDS - RESOLUTION_MS });
process.once("disconnect", () => process.exit());
setInterval(() => {}, 60_000);
