import { readFile } from "node:fs/promises";
import { BlockList } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { createClient, credentialsFrom, type KubeClient } from "../../demo/player/client.ts";
import { createIpam } from "../../demo/player/ipam.ts";
import { createCluster } from "../../lib/cluster/create-cluster.ts";
import { AddressSpace } from "../../lib/contract/pools.ts";
import { createLiveView } from "../../lib/services/live-view.ts";
import { applyObject } from "../control-plane/apply-manifest.ts";
import { type ControlPlane, findPrograms, startControlPlane } from "../control-plane/control-plane.ts";
import { until } from "../history/played-cluster.ts";

const MANIFEST = new URL("../control-plane/calico-minimal.yaml", import.meta.url);
const programs = await findPrograms();

/** Small enough that a test can count each address one by one. */
const POOLS = [
  { name: "usual", cidr: "10.244.0.0/16", blockSize: 26, blockBits: 6 },
  { name: "singles", cidr: "10.245.0.0/28", blockSize: 32, blockBits: 0 },
  { name: "full", cidr: "10.246.0.0/26", blockSize: 26, blockBits: 6 },
  { name: "six", cidr: "fd00:10:244::/112", blockSize: 122, blockBits: 6 },
];
const RESERVED = ["10.244.0.4/31", "10.244.1.0/25", "10.244.200.0/28", " 10.245.0.3 ", "fd00:10:244::20/123", "192.0.2.0/24"];

type Block = { cidr: string; unallocated: number[]; deleted: boolean };
type Counts = { capacity: number; inUse: number; reserved: number; available: number };

/** Calico's counting rule, address by address, from the objects as the API server has them. */
function countOneByOne(cidr: string, blocks: readonly Block[]): Counts {
  const reserved = new BlockList();
  for (const text of RESERVED.map((entry) => entry.trim())) {
    const family = text.includes(":") ? "ipv6" : "ipv4";
    const [address = "", prefix] = text.split("/");
    if (prefix === undefined) reserved.addAddress(address, family);
    else reserved.addSubnet(address, Number(prefix), family);
  }
  const state = new Map<string, "held" | "free">();
  for (const block of blocks.filter(({ deleted }) => !deleted)) {
    const unallocated = new Set(block.unallocated);
    for (const [ordinal, ip] of addressesOf(block.cidr).entries()) state.set(ip, unallocated.has(ordinal) ? "free" : "held");
  }
  const counts: Counts = { capacity: 0, inUse: 0, reserved: 0, available: 0 };
  for (const ip of addressesOf(cidr)) {
    const isReserved = reserved.check(ip, ip.includes(":") ? "ipv6" : "ipv4");
    counts.capacity += 1;
    if (state.get(ip) === "held") counts.inUse += 1;
    else if (!isReserved) counts.available += 1;
    if (isReserved) counts.reserved += 1;
  }
  return counts;
}

/** All addresses of a range of at most 2^16. */
function addressesOf(cidr: string): readonly string[] {
  const [first = "", prefix = ""] = cidr.split("/");
  if (first.includes(":")) {
    const [head, last = ""] = [first.slice(0, first.lastIndexOf(":") + 1), first.slice(first.lastIndexOf(":") + 1)];
    return Array.from({ length: 2 ** (128 - Number(prefix)) }, (_, at) => `${head}${(Number.parseInt(last || "0", 16) + at).toString(16)}`);
  }
  const [a = 0, b = 0, c = 0, d = 0] = first.split(".").map(Number);
  return Array.from({ length: 2 ** (32 - Number(prefix)) }, (_, at) => {
    const value = c * 256 + d + at;
    return `${a}.${b}.${Math.floor(value / 256)}.${value % 256}`;
  });
}

