import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FLOATING_IPS_ANNOTATION } from "../../lib/domain/snapshot.ts";
import type { KubeObject } from "../api-server/objects.ts";
import { type Credentials, createClient, type KubeClient } from "./client.ts";
import { joinNode } from "./nodes.ts";
import { type Player, startPlayer } from "./player.ts";
import { isReady, statusOf } from "./pods.ts";

export type OpenedCluster = {
  readonly credentials: Credentials;
  /** Whether controllers and a scheduler run there; else the player does their work. */
  readonly controlled: boolean;
  close(): Promise<void>;
};

const PODS = "/api/v1/namespaces/default/pods";
const CONFIG = "/api/v1/namespaces/kube-system/configmaps/calico-config";
const DAEMON_SET = "/apis/apps/v1/namespaces/kube-system/daemonsets/calico-node";
const BLOCKS = "/apis/crd.projectcalico.org/v1/ipamblocks";
const WAIT_MS = 60_000;

const configText = (floatingIps: boolean) =>
  JSON.stringify({ name: "k8s-pod-network", plugins: [{ type: "calico", feature_control: { floating_ips: floatingIps } }] });

/** What the player makes of pods, on any API server: the same on the simulated and on the real one. */
export function playerContract(open: () => Promise<OpenedCluster>): void {
  let cluster: OpenedCluster;
  let client: KubeClient;
  let player: Player;

  beforeAll(async () => {
    cluster = await open();
    client = createClient(cluster.credentials);
    for (const [index, name] of ["node-a", "node-b"].entries()) await joinNode(client, { name, address: `192.168.10.${index + 1}` });
    await client.create("/api/v1/namespaces/kube-system/configmaps", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "calico-config" },
      data: { cni_network_config: configText(true) },
    });
    const labels = { "k8s-app": "calico-node" };
    const containers = (name: string) => [{ name, image: `example.invalid/${name}` }];
    const spec = {
      hostNetwork: true,
      tolerations: [{ operator: "Exists" }],
      initContainers: containers("install-cni"),
      containers: containers("calico-node"),
    };
    await client.create("/apis/apps/v1/namespaces/kube-system/daemonsets", {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { name: "calico-node" },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    });
    const controls = !cluster.controlled;
    const pools = [{ cidr: "10.244.0.0/16", blockBits: 6 }];
    player = await startPlayer({ client, pools, startMs: 50, graceMs: 50, schedules: controls, controls });
    await until(async () => calicoNodes().filter(isReady).length === 2);
  }, WAIT_MS);
  afterAll(async () => {
    await player.stop();
    await client.close();
    await cluster.close();
  });

  const calicoNodes = () => [...player.pods.objects.values()].filter(({ metadata }) => metadata.labels?.["k8s-app"] === "calico-node");
  const pod = (name: string): Promise<KubeObject | null> => client.get(`${PODS}/${name}`);

  async function until(holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + WAIT_MS / 2;
    while (!(await holds())) {
      if (Date.now() > deadline) throw new Error("it did not come to be");
      await sleep(20);
    }
  }

  async function start(name: string, claim?: string, node = "node-a"): Promise<void> {
    await client.create(PODS, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, annotations: claim === undefined ? {} : { [FLOATING_IPS_ANNOTATION]: claim } },
      spec: { nodeName: node, terminationGracePeriodSeconds: 1, containers: [{ name: "app", image: "example.invalid/app" }] },
    });
  }
  const setClaim = (name: string, value: string | null) =>
    client.merge(`${PODS}/${name}`, { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: value } } });
  const isUp = async (name: string) => isReady((await pod(name)) as KubeObject);
  const isGone = async (name: string) => (await pod(name)) === null;
  const eventOf = async (name: string, reason: string): Promise<string | undefined> => {
    const { items } = await client.list(`/api/v1/namespaces/default/events?fieldSelector=involvedObject.name%3D${name}`);
    const event = items.find((one) => one["reason"] === reason);
    return event && String(event["message"]);
  };
  const holderOf = async (ip: string) => {
    const ordinal = Number(ip.split(".")[3]) % 64;
    for (const block of (await client.list(BLOCKS)).items) {
      const spec = block["spec"] as {
        cidr: string;
        affinity: string;
        allocations: (number | null)[];
        attributes: { handle_id: string; secondary: { pod: string } }[];
      };
      const [first = ""] = spec.cidr.split("/");
      const start = Number(first.split(".")[3]);
      if (!ip.startsWith(first.slice(0, first.lastIndexOf(".") + 1)) || Math.floor(Number(ip.split(".")[3]) / 64) * 64 !== start) continue;
      const at = spec.allocations[ordinal];
      return at === null || at === undefined ? null : { ...spec.attributes[at], affinity: spec.affinity };
    }
    return null;
  };

  describe("a pod", () => {
    test("gets an address of a block of its node, as Calico writes it, and becomes ready", async () => {
      await start("plain");
      await until(() => isUp("plain"));
      const up = (await pod("plain")) as KubeObject;
      const ip = statusOf(up).podIP ?? "";

      expect(up.metadata.annotations).toMatchObject({
        "cni.projectcalico.org/podIP": `${ip}/32`,
        "cni.projectcalico.org/podIPs": `${ip}/32`,
      });
      expect(up["status"]).toMatchObject({ phase: "Running", hostIP: "192.168.10.1", podIPs: [{ ip }] });
      expect(await holderOf(ip)).toMatchObject({
        affinity: "host:node-a",
        handle_id: expect.stringMatching(/^k8s-pod-network\./),
        secondary: { pod: "plain", namespace: "default", node: "node-a" },
      });
    });

    test("that is deleted gives its address back", async () => {
      await start("brief", '["10.99.0.1"]');
      await until(() => isUp("brief"));
      const ip = statusOf((await pod("brief")) as KubeObject).podIP ?? "";
      await client.remove(`${PODS}/brief`);
      await until(() => isGone("brief"));

      expect(await holderOf(ip)).toBeNull();
    });

    test("with a value that Calico cannot read does not start, until it is mended", async () => {
      await start("malformed", '["10.99.0.2",]');
      await until(async () => (await eventOf("malformed", "FailedCreatePodSandBox")) !== undefined);

      expect(await eventOf("malformed", "FailedCreatePodSandBox")).toContain(
        `plugin type="calico" failed (add): failed to parse '["10.99.0.2",]' as JSON: `,
      );
      expect((await pod("malformed"))?.["status"]).toMatchObject({ phase: "Pending" });
      await setClaim("malformed", '["10.99.0.2"]');
      await until(() => isUp("malformed"));
    });

    test("whose value became malformed hangs in its end, until the key is gone", async () => {
      await start("hanging", '["10.99.0.3"]');
      await until(() => isUp("hanging"));
      await setClaim("hanging", "10.99.0.3");
      await client.remove(`${PODS}/hanging`);
      await until(async () => (await eventOf("hanging", "FailedKillPod")) !== undefined);

      expect(await eventOf("hanging", "FailedKillPod")).toContain("failed (delete): failed to parse '10.99.0.3' as JSON: ");
      expect((await pod("hanging"))?.metadata.deletionTimestamp).toEqual(expect.any(String));
      await setClaim("hanging", null);
      await until(() => isGone("hanging"));
    });

    test("can be made unready, finish, and be evicted", async () => {
      for (const name of ["unready", "finished", "evicted"]) await start(name);
      for (const name of ["unready", "finished", "evicted"]) await until(() => isUp(name));
      const ip = statusOf((await pod("finished")) as KubeObject).podIP ?? "";
      await player.setReady("default", "unready", false);
      await player.finish("default", "finished", "Succeeded");
      await player.evict("default", "evicted");
      await until(() => isGone("evicted"));

      expect(await isUp("unready")).toBe(false);
      expect(await pod("finished")).toMatchObject({
        status: { phase: "Succeeded" },
        metadata: { annotations: { "cni.projectcalico.org/podIP": "" } },
      });
      expect(await holderOf(ip)).toBeNull();
      await player.setReady("default", "unready", true);
      expect(await isUp("unready")).toBe(true);
    });
  });

  describe("a node", () => {
    test("that dies takes its pods' readiness and nothing else, and gives it back", async () => {
      await start("stranded", '["10.99.0.4"]', "node-b");
      await until(() => isUp("stranded"));
      await player.failNode("node-b");
      await client.remove(`${PODS}/stranded`);

      expect(await client.get("/api/v1/nodes/node-b")).toMatchObject({
        spec: { taints: expect.arrayContaining([expect.objectContaining({ key: "node.kubernetes.io/unreachable", effect: "NoExecute" })]) },
        status: { conditions: expect.arrayContaining([expect.objectContaining({ type: "Ready", status: "Unknown" })]) },
      });
      await sleep(300);
      const stranded = (await pod("stranded")) as KubeObject;
      expect([isReady(stranded), statusOf(stranded).podIP, stranded.metadata.deletionTimestamp]).toEqual([
        false,
        expect.any(String),
        expect.any(String),
      ]);
      await player.restoreNode("node-b");
      await until(() => isGone("stranded"));
    });

    test(
      "obeys the CNI configuration that was installed on it, not the one that stands in the ConfigMap",
      async () => {
        await client.merge(CONFIG, { data: { cni_network_config: configText(false) } });
        await start("before", '["10.99.0.5"]');
        await until(() => isUp("before"));
        const old = new Set(calicoNodes().map(({ metadata }) => metadata.uid));
        const annotations = { "kubectl.kubernetes.io/restartedAt": new Date().toISOString() };
        await client.merge(DAEMON_SET, { spec: { template: { metadata: { annotations } } } });
        await until(async () => calicoNodes().filter((one) => isReady(one) && !old.has(one.metadata.uid)).length === 2);
        await start("after", '["10.99.0.6"]');
        await until(async () => (await eventOf("after", "FailedCreatePodSandBox")) !== undefined);

        expect(await eventOf("after", "FailedCreatePodSandBox")).toContain("requested feature is not enabled: floating_ips");
      },
      WAIT_MS,
    );
  });
}
