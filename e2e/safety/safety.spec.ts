import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { type Console, startConsole } from "../console.ts";
import { ask } from "./ask.ts";

/** No cluster is needed to refuse a request: this one does not answer. */
const KUBECONFIG = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "none", cluster: { server: "https://127.0.0.1:9" } }],
  users: [{ name: "none", user: { token: "none" } }],
  contexts: [{ name: "none", context: { cluster: "none", user: "none" } }],
  "current-context": "none",
});

let folder: string;
let server: Console;
const at = (target: string) => `${server.url}${target}`;

test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "buoy-safety-"));
  await writeFile(path.join(folder, "config"), KUBECONFIG);
  server = await startConsole({ KUBECONFIG: path.join(folder, "config") });
});

test.afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

for (const target of [
  "/",
  "/api/v1/status",
  "/api/v1/stream",
  "/api/v1/history",
  "/api/v1/history?format=csv",
  "/api/v1/floating-ips/10.99.0.10/bundle",
  "/api/v1/floating-ips/10.99.0.10/notes",
  "/healthz",
  "/readyz",
  "/metrics",
  "/_next/static/none.js",
  "/favicon.ico",
  "/none/",
]) {
  test(`${target} is refused under a name that only resolves here`, async () => {
    const answer = await ask(at(target), { headers: { host: `rebind.example.com:${new URL(server.url).port}` } });
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([421, "host-refused"]);
  });
}

const JSON_BODY = { "content-type": "application/json" };
const REQUESTS: readonly [string, Parameters<typeof ask>, number, string][] = [
  ["a page of another site", ["/api/v1/status", { headers: { origin: "https://example.com" } }], 403, "origin-refused"],
  ["a script tag of another site", ["/api/v1/status", { headers: { "sec-fetch-site": "cross-site" } }], 403, "origin-refused"],
  ["an API route nobody made", ["/api/v1/none"], 404, "not-found"],
  ["the API without a route", ["/api"], 404, "not-found"],
  ["an address that is none", ["/api/v1/addresses/10.0.0.256"], 422, "address-invalid"],
  ["a path that is no UTF-8", ["/api/v1/addresses/%E0%A4%A"], 400, "input-invalid"],
  ["a method the route lacks", ["/api/v1/status", { method: "DELETE" }], 405, "method-not-allowed"],
  ["a method nobody knows", ["/api/v1/status", { method: "PROPFIND" }], 405, "method-not-allowed"],
  ["a URL without end", [`/api/v1/floating-ips?q=${"a".repeat(3000)}`], 414, "url-too-long"],
  ["a filter that is none", ["/api/v1/floating-ips?state=broken"], 400, "input-invalid"],
  ["a cause that is none", ["/api/v1/history?cause=magic"], 400, "input-invalid"],
  ["a page without end", ["/api/v1/history?limit=100000"], 400, "input-invalid"],
  ["a time that is none", ["/api/v1/floating-ips/10.99.0.10?at=yesterday"], 400, "input-invalid"],
  ["a history of what is no address", ["/api/v1/floating-ips/10.0.0.256/history"], 422, "address-invalid"],
  ["a transition that is none", ["/api/v1/history/0x1"], 400, "input-invalid"],
  ["bands without a range", ["/api/v1/history/bands"], 400, "input-invalid"],
  [
    "a bundle of no time at all",
    ["/api/v1/floating-ips/10.99.0.10/bundle?from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z"],
    400,
    "input-invalid",
  ],
  [
    "notes from another site",
    [
      "/api/v1/floating-ips/10.99.0.10/notes",
      { method: "PUT", body: "{}", headers: { ...JSON_BODY, origin: "https://example.com", "if-none-match": "*" } },
    ],
    403,
    "origin-refused",
  ],
  ["notes as a form", ["/api/v1/floating-ips/10.99.0.10/notes", { method: "PUT", body: "a=1" }], 415, "media-type-unsupported"],
  [
    "a runbook that is a script",
    [
      "/api/v1/floating-ips/10.99.0.10/notes",
      { method: "PUT", body: JSON.stringify({ runbook: "javascript:alert(1)" }), headers: { ...JSON_BODY, "if-none-match": "*" } },
    ],
    400,
    "input-invalid",
  ],
  [
    "an acknowledgement from another site",
    ["/api/v1/history/1/acknowledge", { method: "POST", body: "{}", headers: { ...JSON_BODY, "sec-fetch-site": "same-site" } }],
    403,
    "origin-refused",
  ],
  [
    "a form",
    ["/api/v1/what-if", { method: "POST", body: "a=1", headers: { "content-type": "text/plain" } }],
    415,
    "media-type-unsupported",
  ],
  [
    "a body without end",
    [
      "/api/v1/what-if",
      { method: "POST", body: "[".repeat(300_000), headers: { "content-type": "application/json", "transfer-encoding": "chunked" } },
    ],
    413,
    "body-too-large",
  ],
  ["a question before the cluster answered", ["/readyz"], 503, "not-ready"],
  ["history before it is known of which cluster", ["/api/v1/history"], 503, "history-unavailable"],
];
for (const [name, [target, options], status, code] of REQUESTS) {
  test(`${name} gets a problem with a code`, async () => {
    const answer = await ask(at(target), options);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([status, code]);
  });
}

