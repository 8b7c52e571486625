import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { afterEach, describe, expect, test } from "vitest";
import { type ApiClient, createApiClient } from "./api-client.ts";
import { type AuthenticateTiming, createAuthenticator } from "./authenticate.ts";
import {
  type Caller,
  certificateFile,
  certificateText,
  playHttpProxy,
  playSecureServer,
  playSocksProxy,
} from "./testing/play-secure-server.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const base64 = (text: string) => Buffer.from(text).toString("base64");
const CA = { "certificate-authority-data": base64(certificateText("ca.crt")) };
const SERVER_NAME = { "tls-server-name": "api.cluster.test" };

type Config = { readonly user?: Record<string, unknown> | null; readonly cluster?: Record<string, unknown> };

const kubeconfigOf = (port: number, { user = {}, cluster = { ...CA, ...SERVER_NAME } }: Config) => ({
  clusters: [{ name: "secure", cluster: { server: `https://127.0.0.1:${port}`, ...cluster } }],
  users: user ? [{ name: "reader", user }] : [],
  contexts: [{ name: "secure", context: { cluster: "secure", ...(user && { user: "reader" }) } }],
  "current-context": "secure",
});

async function aFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), "buoy-authenticate-"));
}

async function aClient(config: Config, { status = 200, folder }: { status?: 200 | 401; folder?: string } = {}): Promise<ApiClient> {
  folder ??= await aFolder();
  const server = await playSecureServer(status);
  const kubeconfig = path.join(folder, "kubeconfig");
  await writeFile(kubeconfig, JSON.stringify(kubeconfigOf(server.port, config)));
  const api = createApiClient({ kubeconfig, context: null });
  cleanups.push(server.stop, api.close);
  return api;
}

const whoAmI = async (api: ApiClient) =>
  (await api.json("/", { signal: new AbortController().signal, headersTimeoutMs: 5_000, bodyTimeoutMs: 5_000, subject: null })) as Caller;

/** A program that notes each start, and answers with what `status` of the credential is to be. */
async function aPlugin(status: string, more: Record<string, unknown> = {}) {
  const starts = path.join(await aFolder(), "starts");
  const script = `
    require("node:fs").appendFileSync(${JSON.stringify(starts)}, process.env.KUBERNETES_EXEC_INFO + "\\n");
    const status = ${status};
    console.log(JSON.stringify({ apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status }));`;
  const exec = { apiVersion: "client.authentication.k8s.io/v1", command: process.execPath, args: ["-e", script], ...more };
  return { exec, starts: async () => (await readFile(starts, "utf8")).trim().split("\n") };
}

describe("a client certificate", () => {
  test.for([
    {
      name: "written into the kubeconfig",
      user: {
        "client-certificate-data": base64(certificateText("reader.crt")),
        "client-key-data": base64(certificateText("reader.key")),
      },
    },
    { name: "in files", user: { "client-certificate": certificateFile("reader.crt"), "client-key": certificateFile("reader.key") } },
  ])("$name is what the server knows the reader by", async ({ user }) => {
    expect(await whoAmI(await aClient({ user }))).toEqual({ certificate: "reader", authorization: null });
  });

  test("in a file that is not there is said, and not taken for a server that does not answer", async () => {
    const user = { "client-certificate": "/nowhere/reader.crt", "client-key": "/nowhere/reader.key" };
    await expect(whoAmI(await aClient({ user }))).rejects.toMatchObject({
      code: "config-invalid",
      message: expect.stringMatching(/cannot be used: ENOENT.*\/nowhere\/reader.crt/),
    });
  });
});

describe("the server's certificate", () => {
  test.for([
    { name: "of an authority that the kubeconfig does not name", cluster: SERVER_NAME },
    { name: "for another name", cluster: CA },
  ])("$name is not trusted", async ({ cluster }) => {
    await expect(whoAmI(await aClient({ cluster }))).rejects.toMatchObject({ code: "tls-untrusted" });
  });

  test("is trusted also for a context that names no user", async () => {
    expect(await whoAmI(await aClient({ user: null }))).toEqual({ certificate: null, authorization: null });
  });

  test("is not looked at where the kubeconfig says so", async () => {
    expect(await whoAmI(await aClient({ cluster: { "insecure-skip-tls-verify": true }, user: { token: "t" } }))).toEqual({
      certificate: null,
      authorization: "Bearer t",
    });
  });
});

