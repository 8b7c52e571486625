import "server-only";
import type { RequestOptions } from "node:https";
import { Agent, type Dispatcher, ProxyAgent, Socks5ProxyAgent } from "undici";
import { configInvalid } from "./failure.ts";

const CONNECT_TIMEOUT_MS = 5_000;

/** Keeps connections open between requests: the client makes a new pool, and so a new TLS handshake, for each one. */
export class DispatcherCache {
  readonly #proxyUrl: string | null;
  #current: { readonly material: string; readonly dispatcher: Dispatcher } | null = null;

  /** @param proxyUrl `proxy-url` of the kubeconfig. */
  constructor(proxyUrl: string | null) {
    this.#proxyUrl = proxyUrl;
  }

  for(options: RequestOptions): Dispatcher {
    const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options;
    const material = [ca, cert, key, pfx, passphrase, rejectUnauthorized, servername].map(String).join("\n");
    if (this.#current?.material === material) return this.#current.dispatcher;

    const tls = definedOnly({ ca, cert, key, pfx, passphrase, rejectUnauthorized, servername });
    this.retire();
    this.#current = { material, dispatcher: dispatcherOf(this.#proxyUrl, tls) };
    return this.#current.dispatcher;
  }

  /** Open watches end by themselves; only then does their pool close. */
  retire(): void {
    const retired = this.#current;
    this.#current = null;
    retired?.dispatcher.close().catch(() => {});
  }

  async close(): Promise<void> {
    const closed = this.#current;
    this.#current = null;
    await closed?.dispatcher.destroy().catch(() => {});
  }
}

function dispatcherOf(proxyUrl: string | null, tls: Record<string, unknown>): Dispatcher {
  const connect = { ...tls, timeout: CONNECT_TIMEOUT_MS, keepAlive: true };
  // HTTP/1.1: a watch each on its own connection, so that one that hangs stops no other.
  if (proxyUrl === null) return new Agent({ allowH2: false, connect });
  switch (URL.parse(proxyUrl)?.protocol) {
    case "http:":
    case "https:":
      return new ProxyAgent({ uri: proxyUrl, requestTls: connect, proxyTls: { timeout: CONNECT_TIMEOUT_MS }, allowH2: false });
    case "socks5:":
    case "socks5h:":
      // Either way it is the proxy that resolves the server's name, as it does for kubectl.
      return new Socks5ProxyAgent(proxyUrl.replace(/^socks5h:/, "socks5:"), { requestTls: connect });
    default:
      throw configInvalid("its proxy-url begins with none of http:, https: and socks5:");
  }
}

function definedOnly(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));
}
