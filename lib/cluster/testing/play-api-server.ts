import { mkdtempSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

type RawObject = { metadata: { name: string; uid: string; resourceVersion: string } & Record<string, unknown> } & Record<string, unknown>;
type Answer = { readonly status: number; readonly body?: unknown };

const GONE = { kind: "Status", code: 410, reason: "Expired", message: "too old resource version" };

/** One collection of a Kubernetes API on a real socket: pages, watches, bookmarks, and each way in which they fail. */
export type PlayedApiServer = {
  readonly kubeconfig: string;
  /** What was asked, in order: path and query. */
  readonly requests: URL[];
  put(name: string, fields?: Record<string, unknown>): void;
  remove(name: string): void;
  /** Removes it while nobody watches it: only a list can tell. */
  removeUnseen(name: string): void;
  /** Forgets what happened: a watch from any older version is refused. */
  compact(): void;
  bookmark(): void;
  /** Writes to every open watch as it is. */
  sendLine(line: string): void;
  /** Ends all watches in order. */
  endWatches(): void;
  /** Cuts all connections. */
  dropConnections(): void;
  openWatches(): number;
  /** Answers the next request that matches with this instead. */
  failNext(matches: (url: URL) => boolean, answer: Answer): void;
  /** Until it returns `null` again: answers all with this. */
  failAll: ((url: URL, authorization: string) => Answer | null) | null;
  /** Accepts connections, and answers nothing; what is open stays open. */
  hang(): void;
  wake(): void;
  /** Closes the port. */
  stop(): Promise<void>;
  start(): Promise<void>;
};

export async function playApiServer(
  options: { readonly pageSize?: number; readonly watchList?: "served" | "refused" | "ignored" } = {},
): Promise<PlayedApiServer> {
  const objects = new Map<string, RawObject>();
  const watches = new Set<ServerResponse>();
  const sockets = new Set<Socket>();
  const failures: { matches: (url: URL) => boolean; answer: Answer }[] = [];
  const waiting: (() => void)[] = [];
  let version = 100;
  let oldest = 0;
  let isHung = false;
  let port = 0;

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://played");
    const reply = () => handle(url, request, response);
    if (isHung) waiting.push(reply);
    else reply();
  });
  server.on("connection", (socket) => {
    // It was accepted while the port was being closed.
    if (!server.listening) socket.destroy();
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });

  function handle(url: URL, request: IncomingMessage, response: ServerResponse): void {
    const failure = played.failAll?.(url, request.headers.authorization ?? "") ?? takeFailure(url);
    if (!failure) played.requests.push(url);
    if (failure) send(response, failure.status, failure.body ?? { kind: "Status", code: failure.status });
    else if (url.pathname === "/readyz") send(response, 200, "ok");
    else if (url.pathname === "/version") send(response, 200, { gitVersion: "v1.36.1" });
    else if (url.pathname === "/apis") send(response, 200, { groups: [{ name: "crd.projectcalico.org" }, { name: "operator.tigera.io" }] });
    else if (url.searchParams.has("watch")) watch(url, request, response);
    else page(url, response);
  }

  function takeFailure(url: URL): Answer | null {
    const index = failures.findIndex(({ matches }) => matches(url));
    return index === -1 ? null : (failures.splice(index, 1)[0]?.answer ?? null);
  }

  /** Only nodes have objects: they stand for every kind. */
  function objectsOf(url: URL): RawObject[] {
    return url.pathname.endsWith("/nodes") ? [...objects.values()] : [];
  }

  function page(url: URL, response: ServerResponse): void {
    const size = options.pageSize ?? 500;
    const from = Number(url.searchParams.get("continue") ?? 0);
    const all = objectsOf(url);
    const more = from + size < all.length ? { continue: String(from + size) } : {};
    send(response, 200, { metadata: { resourceVersion: String(version), ...more }, items: all.slice(from, from + size) });
  }

  function watch(url: URL, request: IncomingMessage, response: ServerResponse): void {
    const isWatchList = url.searchParams.get("sendInitialEvents") === "true";
    if (isWatchList && options.watchList === "refused") {
      send(response, 422, { kind: "Status", code: 422, message: "unknown" });
      return;
    }
    if (!isWatchList && Number(url.searchParams.get("resourceVersion")) < oldest) {
      send(response, 410, GONE);
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    watches.add(response);
    request.on("close", () => watches.delete(response));
    if (!isWatchList || options.watchList === "ignored") return;
    for (const object of objectsOf(url)) response.write(lineOf("ADDED", object));
    const annotations = { "k8s.io/initial-events-end": "true" };
    response.write(lineOf("BOOKMARK", { metadata: { resourceVersion: String(version), annotations } }));
  }

  function tell(type: string, object: unknown): void {
    for (const response of watches) if (response.req.url?.includes("/nodes")) response.write(lineOf(type, object));
  }

  const played: PlayedApiServer = {
    kubeconfig: path.join(mkdtempSync(path.join(tmpdir(), "buoy-played-")), "kubeconfig"),
    requests: [],
    failAll: null,
    put(name, fields = {}) {
      version += 1;
      const type = objects.has(name) ? "MODIFIED" : "ADDED";
      const object = { metadata: { name, uid: `uid-${name}`, resourceVersion: String(version) }, ...fields };
      objects.set(name, object);
      tell(type, object);
    },
    remove(name) {
      version += 1;
      const object = objects.get(name);
      objects.delete(name);
      tell("DELETED", { ...object, metadata: { ...object?.metadata, resourceVersion: String(version) } });
    },
    removeUnseen(name) {
      version += 1;
      objects.delete(name);
    },
    compact() {
      oldest = version;
    },
    bookmark() {
      version += 1;
      tell("BOOKMARK", { metadata: { resourceVersion: String(version) } });
    },
    sendLine: (line) => {
      for (const response of watches) response.write(line);
    },
    endWatches() {
      for (const response of watches) response.end();
    },
    dropConnections() {
      for (const socket of sockets) socket.destroy();
    },
    openWatches: () => watches.size,
    failNext: (matches, answer) => failures.push({ matches, answer }),
    hang() {
      isHung = true;
    },
    wake() {
      isHung = false;
      for (const reply of waiting.splice(0)) reply();
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async start() {
      await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
      // safe because the server listens on TCP
      port = (server.address() as AddressInfo).port;
      await writeFile(played.kubeconfig, kubeconfigOf(port));
    },
  };
  await played.start();
  return played;
}

export const GONE_LINE: string = lineOf("ERROR", GONE);

function lineOf(type: string, object: unknown): string {
  return `${JSON.stringify({ type, object })}\n`;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

function kubeconfigOf(port: number): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "played", cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: "reader", user: { token: "secret" } }],
    contexts: [{ name: "played", context: { cluster: "played", user: "reader" } }],
    "current-context": "played",
  });
}
