import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { connect } from "./connect.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "buoy-connect-"));
});

type Context = { server: string; user?: Record<string, unknown> };

async function aKubeconfig(name: string, contexts: Record<string, Context>, current = Object.keys(contexts)[0]): Promise<string> {
  const file = path.join(folder, name);
  const entries = Object.entries(contexts);
  await writeFile(
    file,
    JSON.stringify({
      clusters: entries.map(([name, { server }]) => ({ name, cluster: { server } })),
      users: entries.map(([name, { user }]) => ({ name, user: user ?? {} })),
      contexts: entries.map(([name]) => ({ name, context: { cluster: name, user: name } })),
      "current-context": current,
    }),
  );
  return file;
}

const prod = { server: "https://prod:6443/", user: { token: "t-prod" } };
const dev = { server: "http://127.0.0.1:8001/k8s/dev", user: { username: "ada", password: "pw" } };

describe("which cluster", () => {
  test("the current context, unless another is named", async () => {
    const kubeconfig = await aKubeconfig("two", { prod, dev });
    expect(connect({ kubeconfig, context: null })).toMatchObject({ name: "prod", server: "https://prod:6443" });
    expect(connect({ kubeconfig, context: "dev" })).toMatchObject({ name: "dev", server: "http://127.0.0.1:8001/k8s/dev" });
  });

  test("several files are one, and the first names the context", async () => {
    const files = [await aKubeconfig("a", { prod }), await aKubeconfig("b", { dev })].join(path.delimiter);
    expect(connect({ kubeconfig: files, context: null }).name).toBe("prod");
    expect(connect({ kubeconfig: files, context: "dev" }).name).toBe("dev");
  });
});

describe("credentials", () => {
  test.for([
    { name: "a token", context: "prod", authorization: "Bearer t-prod" },
    { name: "a name and a password", context: "dev", authorization: `Basic ${Buffer.from("ada:pw").toString("base64")}` },
  ])("$name", async ({ context, authorization }) => {
    const connection = connect({ kubeconfig: await aKubeconfig("creds", { prod, dev }), context });
    const { headers } = await connection.credentials();
    expect(headers["Authorization"]).toBe(authorization);
    await connection.close();
  });

  test("connections are kept between requests, and one pool serves all that begin at once", async () => {
    const connection = connect({ kubeconfig: await aKubeconfig("kept", { prod }), context: null });
    const [first, second] = await Promise.all([connection.credentials(), connection.credentials()]);
    const third = await connection.credentials();
    expect(new Set([first.dispatcher, second.dispatcher, third.dispatcher]).size).toBe(1);
    await connection.close();
  });

  test("a token that lies in a file, as a service account's does", async () => {
    const tokenFile = path.join(folder, "token");
    await writeFile(tokenFile, "from-file");
    const user = { "auth-provider": { name: "tokenFile", config: { tokenFile } } };
    const connection = connect({ kubeconfig: await aKubeconfig("file", { prod: { ...prod, user } }), context: null });
    expect((await connection.credentials()).headers["Authorization"]).toBe("Bearer from-file");
    await connection.close();
  });
});

describe("what cannot be used says so", () => {
  test.for([
    { name: "a file that is not there", kubeconfig: () => path.join(folder, "none"), context: null, says: /cannot be used: ENOENT/ },
    { name: "a context that is not there", kubeconfig: () => aKubeconfig("c", { prod }), context: "x", says: /no context x. It has: prod/ },
    { name: "no current context", kubeconfig: () => aKubeconfig("n", { prod }, ""), context: null, says: /set BUOY_CONTEXT/ },
    {
      name: "a server that is no URL",
      kubeconfig: () => aKubeconfig("u", { prod: { server: "prod" } }),
      context: null,
      says: /server prod is not a URL/,
    },
  ])("$name", async ({ kubeconfig, context, says }) => {
    const file = await kubeconfig();
    expect(() => connect({ kubeconfig: file, context })).toThrow(says);
  });

  test("text that is no kubeconfig", async () => {
    const file = path.join(folder, "text");
    await writeFile(file, "just: [unclosed");
    expect(() => connect({ kubeconfig: file, context: null })).toThrow(/cannot be used/);
  });
});
