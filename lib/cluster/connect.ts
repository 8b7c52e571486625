import "server-only";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import type { Dispatcher } from "undici";
import { createAuthenticator } from "./authenticate.ts";
import { resolvePlugins } from "./credential-plugin.ts";
import { DispatcherCache } from "./dispatchers.ts";
import { configInvalid, configMissing, contextUnknown } from "./failure.ts";

const SERVICE_ACCOUNT_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

export type ConnectOptions = {
  /** Files, joined by the separator of paths, as `KUBECONFIG` has them; `null` for the usual places. */
  readonly kubeconfig: string | null;
  /** `null` for the current context. */
  readonly context: string | null;
};

/** Where requests go and with what. */
export type Credentials = {
  /** Without a slash at the end; may hold a path. */
  readonly server: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly dispatcher: Dispatcher;
};

/** A cluster as a kubeconfig names it, and its credentials: ask again before each request, since tokens rotate and plugins expire. */
export type Connection = {
  /** The context's name, or `in-cluster`. */
  readonly name: string;
  readonly server: string;
  credentials(): Promise<Credentials>;
  /** Lets open requests end, and takes no more. */
  retire(): void;
  /** Ends them. */
  close(): Promise<void>;
};

/**
 * Finds the cluster: `KUBECONFIG`, then `~/.kube/config`, then the service account of a pod, as kubectl does.
 *
 * @throws {SourceFailure} `config-missing`, `config-invalid` or `context-unknown`.
 */
export function connect(options: ConnectOptions): Connection {
  const config = loadConfig(options.kubeconfig);
  if (options.context !== null) {
    const known = config.getContexts().map((context) => context.name);
    if (!known.includes(options.context)) throw contextUnknown(options.context, known);
    config.setCurrentContext(options.context);
  }
  const name = config.getCurrentContext();
  const cluster = config.getCurrentCluster();
  if (!cluster) {
    throw configInvalid(name ? `context ${name} names no cluster that it has` : "it has no current context; set BUOY_CONTEXT");
  }
  if (!URL.canParse(cluster.server)) throw configInvalid(`server ${cluster.server} is not a URL`);

  nameNobody(config);
  const authenticate = createAuthenticator(config);
  const dispatchers = new DispatcherCache(cluster.proxyUrl ?? null);
  const server = cluster.server.replace(/\/+$/, "");
  return {
    name: name === "inClusterContext" ? "in-cluster" : name,
    server,
    async credentials() {
      const options = await authenticate();
      const headers = Object.fromEntries(Object.entries(options.headers ?? {}).map(([key, value]) => [key, String(value)]));
      if (options.auth) headers["Authorization"] = `Basic ${Buffer.from(options.auth).toString("base64")}`;
      return { server, headers, dispatcher: dispatchers.for(options) };
    },
    retire: () => dispatchers.retire(),
    close: () => dispatchers.close(),
  };
}

function loadConfig(kubeconfig: string | null): KubeConfig {
  const home = path.join(homedir(), ".kube", "config");
  const files = kubeconfig ? kubeconfig.split(path.delimiter).filter(Boolean) : existsSync(home) ? [home] : [];
  const config = new KubeConfig();
  try {
    if (files.length > 0) loadFiles(config, files);
    else if (existsSync(SERVICE_ACCOUNT_TOKEN)) config.loadFromCluster();
    else throw configMissing();
  } catch (error) {
    if (error instanceof Error && error.name === "SourceFailure") throw error;
    throw configInvalid(error instanceof Error ? error.message : String(error), error);
  }
  // The client refuses plain http otherwise. Only `kubectl proxy` and simulated clusters serve it.
  config.clusters = config.clusters.map((cluster) => (cluster.server.startsWith("http:") ? { ...cluster, skipTLSVerify: true } : cluster));
  return config;
}

function loadFiles(config: KubeConfig, files: readonly string[]): void {
  for (const [index, file] of files.entries()) {
    const one = index === 0 ? config : new KubeConfig();
    one.loadFromFile(file);
    resolvePlugins(one, path.dirname(file));
    if (index > 0) config.mergeConfig(one, Boolean(config.getCurrentContext()));
  }
}

/** Of a context without a user the client would leave out the server's CA as well. */
function nameNobody(config: KubeConfig): void {
  if (config.getCurrentUser()) return;
  const nobody = { name: "nobody, whom the kubeconfig does not name" };
  config.users = [...config.users, nobody];
  config.contexts = config.contexts.map((one) => (one.name === config.getCurrentContext() ? { ...one, user: nobody.name } : one));
}
