/**
 * A Kubernetes API server that does nothing but hand out one cluster, fast: lists in pages, WatchList, watches that
 * stay open, bookmarks. Prints its URL. `POST /bench/flip?pod=<index>` turns a pod's readiness round.
 *
 * Usage: node bench/api-server.ts --pods 10000
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { numberOption } from "./figures.ts";
import { objectsOf } from "./objects.ts";
import { podJson } from "./pods.ts";

const PODS_PATH = "/api/v1/pods";
const LINES_A_WRITE = 50;
const BOOKMARK_MS = 60_000;
const GZIP_FROM_BYTES = 128 * 1024;
const GROUPS = ["apps", "batch", "crd.projectcalico.org"];

const pods = numberOption("pods", 10_000);
const objects = objectsOf(pods);
const turned = new Set<number>();
const podWatches = new Set<ServerResponse>();
const watches = new Set<ServerResponse>();
let version = 1_000;

const podNow = (index: number) => podJson(index, version, !turned.has(index));
const bookmark = (annotations: Record<string, string> = {}) =>
  `${JSON.stringify({ type: "BOOKMARK", object: { metadata: { resourceVersion: String(version), annotations } } })}\n`;

function answer(request: IncomingMessage, response: ServerResponse, text: string): void {
  const body = Buffer.from(text, "latin1");
  const zips = body.length > GZIP_FROM_BYTES && String(request.headers["accept-encoding"]).includes("gzip");
  response.writeHead(200, { "content-type": "application/json", ...(zips && { "content-encoding": "gzip" }) });
  // As the API server does it.
  response.end(zips ? gzipSync(body, { level: 1 }) : body);
}

function listPods(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
  const first = Number(query.get("continue") ?? 0);
  const last = Math.min(pods, first + Number(query.get("limit") ?? pods));
  const items = Array.from({ length: last - first }, (_, offset) => podNow(first + offset));
  const metadata = { resourceVersion: String(version), ...(last < pods && { continue: String(last) }) };
  answer(request, response, `{"kind":"PodList","apiVersion":"v1","metadata":${JSON.stringify(metadata)},"items":[${items.join(",")}]}`);
}

async function watch(path: string, query: URLSearchParams, response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-type": "application/json" });
  response.flushHeaders();
  watches.add(response);
  const timer = setTimeout(() => response.end(), 1_000 * Number(query.get("timeoutSeconds") ?? 300));
  response.once("close", () => {
    clearTimeout(timer);
    watches.delete(response);
    podWatches.delete(response);
  });
  if (query.get("sendInitialEvents") === "true") {
    for (let first = 0; path === PODS_PATH && first < pods; first += LINES_A_WRITE) {
      const count = Math.min(LINES_A_WRITE, pods - first);
      const lines = Array.from({ length: count }, (_, offset) => `{"type":"ADDED","object":${podNow(first + offset)}}\n`);
      if (!response.write(Buffer.from(lines.join(""), "latin1")) && !response.destroyed) {
        await Promise.race([once(response, "drain"), once(response, "close")]);
      }
    }
    response.write(bookmark({ "k8s.io/initial-events-end": "true" }));
  }
  if (path === PODS_PATH) podWatches.add(response);
}

function flip(index: number): void {
  version += 1;
  if (!turned.delete(index)) turned.add(index);
  const line = `{"type":"MODIFIED","object":${podNow(index)}}\n`;
  for (const response of podWatches) response.write(line);
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://bench");
  const { pathname: path, searchParams: query } = url;
  if (path === "/readyz") return void response.end("ok");
  if (path === "/version") return answer(request, response, JSON.stringify({ gitVersion: "v1.36.1" }));
  if (path === "/apis") return answer(request, response, JSON.stringify({ groups: GROUPS.map((name) => ({ name })) }));
  if (path === "/bench/flip") {
    flip(Number(query.get("pod")));
    return void response.end();
  }
  if (query.get("watch") === "true") return void watch(path, query, response);
  if (path === PODS_PATH) return listPods(request, response, query);
  const items = objects.get(path) ?? [];
  answer(request, response, JSON.stringify({ metadata: { resourceVersion: String(version) }, items }));
});

setInterval(() => {
  for (const response of watches) response.write(bookmark());
}, BOOKMARK_MS);
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address && typeof address === "object") console.log(`http://127.0.0.1:${address.port}`);
});
process.once("disconnect", () => process.exit());
