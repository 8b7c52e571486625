import { describe, expect, test } from "vitest";
import { type OwnAddress, type RequestHead, refusalOf } from "./request-guard.ts";

const local: OwnAddress = { host: "127.0.0.1", port: 3000, publicUrl: null };
const behindProxy: OwnAddress = { host: "127.0.0.1", port: 3000, publicUrl: "https://buoy.example.org" };
const everywhere: OwnAddress = { host: "0.0.0.0", port: 3000, publicUrl: null };

function head(parts: Partial<RequestHead> = {}): RequestHead {
  const path = parts.path ?? "/api/v1/floating-ips";
  return {
    method: "GET",
    path,
    target: path,
    host: "127.0.0.1:3000",
    origin: null,
    fetchSite: null,
    fetchMode: null,
    fetchDest: null,
    contentLength: null,
    ...parts,
  };
}

const codeOf = (parts: Partial<RequestHead>, own: OwnAddress = local) => refusalOf(head(parts), own)?.code ?? "answered";

describe("the Host", () => {
  test.each<[string, string | null, string, OwnAddress]>([
    ["the address it listens on is answered", "127.0.0.1:3000", "answered", local],
    ["another name of loopback is answered", "localhost:3000", "answered", local],
    ["loopback of IPv6 is answered", "[::1]:3000", "answered", local],
    ["capital letters change nothing", "LocalHost:3000", "answered", local],
    ["another port is refused", "127.0.0.1:3001", "host-refused", local],
    ["no port means 80, which is refused here", "127.0.0.1", "host-refused", local],
    ["no port is answered where 80 is the port", "localhost", "answered", { ...local, port: 80 }],
    ["a name that resolves here is refused", "rebind.example.com:3000", "host-refused", local],
    ["our name as a label of another is refused", "localhost.example.com:3000", "host-refused", local],
    ["the name of the root is refused", "localhost.:3000", "host-refused", local],
    ["user and password are refused", "localhost:3000@example.com", "host-refused", local],
    ["two names are refused", "localhost:3000, example.com", "host-refused", local],
    ["an empty Host is refused", "", "host-refused", local],
    ["no Host is refused", null, "host-refused", local],
    ["the public name is answered", "buoy.example.org", "answered", behindProxy],
    ["the public name with the port of its scheme is answered", "buoy.example.org:443", "answered", behindProxy],
    ["the public name with another port is refused", "buoy.example.org:3000", "host-refused", behindProxy],
    ["HOST:PORT is answered beside a public name", "127.0.0.1:3000", "answered", behindProxy],
    ["listening on all interfaces answers loopback", "localhost:3000", "answered", everywhere],
    ["listening on all interfaces answers no address that was not named", "10.1.2.3:3000", "host-refused", everywhere],
    ["a name to listen on is answered, loopback is not", "localhost:3000", "host-refused", { ...local, host: "10.1.2.3" }],
    ["an IPv6 address to listen on is answered", "[fd00::1]:3000", "answered", { ...local, host: "fd00::1" }],
  ])("%s", (_, host, expected, own) => {
    expect(codeOf({ host }, own)).toBe(expected);
  });

  test.each<[string, string, string, OwnAddress, string]>([
    ["a kubelet probes by the pod's address", "/readyz", "10.1.2.3:3000", everywhere, "answered"],
    ["a probe under a name is refused", "/readyz", "rebind.example.com:3000", everywhere, "host-refused"],
    ["a probe on loopback goes by its Host", "/readyz", "10.1.2.3:3000", local, "host-refused"],
    ["metrics are no probe", "/metrics", "10.1.2.3:3000", everywhere, "host-refused"],
  ])("%s", (_, path, host, own, expected) => {
    expect(codeOf({ path, host }, own)).toBe(expected);
  });
});

describe("the origin", () => {
  test.each<[string, Partial<RequestHead>, string, OwnAddress]>([
    ["a program sends none", {}, "answered", local],
    ["our own page", { origin: "http://127.0.0.1:3000", fetchSite: "same-origin" }, "answered", local],
    ["the same machine under another name", { origin: "http://localhost:3000" }, "origin-refused", local],
    ["another port of this machine", { origin: "http://127.0.0.1:4000" }, "origin-refused", local],
    ["another site", { origin: "https://example.com" }, "origin-refused", local],
    ["a sandboxed frame or a file", { origin: "null" }, "origin-refused", local],
    ["another site that POSTs", { method: "POST", origin: "https://example.com" }, "origin-refused", local],
    ["the public origin", { host: "buoy.example.org", origin: "https://buoy.example.org" }, "answered", behindProxy],
    ["the public origin, behind a proxy that rewrites the Host", { origin: "https://buoy.example.org" }, "answered", behindProxy],
    ["the public name without TLS", { host: "buoy.example.org", origin: "http://buoy.example.org" }, "origin-refused", behindProxy],
    ["an address typed by the reader", { fetchSite: "none", fetchMode: "navigate", fetchDest: "document" }, "answered", local],
    ["a script of another site", { fetchSite: "cross-site", fetchMode: "no-cors", fetchDest: "script" }, "origin-refused", local],
    ["another port, without an Origin", { fetchSite: "same-site", fetchMode: "cors" }, "origin-refused", local],
    ["a value that no browser sends", { fetchSite: "whatever" }, "origin-refused", local],
  ])("%s", (_, parts, expected, own) => {
    expect(codeOf(parts, own)).toBe(expected);
  });

  const link = { fetchSite: "cross-site", fetchMode: "navigate", fetchDest: "document" };
  test.each<[string, Partial<RequestHead>, string]>([
    ["a link from elsewhere opens a page", { ...link, path: "/floating-ips/10.0.0.1" }, "answered"],
    ["a link from elsewhere opens no answer of the API", { ...link, path: "/api/v1/status" }, "origin-refused"],
    ["a link from elsewhere opens no metrics", { ...link, path: "/metrics" }, "origin-refused"],
    ["a page in a frame elsewhere is refused", { ...link, fetchDest: "iframe", path: "/" }, "origin-refused"],
    ["a form elsewhere is refused", { ...link, method: "POST", path: "/" }, "origin-refused"],
    ["a path that only begins like the API is a page", { ...link, path: "/apian" }, "answered"],
  ])("%s", (_, parts, expected) => {
    expect(codeOf(parts)).toBe(expected);
  });
});

describe("limits", () => {
  test.each<[string, Partial<RequestHead>, string]>([
    ["a URL of 2,048 characters is read", { target: `/${"a".repeat(2047)}` }, "answered"],
    ["a longer one is refused", { target: `/${"a".repeat(2048)}` }, "url-too-long"],
    ["a body of 64 kB is read", { contentLength: "65536" }, "answered"],
    ["a larger one is refused by its length", { contentLength: "65537" }, "body-too-large"],
    ["a path that is no UTF-8 is refused", { path: "/api/v1/addresses/%E0%A4%A" }, "input-invalid"],
    ["a method nobody knows is refused", { method: "PROPFIND" }, "method-not-allowed"],
  ])("%s", (_, parts, expected) => {
    expect(codeOf(parts)).toBe(expected);
  });
});
