import { beforeEach, describe, expect, test } from "vitest";
import { AddressSpace, FreeAddresses } from "#lib/contract/pools.ts";
import { createAssessor } from "#lib/domain/assessor.ts";
import { diagnosticRules } from "#lib/domain/diagnose/diagnose.ts";
import type { IPAMBlockRecord, IPPoolRecord, PodRecord } from "#lib/domain/snapshot.ts";
import { anIPAMBlock, anIPPool, anIPReservation, aPod, aSnapshot } from "#lib/domain/testing/builders.ts";
import { createAddressSpaceAnswers } from "./address-space.ts";
import { csvOfPools } from "./export-pools.ts";

const START = Date.parse("2026-08-29T03:12:40.000Z");
const SIX = anIPPool({ name: "six", cidr: "fd00:10:244::/48", blockSize: 122 });
const pod = aPod({ floatingIps: ["10.244.1.9"] });
let snapshot: ReturnType<typeof aSnapshot>;
let answers: ReturnType<typeof createAddressSpaceAnswers>;

beforeEach(() => {
  snapshot = aSnapshot({
    ipPools: [anIPPool(), SIX],
    ipamBlocks: [anIPAMBlock({ held: { 3: { owner: { namespace: "a", pod: "b", node: "node-a" } } } })],
    ipReservations: [anIPReservation()],
    pods: [pod],
  });
  const { view } = createAssessor(snapshot, diagnosticRules);
  answers = createAddressSpaceAnswers({ view, now: () => START, isTaken: (ip) => ip === "10.244.9.0" });
});

describe("the address space", () => {
  test("is an answer of the contract, with counts beyond 2^53 as decimal text", async () => {
    const answer = await answers.pools();
    expect(AddressSpace.parse(answer)).toEqual(answer);
    expect(answer).toMatchObject({
      ipamObeys: "pools",
      pools: [
        {
          name: "default-ipv4-ippool",
          mode: "Automatic",
          counts: { capacity: 65_536, inUse: 1, reserved: 16, available: 65_519, floating: 1 },
        },
        { name: "six", counts: { capacity: "1208925819614629174706176", available: "1208925819614629174706176" } },
      ],
    });
  });

  test("is described anew when a block changes, and not when a pod only becomes ready", async () => {
    const [version, first] = [answers.version(), await answers.pools()];
    const unready: PodRecord = { ...pod, ready: false, resourceVersion: "2" };
    answers.note([{ collection: "pods", key: pod.uid, before: pod, after: unready }, { collection: "sources" }]);
    expect(answers.version()).toBe(version);
    expect(await answers.pools()).toBe(first);

    const after = anIPAMBlock({ cidr: "10.244.2.0/26" });
    (snapshot.ipamBlocks as Map<string, IPAMBlockRecord>).set(after.name, after);
    answers.note([{ collection: "ipamBlocks", key: after.name, before: undefined, after }]);
    expect(answers.version()).toBeGreaterThan(version);
    expect((await answers.pools()).pools[0]?.blocks).toHaveLength(2);
  });

  test("lets others have their turn while many blocks are looked through, and has what they changed", async () => {
    const blocks = snapshot.ipamBlocks as Map<string, IPAMBlockRecord>;
    for (let third = 0; third < 200; third += 1) {
      const block = anIPAMBlock({
        cidr: `10.244.${third}.128/26`,
        held: { 3: { owner: { namespace: "a", pod: "gone", node: "node-a" } } },
      });
      blocks.set(block.name, block);
    }
    const answer = answers.pools();
    await new Promise((resolve) => setImmediate(resolve));
    const after = anIPAMBlock({ cidr: "10.244.0.128/26" });
    const before = blocks.get(after.name);
    blocks.set(after.name, after);
    answers.note([{ collection: "ipamBlocks", key: after.name, before, after }]);
    const { version, pools, leaks } = await answer;
    expect(version).toBe(answers.version());
    expect(pools[0]?.blocks[0]).toMatchObject({ cidr: "10.244.0.128/26", inUse: 0, leaked: 0 });
    expect(leaks).toHaveLength(200);
  });

  test("is made once for all who ask at the same time", async () => {
    const [one, another] = await Promise.all([answers.pools(), answers.pools()]);
    expect(one).toBe(another);
  });

  test("is a table of its blocks too, with a line for each pool that has none", async () => {
    expect(csvOfPools(await answers.pools()).split("\r\n")).toEqual([
      "pool,poolDisabled,block,affinity,node,inUse,reserved,available,floating,conflicts,borrowed,leaked",
      "default-ipv4-ippool,false,10.244.1.0/26,node,node-a,1,0,63,1,0,0,1",
      "six,false,,,,0,0,1208925819614629174706176,0,,,",
      "",
    ]);
  });
});

describe("free addresses", () => {
  test("leave out what somebody wrote down, and say why in English", () => {
    const answer = answers.freeAddresses({ pool: "default-ipv4-ippool", count: 1 });
    expect(FreeAddresses.parse(answer)).toEqual(answer);
    expect(answer.items).toMatchObject([{ ip: "10.244.9.1", safe: true, why: { code: "free-reserved" } }]);
    expect(answer.items[0]?.reason).toBe(
      "Kept back from IPAM by the IPReservation floating of pool default-ipv4-ippool, for floating IPs. Every node reaches it.",
    );
  });

  test("come with a pool of their own, as YAML", () => {
    expect(answers.freeAddresses({ count: 1 }).proposals[0]?.yaml).toContain("disabled: true");
  });

  test("say when none is left", () => {
    (snapshot.ipPools as Map<string, IPPoolRecord>).clear();
    expect(answers.freeAddresses({ pool: "nope", count: 1 })).toMatchObject({ items: [], none: { text: "There is no pool nope." } });
  });
});
