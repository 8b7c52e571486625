import "server-only";
import type { ProblemCode } from "#lib/contract/problem.ts";
import type { Facts } from "#lib/domain/reason.ts";

/** Where this server is reached: what it listens on, and the origin people open where that is another one. */
export type OwnAddress = { readonly host: string; readonly port: number; readonly publicUrl: string | null };

/** What of a request decides whether it is answered. Header values are as sent; `null` when absent. */
export type RequestHead = {
  readonly method: string;
  /** Path and query, as the URL parser left them. */
  readonly target: string;
  readonly path: string;
  readonly host: string | null;
  readonly origin: string | null;
  readonly fetchSite: string | null;
  readonly fetchMode: string | null;
  readonly fetchDest: string | null;
  readonly contentLength: string | null;
};

export type Refusal = { readonly code: ProblemCode; readonly detail: string; readonly facts: Facts };

export const METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];
export const MAX_TARGET = 2048;
export const MAX_BODY = 64 * 1024;

const MACHINE_PATHS = /^\/(api|_next|healthz|readyz|metrics)(\/|$)/;
const PROBES = ["/healthz", "/readyz"];
const ALL_INTERFACES = ["0.0.0.0", "::", "[::]"];
const HOST_HEADER = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/;
const DEFAULT_PORT: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };

type Authority = { readonly name: string; readonly port: number; readonly origin: string };

/**
 * Whether a request is refused before anything reads it, and why.
 *
 * The server answers with what the reader's credentials see, so a page of another site must not be able to ask:
 * neither under a name that resolves here (DNS rebinding: the Host is not ours), nor across sites (Origin,
 * Sec-Fetch-Site). A link from elsewhere may open a page, not an answer of the API. Programs send neither
 * Origin nor Sec-Fetch-Site and are held to the Host.
 *
 * @returns `null` when the request may be answered.
 */
export function refusalOf(request: RequestHead, own: OwnAddress): Refusal | null {
  return refusedHost(request, own) ?? refusedOrigin(request, own) ?? refusedSize(request);
}

function refusedHost(request: RequestHead, own: OwnAddress): Refusal | null {
  if (ownAuthority(request.host, own) || isProbeByAddress(request, own)) return null;
  return {
    code: "host-refused",
    detail: "This server does not answer under that name. Open it as it was started, or set BUOY_PUBLIC_URL to the origin people open.",
    facts: { host: clip(request.host), expected: authorities(own).map((authority) => new URL(authority.origin).host) },
  };
}

function refusedOrigin(request: RequestHead, own: OwnAddress): Refusal | null {
  if (request.origin !== null && !isOwnOrigin(request.origin, request.host, own)) return crossSite({ origin: clip(request.origin) });
  const site = request.fetchSite;
  if (site === null || site === "same-origin" || site === "none" || opensPage(request)) return null;
  return crossSite({ fetchSite: clip(site) });
}

function refusedSize(request: RequestHead): Refusal | null {
  if (!METHODS.includes(request.method)) {
    return { code: "method-not-allowed", detail: "This server does not know that method.", facts: { allowed: METHODS } };
  }
  if (!canDecode(request.path)) return { code: "input-invalid", detail: "The path has a % that begins no character of UTF-8.", facts: {} };
  if (request.target.length > MAX_TARGET) {
    return { code: "url-too-long", detail: `A URL may have ${MAX_TARGET} characters here.`, facts: { limit: MAX_TARGET } };
  }
  return Number(request.contentLength ?? 0) > MAX_BODY ? bodyTooLarge() : null;
}

/** Next itself would fail on it. */
function canDecode(path: string): boolean {
  try {
    return decodeURIComponent(path) !== "";
  } catch {
    return false;
  }
}

export function bodyTooLarge(): Refusal {
  return { code: "body-too-large", detail: `A body may have ${MAX_BODY} bytes here.`, facts: { limit: MAX_BODY } };
}

function crossSite(facts: Facts): Refusal {
  return { code: "origin-refused", detail: "The request comes from a page of another origin.", facts };
}

export function isPage(path: string): boolean {
  return !MACHINE_PATHS.test(path);
}

/** Another site may link to a page; what a frame, a script or a fetch asks for is not a link. */
function opensPage(request: RequestHead): boolean {
  const reads = request.method === "GET" || request.method === "HEAD";
  return reads && request.fetchMode === "navigate" && request.fetchDest === "document" && isPage(request.path);
}

function isOwnOrigin(origin: string, host: string | null, own: OwnAddress): boolean {
  if (own.publicUrl !== null && origin === new URL(own.publicUrl).origin) return true;
  // Another of our names is another origin to the browser: 127.0.0.1 has no business with localhost.
  return ownAuthority(host, own)?.origin === origin;
}

function ownAuthority(host: string | null, own: OwnAddress): Authority | undefined {
  const [, name, port] = HOST_HEADER.exec(host?.toLowerCase() ?? "") ?? [];
  if (name === undefined) return undefined;
  return authorities(own).find(
    (one) => one.name === name && one.port === (port === undefined ? DEFAULT_PORT[new URL(one.origin).protocol] : Number(port)),
  );
}

/** A kubelet asks by the pod's address. A page of another site cannot make a browser send an address that is not its own. */
function isProbeByAddress(request: RequestHead, own: OwnAddress): boolean {
  if (!ALL_INTERFACES.includes(own.host) || !PROBES.includes(request.path)) return false;
  return /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])(:\d{1,5})?$/.test(request.host?.toLowerCase() ?? "");
}

function authorities(own: OwnAddress): Authority[] {
  const names = [bracketed(own.host.toLowerCase()), ...(isLocal(own.host) ? ["localhost", "127.0.0.1", "[::1]"] : [])];
  const local = [...new Set(names)].map((name) => ({ name, port: own.port, origin: new URL(`http://${name}:${own.port}`).origin }));
  return own.publicUrl === null ? local : [...local, publicAuthority(new URL(own.publicUrl))];
}

function publicAuthority(url: URL): Authority {
  return { name: url.hostname, port: Number(url.port) || (DEFAULT_PORT[url.protocol] ?? 0), origin: url.origin };
}

function isLocal(host: string): boolean {
  return isLoopback(host) || ALL_INTERFACES.includes(host);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

function bracketed(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

function clip(value: string | null): string | null {
  return value === null ? null : value.slice(0, 253);
}
