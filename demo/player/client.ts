import { readFile } from "node:fs/promises";
import { Agent, request } from "undici";
import { parse } from "yaml";
import type { KubeObject } from "../api-server/objects.ts";

export type Credentials = {
  readonly url: string;
  readonly token?: string | undefined;
  readonly ca?: string | undefined;
  readonly insecure?: boolean | undefined;
};

export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  /** The Status object that the server answered. */
  readonly answer: unknown;

  constructor(status: number, message: string, answer: unknown = null) {
    super(message);
    this.status = status;
    this.answer = answer;
  }
}

/** A Kubernetes API by hand: any API server, simulated or real. */
export type KubeClient = {
  list(path: string): Promise<{ readonly items: readonly KubeObject[]; readonly version: string }>;
  /** `null` when there is none. */
  get(path: string): Promise<KubeObject | null>;
  create(path: string, object: unknown): Promise<KubeObject>;
  merge(path: string, patch: unknown): Promise<KubeObject>;
  /** @param type As in `strategic-merge-patch+json`. */
  patch(path: string, patch: unknown, type: string): Promise<KubeObject>;
  replace(path: string, object: unknown): Promise<KubeObject>;
  /** Gone already is fine. */
  remove(path: string, options?: { readonly graceSeconds?: number; readonly uid?: string }): Promise<void>;
  /** Lines of a watch, as they come, until the signal aborts or the server ends it. */
  watch(path: string, version: string, signal: AbortSignal): AsyncIterable<{ readonly type: string; readonly object: KubeObject }>;
  close(): Promise<void>;
};

type ListAnswer = {
  readonly kind: string;
  readonly apiVersion: string;
  readonly items: readonly KubeObject[];
  readonly metadata: { readonly resourceVersion: string };
};

export function createClient({ url, token, ca, insecure }: Credentials): KubeClient {
  const agent = new Agent({ connect: { rejectUnauthorized: !insecure, ...(ca ? { ca } : {}) }, bodyTimeout: 0 });
  const authorization: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};

  async function call(
    method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
    path: string,
    body?: unknown,
    type = "application/json",
  ): Promise<unknown> {
    const response = await request(`${url}${path}${path.includes("?") ? "&" : "?"}fieldManager=player`, {
      method,
      dispatcher: agent,
      headers: { ...authorization, ...(body === undefined ? {} : { "content-type": type }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const answer = (await response.body.json()) as { message?: string };
    if (response.statusCode >= 300) {
      throw new ApiError(response.statusCode, `${method} ${path}: ${answer.message ?? response.statusCode}`, answer);
    }
    return answer;
  }

  return {
    async list(path) {
      const { kind, apiVersion, items, metadata } = (await call("GET", path)) as ListAnswer;
      // The built-in kinds stand in a list without their type.
      const type = { apiVersion, kind: kind.replace(/List$/, "") };
      return { items: items.map((item) => ({ ...type, ...item })), version: metadata.resourceVersion };
    },
    get: (path) => call("GET", path).then((object) => object as KubeObject, ignore(404, null)),
    create: async (path, object) => (await call("POST", path, object)) as KubeObject,
    merge: async (path, patch) => (await call("PATCH", path, patch, "application/merge-patch+json")) as KubeObject,
    patch: async (path, patch, type) => (await call("PATCH", path, patch, `application/${type}`)) as KubeObject,
    replace: async (path, object) => (await call("PUT", path, object)) as KubeObject,
    async remove(path, { graceSeconds, uid } = {}) {
      const options = {
        ...(graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds }),
        ...(uid ? { preconditions: { uid } } : {}),
      };
      await call("DELETE", path, options).catch(ignore(404, undefined));
    },
    async *watch(path, version, signal) {
      const response = await request(
        `${url}${path}${path.includes("?") ? "&" : "?"}watch=true&allowWatchBookmarks=true&resourceVersion=${version}`,
        {
          dispatcher: agent,
          headers: authorization,
          signal,
        },
      );
      if (response.statusCode >= 300) throw new ApiError(response.statusCode, `watch ${path}: ${response.statusCode}`);
      let rest = "";
      const decoder = new TextDecoder();
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) if (line !== "") yield JSON.parse(line) as { type: string; object: KubeObject };
      }
    },
    close: () => agent.destroy(),
  };
}

function ignore<T>(status: number, instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof ApiError && error.status === status) return instead;
    throw error;
  };
}

type Kubeconfig = {
  readonly "current-context": string;
  readonly contexts: readonly { readonly name: string; readonly context: { readonly cluster: string; readonly user: string } }[];
  readonly clusters: readonly { readonly name: string; readonly cluster: Readonly<Record<string, unknown>> }[];
  readonly users: readonly { readonly name: string; readonly user: Readonly<Record<string, unknown>> }[];
};

/** Server, token and CA of the current context of a kubeconfig. Other ways to sign in are not for a player. */
export async function credentialsFrom(file: string): Promise<Credentials> {
  const config = parse(await readFile(file, "utf8")) as Kubeconfig;
  const context = config.contexts.find(({ name }) => name === config["current-context"])?.context;
  const cluster = config.clusters.find(({ name }) => name === context?.cluster)?.cluster;
  const user = config.users.find(({ name }) => name === context?.user)?.user;
  if (!cluster) throw new Error(`${file} names no cluster`);
  const ca = cluster["certificate-authority-data"];
  return {
    url: String(cluster["server"]).replace(/\/$/, ""),
    token: typeof user?.["token"] === "string" ? user["token"] : undefined,
    ca: typeof ca === "string" ? Buffer.from(ca, "base64").toString("utf8") : undefined,
    insecure: cluster["insecure-skip-tls-verify"] === true,
  };
}
