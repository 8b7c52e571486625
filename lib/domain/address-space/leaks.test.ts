import { beforeEach, describe, expect, test } from "vitest";
import { type Assessor, createAssessor } from "../assessor.ts";
import { diagnosticRules } from "../diagnose/diagnose.ts";
import type { IPAMBlockRecord, PodAddressRecord } from "../snapshot.ts";
import { anIPAMBlock, aPodAddress, aSnapshot } from "../testing/builders.ts";
import { findLeaks, suspectsIn } from "./leaks.ts";

const podAt = (name: string) => ({ owner: { namespace: "default", pod: name, node: "node-a" } });
const block = anIPAMBlock({ cidr: "10.244.1.0/26", held: { 3: podAt("a") } });
const other = anIPAMBlock({ cidr: "10.244.2.0/26", held: { 3: podAt("b") } });
const six = anIPAMBlock({ cidr: "fd00:10::/122", held: { 10: podAt("six") } });
const pod = aPodAddress({ uid: "a", namespace: "default", name: "a", ips: ["10.244.1.3"] });
const podOfOther = aPodAddress({ uid: "b", namespace: "default", name: "b", ips: ["10.244.2.3"] });

let snapshot: ReturnType<typeof aSnapshot>;
let assessor: Assessor;

beforeEach(() => {
  const podOfSix = aPodAddress({ uid: "six", namespace: "default", name: "six", ips: ["FD00:10:0::A"] });
  snapshot = aSnapshot({ ipamBlocks: [block, other, six], podAddresses: [pod, podOfOther, podOfSix] });
  assessor = createAssessor(snapshot, diagnosticRules);
});

const leaked = () => findLeaks(assessor.view)?.map(({ ip }) => ip);

function put(key: string, after: PodAddressRecord | undefined): void {
  const held = snapshot.podAddresses as Map<string, PodAddressRecord>;
  const before = held.get(key);
  if (after) held.set(key, after);
  else held.delete(key);
  assessor.apply([{ collection: "podAddresses", key, before, after }]);
}

function putBlock(after: IPAMBlockRecord): void {
  const held = snapshot.ipamBlocks as Map<string, IPAMBlockRecord>;
  const before = held.get(after.name);
  held.set(after.name, after);
  assessor.apply([{ collection: "ipamBlocks", key: after.name, before, after }]);
}

describe("what was found out about a block", () => {
  test("is forgotten when a pod goes, gets another address, or comes", () => {
    expect(leaked()).toEqual([]);
    put("a", { ...pod, ips: ["10.244.1.9"] });
    expect(leaked()).toEqual(["10.244.1.3"]);
    put("a", undefined);
    expect(leaked()).toEqual(["10.244.1.3"]);
    put("again", { ...pod, uid: "again" });
    expect(leaked()).toEqual([]);
  });

  test("is forgotten when another pod takes the address", () => {
    expect(leaked()).toEqual([]);
    put("a", { ...pod, name: "z" });
    expect(leaked()).toEqual(["10.244.1.3"]);
  });

  test("is forgotten when a pod of IPv6 goes, however it spelled its address", () => {
    expect(leaked()).toEqual([]);
    put("six", undefined);
    expect(leaked()).toEqual(["fd00:10::a"]);
  });

  test("is forgotten when the block changes", () => {
    expect(leaked()).toEqual([]);
    putBlock(anIPAMBlock({ cidr: "10.244.1.0/26", held: { 3: podAt("a"), 4: podAt("gone") } }));
    expect(leaked()).toEqual(["10.244.1.4"]);
    put("gone", aPodAddress({ uid: "gone", namespace: "default", name: "gone", ips: ["10.244.1.4"] }));
    expect(leaked()).toEqual([]);
  });

  test("is kept when the pods of another block change", () => {
    const [before, beforeOfOther] = [suspectsIn(assessor.view, block), suspectsIn(assessor.view, other)];
    put("b", undefined);
    expect(suspectsIn(assessor.view, block)).toBe(before);
    expect(suspectsIn(assessor.view, other)).not.toBe(beforeOfOther);
  });

  test("is forgotten as a whole after more changes than anybody remembers", () => {
    expect(leaked()).toEqual([]);
    put("a", undefined);
    for (let change = 0; change < 10_000; change += 1) put("b", { ...podOfOther });
    expect(leaked()).toEqual(["10.244.1.3"]);
  });
});