describe.skipIf(!programs).each(["crd.projectcalico.org/v1", "projectcalico.org/v3"])("blocks of the player, served as %s", (group) => {
  let plane: ControlPlane;
  let client: KubeClient;
  let stop: () => Promise<void>;
  let pools: () => Promise<AddressSpace>;
  const path = (kind: string) => `/apis/${group}/${kind}`;
  const blocks = async () => (await client.list(path("ipamblocks"))).items.map((item) => item["spec"] as Block);

  beforeAll(async () => {
    if (!programs) return;
    plane = await startControlPlane(programs);
    client = createClient(await credentialsFrom(plane.kubeconfig("admin")));
    await serveCalico(plane, group);
    await until(
      () => Promise.all(["ipreservations", "blockaffinities", "ippools"].map((kind) => client.list(path(kind)))).then(Boolean, () => false),
      "Calico's kinds are served",
    );
    for (const { name, cidr, blockSize } of POOLS) {
      await client.create(path("ippools"), { apiVersion: group, kind: "IPPool", metadata: { name }, spec: { cidr, blockSize } });
    }
    const spec = { reservedCIDRs: RESERVED };
    await client.create(path("ipreservations"), { apiVersion: group, kind: "IPReservation", metadata: { name: "some" }, spec });

    const cluster = createCluster({ kubeconfig: plane.kubeconfig("admin"), context: null, namespaces: null });
    const live = createLiveView(cluster, { now: Date.now, instanceId: "test" });
    cluster.start();
    pools = live.pools;
    stop = async () => {
      live.close();
      await cluster.stop();
    };
  });
  afterAll(async () => {
    await stop?.();
    await client?.close();
    await plane?.stop();
  });

  test("are counted as an independent count counts them", async () => {
    const ipam = createIpam(client, group, POOLS.slice(0, 2).concat(POOLS.slice(3)));
    // The first block holds a reservation, the second lies within one that reaches beyond it.
    for (const cidr of ["10.244.0.0/26", "10.244.1.0/26", "10.244.3.0/26"])
      await ipam.claim(cidr, cidr === "10.244.1.0/26" ? "node-b" : "node-a");
    const pod = (at: number) => ({
      namespace: "default",
      name: `pod-${at}`,
      uid: `00000000-0000-0000-0000-${String(at).padStart(12, "0")}`,
    });
    for (let at = 0; at < 12; at += 1) await ipam.allocate(pod(at), at % 2 === 0 ? "node-a" : "node-b");
    for (const at of [1, 4, 5]) await ipam.release(pod(at).uid);
    await client.merge(path("ipamblocks/10-244-3-0-26"), { spec: { deleted: true } });

    const full = createIpam(client, group, POOLS.slice(2, 3));
    for (let at = 100; at < 164; at += 1) await full.allocate(pod(at), "node-a");
    await expect(full.allocate(pod(164), "node-a")).rejects.toThrow("exhausted");

    const raw = await blocks();
    const expected = Object.fromEntries(POOLS.map(({ name, cidr }) => [name, countOneByOne(cidr, raw)]));
    const told = async () => Object.fromEntries((await pools()).pools.map(({ name, counts: { floating, ...counts } }) => [name, counts]));
    await until(
      async () => JSON.stringify((await told())["full"]) === JSON.stringify(expected["full"]),
      "the console has seen the last block",
    );
    expect(await told()).toEqual(expected);
    expect(expected).toMatchObject({ full: { inUse: 64, available: 0 }, usual: { inUse: 9 }, singles: { inUse: 9 }, six: { inUse: 9 } });
    expect(AddressSpace.parse(await pools())).toEqual(await pools());
  });

  test("say which block each address is in, and leave the deleted one out", async () => {
    const usual = (await pools()).pools.find(({ name }) => name === "usual");
    expect(usual?.blocks.map(({ cidr }) => cidr)).toEqual(["10.244.0.0/26", "10.244.1.0/26"]);
    expect((await pools()).pools.find(({ name }) => name === "full")?.blocks[0]?.cells).toMatch(/^[ul]64$/);
  });
});

/** Calico's kinds in either group: the definitions are the same but for their names. */
async function serveCalico(plane: ControlPlane, group: string): Promise<void> {
  const [name = "", version = ""] = group.split("/");
  const text = (await readFile(MANIFEST, "utf8"))
    .replaceAll("crd.projectcalico.org", name)
    .replaceAll("- name: v1\n", `- name: ${version}\n`);
  for (const document of parseAllDocuments(text)) {
    const definition = document.toJS() as Parameters<typeof applyObject>[2] | null;
    if (definition?.kind !== "CustomResourceDefinition") continue;
    await applyObject(plane.url, plane.token("admin"), definition);
    // The project's own definitions lack the affinities that the player writes.
    const text = JSON.stringify(definition);
    if (!text.includes('"IPAMBlock"')) continue;
    const affinities = text
      .replaceAll("ipamblock", "blockaffinity")
      .replaceAll("blockaffinitys", "blockaffinities")
      .replaceAll("IPAMBlock", "BlockAffinity");
    await applyObject(plane.url, plane.token("admin"), JSON.parse(affinities) as Parameters<typeof applyObject>[2]);
  }
}