describe("a credential plugin", () => {
  test("gives a token; all who ask at once share one start, and the next do without", async () => {
    const { exec, starts } = await aPlugin(`{ token: "from-plugin" }`);
    const api = await aClient({ user: { exec } });
    const callers = await Promise.all(Array.from({ length: 20 }, () => whoAmI(api)));
    expect(new Set(callers.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer from-plugin"]));
    await whoAmI(api);
    expect(await starts()).toHaveLength(1);
  });

  test("is started again once its token has expired", async () => {
    const { exec, starts } = await aPlugin(`{ token: "old", expirationTimestamp: new Date(Date.now() - 1).toISOString() }`);
    const api = await aClient({ user: { exec } });
    await whoAmI(api);
    await whoAmI(api);
    expect(await starts()).toHaveLength(2);
  });

  test("whose token the server refuses is not started with every request", async () => {
    const { exec, starts } = await aPlugin(`{ token: "of a stranger" }`);
    const api = await aClient({ user: { exec } }, { status: 401 });
    for (let time = 0; time < 20; time++) await expect(whoAmI(api)).rejects.toMatchObject({ code: "unauthorized" });
    expect((await starts()).length).toBeLessThan(5);
  });

  test("gives a client certificate", async () => {
    const status = { clientCertificateData: certificateText("reader.crt"), clientKeyData: certificateText("reader.key") };
    const { exec } = await aPlugin(JSON.stringify(status));
    expect(await whoAmI(await aClient({ user: { exec } }))).toMatchObject({ certificate: "reader" });
  });

  test("is told that there is no terminal, and where it wants to know, of which cluster", async () => {
    const { exec, starts } = await aPlugin(`{ token: process.env.OWN }`, {
      provideClusterInfo: true,
      env: [{ name: "OWN", value: "kept" }],
    });
    expect(await whoAmI(await aClient({ user: { exec } }))).toMatchObject({ authorization: "Bearer kept" });
    const [told = ""] = await starts();
    expect(JSON.parse(told)).toEqual({
      apiVersion: "client.authentication.k8s.io/v1",
      kind: "ExecCredential",
      spec: {
        interactive: false,
        cluster: { server: expect.stringMatching(/^https:\/\/127\.0\.0\.1:/), ...SERVER_NAME, ...CA },
      },
    });
  });

  test("that is named by a path lies beside the kubeconfig", async () => {
    const folder = await aFolder();
    const credential = { apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: { token: "from-beside" } };
    await mkdir(path.join(folder, "bin"));
    await writeFile(path.join(folder, "bin", "plugin"), `#!/bin/sh\necho '${JSON.stringify(credential)}'\n`, { mode: 0o755 });
    const api = await aClient({ user: { exec: { command: "./bin/plugin" } } }, { folder });
    expect(await whoAmI(api)).toMatchObject({ authorization: "Bearer from-beside" });
  });

  test.for([
    { name: "that is not installed", exec: { command: "no-such-plugin" }, says: /credential plugin no-such-plugin fails: .*ENOENT/ },
    {
      name: "that fails",
      exec: { command: process.execPath, args: ["-e", `console.error("session expired, run: login"); process.exit(1)`] },
      says: /fails: session expired, run: login/,
    },
  ])("$name is said, with what it said", async ({ exec, says }) => {
    const user = { exec: { apiVersion: "client.authentication.k8s.io/v1", ...exec } };
    await expect(whoAmI(await aClient({ user }))).rejects.toMatchObject({ code: "config-invalid", message: expect.stringMatching(says) });
  });

  const timed = async (timing: AuthenticateTiming, exec: Record<string, unknown>) => {
    const config = new KubeConfig();
    config.loadFromString(JSON.stringify(kubeconfigOf(1, { user: { exec } })));
    return createAuthenticator(config, timing);
  };

  test("that never answers is given up, and not started once more while it runs", async () => {
    const { exec, starts } = await aPlugin(`{}; process.stdin.resume(); process.stdin.on("data", () => {}); return`);
    const hanging = { ...exec, args: ["-e", `(function () {${exec.args[1]}})(); setTimeout(() => {}, 6000)`] };
    const authenticate = await timed({ patienceMs: 1_500, restMs: 0 }, hanging);
    for (let time = 0; time < 2; time++)
      await expect(authenticate()).rejects.toThrow(/no answer within 1.5 s; .*sign in at a terminal first/);
    expect(await starts()).toHaveLength(1);
  });

  test("that failed is left alone for a while", async () => {
    const { exec, starts } = await aPlugin(`process.exit(1)`);
    const authenticate = await timed({ patienceMs: 30_000, restMs: 60_000 }, exec);
    for (let time = 0; time < 3; time++) await expect(authenticate()).rejects.toMatchObject({ code: "config-invalid" });
    expect(await starts()).toHaveLength(1);
  });
});

describe("a proxy that the kubeconfig names", () => {
  test("in a way that nobody speaks is said", async () => {
    await expect(whoAmI(await aClient({ cluster: { ...CA, "proxy-url": "gopher://127.0.0.1:70" } }))).rejects.toMatchObject({
      code: "config-invalid",
      message: expect.stringMatching(/proxy-url begins with none of/),
    });
  });

  test.for([
    { name: "for HTTP", scheme: "http", play: playHttpProxy },
    { name: "for SOCKS", scheme: "socks5", play: playSocksProxy },
  ])("$name carries every request, with the reader's certificate", async ({ scheme, play }) => {
    const proxy = await play();
    cleanups.push(proxy.stop);
    const api = await aClient({
      cluster: { ...CA, ...SERVER_NAME, "proxy-url": `${scheme}://127.0.0.1:${proxy.port}` },
      user: { "client-certificate": certificateFile("reader.crt"), "client-key": certificateFile("reader.key") },
    });
    expect(await whoAmI(api)).toMatchObject({ certificate: "reader" });
    expect(new Set(proxy.tunnels)).toEqual(new Set([api.connection()?.server.replace("https://", "")]));
  });
});
