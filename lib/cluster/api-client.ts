import "server-only";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { request } from "undici";
import { failureOfException, failureOfStatus } from "./classify.ts";
import { type Connection, type ConnectOptions, connect } from "./connect.ts";
import { malformed, type RequestSubject } from "./failure.ts";

const ERROR_BODY_BYTES = 65_536;
/** A server that refuses what is right, too, would else have the kubeconfig read and its credential plugin started with each request. */
const REREAD_MS = 3_000;

export type GetOptions = {
  readonly signal: AbortSignal;
  /** How long the answer may take to begin. */
  readonly headersTimeoutMs: number;
  /** How long it may pause. 0 is for ever. */
  readonly bodyTimeoutMs: number;
  /** For the text of a refusal; `null` for requests about no resource. */
  readonly subject: RequestSubject | null;
};

export type Ask = {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With its query. */
  readonly path: string;
  /** JSON, with its media type; `null` for none. */
  readonly body: { readonly type: string; readonly text: string } | null;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
};

/** Requests to one API server, each with the credentials of that moment. */
export type ApiClient = {
  /** What the kubeconfig calls it; `null` until one could be read. */
  connection(): { readonly name: string; readonly server: string } | null;
  /**
   * @param path With its query.
   * @throws {SourceFailure} For everything but a 2xx answer.
   */
  open(path: string, options: GetOptions): Promise<Readable>;
  /**
   * Any request, for those who look at the status themselves.
   *
   * @throws {SourceFailure} When no answer came: `unreachable` and the like.
   */
  ask(ask: Ask): Promise<{ readonly status: number; readonly text: string }>;
  /** @throws {SourceFailure} Also `malformed`, when the answer is no JSON. */
  json(path: string, options: GetOptions): Promise<unknown>;
  close(): Promise<void>;
};

export function createApiClient(options: ConnectOptions): ApiClient {
  let current: Connection | null = null;
  let connectedAtMs = 0;

  function connection(): Connection {
    if (current) return current;
    current = connect(options);
    connectedAtMs = performance.now();
    return current;
  }

  /** A token written into the file is seen only when the file is read again. */
  function forget(stale: Connection): void {
    if (current !== stale || performance.now() - connectedAtMs < REREAD_MS) return;
    current = null;
    stale.retire();
  }

  async function get(path: string, accept: Record<string, string>, get: GetOptions) {
    const target = connection();
    try {
      const { server, headers, dispatcher } = await target.credentials();
      const sent = request(server + path, {
        method: "GET",
        dispatcher,
        signal: get.signal,
        headersTimeout: get.headersTimeoutMs,
        bodyTimeout: get.bodyTimeoutMs,
        headers: { accept: "application/json", "user-agent": "buoy", ...accept, ...headers },
      });
      const answer = await unlessAborted(sent, get.signal);
      if (answer.statusCode < 300) return answer;
      const body = await textOf(answer.body, ERROR_BODY_BYTES);
      if (answer.statusCode === 401) forget(target);
      throw failureOfStatus(answer.statusCode, body, server, get.subject);
    } catch (error) {
      throw failureOfException(error, target.server);
    }
  }

  return {
    connection: () => current && { name: current.name, server: current.server },
    async ask({ method, path, body, signal, timeoutMs }) {
      const target = connection();
      try {
        const { server, headers, dispatcher } = await target.credentials();
        const media = body && { "content-type": body.type };
        const sent = request(server + path, {
          method,
          dispatcher,
          signal,
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
          headers: { accept: "application/json", "user-agent": "buoy", ...media, ...headers },
          body: body?.text ?? null,
        });
        const answer = await unlessAborted(sent, signal);
        if (answer.statusCode === 401) forget(target);
        return { status: answer.statusCode, text: await textOf(answer.body, Number.POSITIVE_INFINITY) };
      } catch (error) {
        throw failureOfException(error, target.server);
      }
    },
    open: async (path, options) => (await get(path, {}, options)).body,
    async json(path, options) {
      const answer = await get(path, { "accept-encoding": "gzip" }, options);
      const body = answer.headers["content-encoding"] === "gzip" ? answer.body.compose(createGunzip()) : answer.body;
      const text = await textOf(body, Number.POSITIVE_INFINITY).catch((error: unknown) => {
        throw failureOfException(error, current?.server ?? "");
      });
      try {
        return JSON.parse(text);
      } catch (error) {
        throw malformed("not JSON", error);
      }
    },
    async close() {
      await current?.close();
      current = null;
    },
  };
}

/** undici lets go of a request only once its connection stands, which a server that hangs may never allow. */
function unlessAborted<T extends { body: Readable }>(sent: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason);
      sent.then((answer) => answer.body.on("error", () => {}).destroy()).catch(() => {});
    };
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    sent.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

async function textOf(body: Readable, limitBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limitBytes) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}
