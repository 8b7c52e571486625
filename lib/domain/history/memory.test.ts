import { describe, expect, test } from "vitest";
import { aConfigMap, aFelixConfiguration, aNode, aPod, aPodAddress, aWorkload } from "../testing/builders.ts";
import { createMemory } from "./memory.ts";

const MINUTE = 60_000;
const pod = aPod({ uid: "p", floatingIps: ["10.99.0.10"] });
const appears = { collection: "pods", key: "p", before: undefined, after: pod } as const;

describe("the memory", () => {
  test("keeps what an object said before and after, in order", () => {
    const memory = createMemory();
    const later = { ...pod, deletionTimestamp: "2026-08-29T03:00:00Z" };
    memory.note([appears], 0);
    memory.note([{ collection: "pods", key: "p", before: pod, after: later }], 5);
    expect(memory.ofPod("p")).toEqual([
      { at: 0, before: undefined, after: pod, last: undefined, isBare: false },
      { at: 5, before: pod, after: later, last: pod, isBare: false },
    ]);
  });

  test("keeps what a pod said at the last, where it went", () => {
    const memory = createMemory();
    const last = { ...pod, phase: "Failed" };
    memory.note([{ collection: "pods", key: "p", before: pod, after: undefined, last }], 5);
    expect(memory.ofPod("p")[0]?.last).toBe(last);
  });

  test("tells a pod that lost the annotation from one that went", () => {
    const memory = createMemory();
    memory.note(
      [
        { collection: "pods", key: "p", before: pod, after: undefined },
        { collection: "podAddresses", key: "p", before: undefined, after: aPodAddress({ uid: "p" }) },
      ],
      5,
    );
    expect(memory.ofPod("p")[0]?.isBare).toBe(true);
  });

  test("keeps workloads and nodes", () => {
    const memory = createMemory();
    memory.note([{ collection: "workloads", key: "w", before: aWorkload(), after: aWorkload({ desired: 0 }) }], 5);
    memory.note([{ collection: "nodes", key: "node-a", before: aNode(), after: undefined }], 6);
    expect(memory.ofWorkload("w")[0]?.after?.desired).toBe(0);
    expect(memory.ofNode("node-a")[0]?.before?.name).toBe("node-a");
  });

  test("keeps of Felix's configuration what steers floating IPs, and of other settings nothing", () => {
    const memory = createMemory();
    const before = aFelixConfiguration({ floatingIPs: "Enabled" });
    memory.note(
      [{ collection: "felixConfigurations", key: "default", before, after: { ...before, floatingIPs: "Disabled", interfacePrefix: "x" } }],
      5,
    );
    expect(memory.gates()).toMatchObject([{ at: 5, parameter: "FloatingIPs", before: "Enabled", after: "Disabled" }]);
    memory.note([{ collection: "felixConfigurations", key: "default", before, after: { ...before, interfacePrefix: "y" } }], 6);
    expect(memory.gates()).toHaveLength(1);
  });

  test("reads the variable from a ConfigMap that calico-node takes its variables from", () => {
    const memory = createMemory();
    const data = { FELIX_FLOATINGIPS: "Disabled" };
    memory.note([{ collection: "configMaps", key: "k", before: aConfigMap({ data: {} }), after: aConfigMap({ data }) }], 5);
    expect(memory.gates()).toMatchObject([{ parameter: "FloatingIPs", before: null, after: "Disabled" }]);
  });

  test("forgets what is over a quarter of an hour old, and keeps at most eight sightings of an object", () => {
    const memory = createMemory();
    memory.note([appears], 0);
    for (let at = 1; at <= 10; at += 1) memory.note([{ collection: "nodes", key: "node-a", before: aNode(), after: aNode() }], at);
    expect(memory.ofNode("node-a").map(({ at }) => at)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    memory.note([], 16 * MINUTE);
    expect(memory.ofPod("p")).toEqual([]);
  });

  test("stays bounded when a whole cluster is listed", () => {
    const memory = createMemory();
    const changes = Array.from({ length: 6_000 }, (_, index) => ({ ...appears, key: `p${index}` }));
    memory.note(changes, 0);
    expect(memory.ofPod("p999")).toEqual([]);
    expect(memory.ofPod("p5999")).toHaveLength(1);
  });
});
