import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { access, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent, request } from "undici";
import { freePort } from "../../scripts/ports.ts";
import { controlPlaneBinary } from "./binary.ts";

/** Where the programs come from; `null` where none is at hand. */
export type Programs = {
  readonly etcd: readonly string[];
  readonly apiserver: readonly string[];
  readonly controllers: readonly string[][];
};

/** The built control plane, else the folder that envtest uses (`KUBEBUILDER_ASSETS`: etcd and kube-apiserver only). */
export async function findPrograms(): Promise<Programs | null> {
  const binary = await controlPlaneBinary();
  if (binary) {
    return {
      etcd: [binary, "etcd"],
      apiserver: [binary, "kube-apiserver"],
      controllers: [
        [binary, "kube-controller-manager"],
        [binary, "kube-scheduler"],
      ],
    };
  }
  const assets = process.env["KUBEBUILDER_ASSETS"];
  if (!assets) return null;
  const programs = { etcd: path.join(assets, "etcd"), apiserver: path.join(assets, "kube-apiserver") };
  await access(programs.apiserver);
  return { etcd: [programs.etcd], apiserver: [programs.apiserver], controllers: [] };
}

export type User = { readonly name: string; readonly groups?: readonly string[] };

export type ControlPlane = {
  readonly url: string;
  /** Path of a kubeconfig for a user; `admin` may do everything, the others what RBAC lets them. */
  kubeconfig(user: string): string;
  token(user: string): string;
  /** `SIGKILL`, as a crash. */
  killApiServer(): Promise<void>;
  /** Starts it again on the same port and data, and waits until it is ready. */
  startApiServer(): Promise<void>;
  /** `SIGSTOP`: connections stay open and nothing answers. */
  suspendApiServer(): void;
  resumeApiServer(): void;
  /** Makes etcd forget all changes so far, and the API server with it: it is killed and started again. */
  compact(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts a throw-away Kubernetes control plane on 127.0.0.1.
 *
 * @param options `controllers`: also kube-controller-manager (and the scheduler). `users`: names of further tokens.
 * @throws {Error} Where a program does not become ready in a minute; its last output is in the message.
 */
export async function startControlPlane(
  programs: Programs,
  options: { readonly controllers?: boolean; readonly scheduler?: boolean; readonly users?: readonly User[] } = {},
): Promise<ControlPlane> {
  const folder = await mkdtemp(path.join(tmpdir(), "buoy-control-plane-"));
  const [clientPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
  const url = `https://127.0.0.1:${port}`;
  const users: readonly User[] = [{ name: "admin", groups: ["system:masters"] }, ...(options.users ?? [])];
  const children: ChildProcess[] = [];
  const logs = new Map<ChildProcess, string[]>();

  const keys = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const file = (name: string) => path.join(folder, name);
  await Promise.all([
    mkdir(file("certs")),
    writeFile(file("sa.key"), keys.privateKey, { mode: 0o600 }),
    writeFile(file("sa.pub"), keys.publicKey),
    writeFile(
      file("tokens.csv"),
      users.map((user, index) => `token-${user.name},${user.name},${index + 1},"${(user.groups ?? []).join(",")}"`).join("\n"),
    ),
    ...users.map((user) => writeFile(file(`${user.name}.kubeconfig`), kubeconfigText(url, user.name), { mode: 0o600 })),
  ]);

  const launch = (command: readonly string[], args: readonly string[]): ChildProcess => {
    const [program = "", ...first] = command;
    const child = spawn(program, [...first, ...args], { stdio: ["ignore", "pipe", "pipe"], cwd: folder });
    const lines: string[] = [];
    logs.set(child, lines);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        lines.push(text);
        if (lines.length > 50) lines.shift();
      });
    }
    children.push(child);
    return child;
  };

  const peer = `http://127.0.0.1:${peerPort}`;
  const client = `http://127.0.0.1:${clientPort}`;
  launch(programs.etcd, [
    "--data-dir",
    file("etcd"),
    "--listen-client-urls",
    client,
    "--advertise-client-urls",
    client,
    "--listen-peer-urls",
    peer,
    "--initial-advertise-peer-urls",
    peer,
    "--initial-cluster",
    `default=${peer}`,
    "--log-level",
    "warn",
    "--unsafe-no-fsync",
  ]);

  const agent = new Agent({ connect: { rejectUnauthorized: false } });
  let apiServer: ChildProcess;
  const startApiServer = async () => {
    apiServer = launch(programs.apiserver, [
      `--etcd-servers=${client}`,
      `--secure-port=${port}`,
      "--bind-address=127.0.0.1",
      "--advertise-address=127.0.0.1",
      `--cert-dir=${file("certs")}`,
      `--service-account-key-file=${file("sa.pub")}`,
      `--service-account-signing-key-file=${file("sa.key")}`,
      `--service-account-issuer=${url}`,
      "--authorization-mode=Node,RBAC",
      `--token-auth-file=${file("tokens.csv")}`,
      "--service-cluster-ip-range=10.96.0.0/16",
      "--allow-privileged=true",
      "--disable-admission-plugins=ServiceAccount",
    ]);
    await untilReady(url, agent, apiServer, () => logs.get(apiServer)?.join("") ?? "");
  };
  await startApiServer();

  if (options.controllers) {
    const [manager, scheduler] = programs.controllers;
    const admin = file("admin.kubeconfig");
    const common = [
      `--kubeconfig=${admin}`,
      `--authentication-kubeconfig=${admin}`,
      `--authorization-kubeconfig=${admin}`,
      "--leader-elect=false",
      "--secure-port=0",
    ];
    if (manager) launch(manager, [...common, `--service-account-private-key-file=${file("sa.key")}`]);
    if (scheduler && options.scheduler) launch(scheduler, common);
  }

  return {
    url,
    kubeconfig: (user) => file(`${user}.kubeconfig`),
    token: (user) => `token-${user}`,
    killApiServer: () => end(apiServer, "SIGKILL"),
    startApiServer,
    suspendApiServer: () => void apiServer.kill("SIGSTOP"),
    resumeApiServer: () => void apiServer.kill("SIGCONT"),
    compact: async () => {
      const { header } = (await callEtcd(client, "/v3/maintenance/status", {})) as { header: { revision: string } };
      await callEtcd(client, "/v3/kv/compaction", { revision: header.revision, physical: true });
      await end(apiServer, "SIGKILL");
      await startApiServer();
    },
    stop: async () => {
      apiServer.kill("SIGCONT");
      await Promise.all(children.toReversed().map((child) => end(child, "SIGKILL")));
      await agent.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function callEtcd(url: string, path: string, body: object): Promise<unknown> {
  const response = await request(`${url}${path}`, { method: "POST", body: JSON.stringify(body) });
  if (response.statusCode !== 200) throw new Error(`etcd: ${await response.body.text()}`);
  return response.body.json();
}

function kubeconfigText(server: string, user: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: user, user: { token: `token-${user}` } }],
    contexts: [{ name: "test", context: { cluster: "test", user } }],
    "current-context": "test",
  });
}

async function untilReady(url: string, agent: Agent, child: ChildProcess, log: () => string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const status = await request(`${url}/readyz`, { dispatcher: agent, headers: { authorization: "Bearer token-admin" } }).then(
      async (response) => {
        await response.body.dump();
        return response.statusCode;
      },
      () => 0,
    );
    if (status === 200) return;
    await sleep(200);
  }
  throw new Error(`the API server did not become ready:\n${log().slice(-4000)}`);
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill(signal);
  });
}