test("every answer carries the headers that keep other sites out", async () => {
  for (const target of ["/", "/api/v1/status", "/healthz", "/none"]) {
    const { headers } = await ask(at(target));
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["content-security-policy"]).not.toContain("unsafe");
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control-") || name === "x-powered-by")).toEqual([]);
  }
});

test("each page has a nonce of its own, and all its scripts bear it", async () => {
  const nonces = await Promise.all(
    [1, 2].map(async () => {
      const { headers, body } = await ask(at("/"));
      const [, nonce = ""] = /'nonce-([^']+)'/.exec(headers["content-security-policy"]?.toString() ?? "") ?? [];
      const scripts = body.match(/<script\b[^>]*>/g) ?? [];
      expect(scripts.length).toBeGreaterThan(0);
      expect(scripts.filter((script) => !script.includes(`nonce="${nonce}"`))).toEqual([]);
      return nonce;
    }),
  );
  expect(new Set(nonces).size).toBe(2);
});

test("a stream may pass every proxy, and ends when the console stops", async () => {
  const another = await startConsole({ KUBECONFIG: path.join(folder, "config") });
  const response = await fetch(`${another.url}/api/v1/stream`, { headers: { "accept-encoding": "gzip" } });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
  });
  expect(response.headers.get("content-encoding")).toBeNull();
  const body = response.text();
  const started = performance.now();
  await another.stop();
  expect(performance.now() - started).toBeLessThan(3_000);
  expect(await body).toMatch(/^retry: 1000\n\nevent: snapshot\nid: \S+-\d+\ndata: /);
});

test("a cluster that does not answer is one line on the console", async () => {
  await expect.poll(() => server.output()).toContain("does not answer");
  expect(server.output().match(/does not answer/g)).toHaveLength(1);
});

const SETTINGS: readonly [string, Readonly<Record<string, string>>, string][] = [
  ["a port that is none", { PORT: "http" }, "PORT"],
  ["another host without a word on who may enter", { HOST: "0.0.0.0" }, "BUOY_AUTH"],
  ["a way to sign in that is not there yet", { BUOY_AUTH: "oidc" }, "BUOY_AUTH"],
];
for (const [name, env, named] of SETTINGS) {
  test(`${name} stops the start with one line`, () => {
    const ended = spawnSync(process.execPath, ["scripts/start.ts"], { env: { ...process.env, ...env }, encoding: "utf8" });
    expect([ended.status, ended.stdout, ended.stderr.trim().split("\n").length]).toEqual([1, "", 1]);
    expect(ended.stderr).toContain(named);
  });
}
