import { describe, expect, test } from "vitest";
import { claimsOf } from "./claims.ts";
import { electSnat, orderClaims } from "./election.ts";
import { endpointOf } from "./endpoint.ts";
import type { PodRecord } from "./snapshot.ts";
import { aPod, podFromManifest } from "./testing/builders.ts";
import { type FelixRow, readTestdata, type Scenario } from "./testing/yardsticks.ts";

/** What Felix would have in the kernel of one node. */
function kernelOf(pods: readonly PodRecord[]): { dnat: Record<string, string>; snat: Record<string, string> } {
  const claims = pods.flatMap((pod) => claimsOf(pod).claims);
  const dnat = [...Map.groupBy(claims, ({ floatingIp }) => floatingIp)].map(([ip, ofOne]) => [ip, orderClaims(ofOne)[0]?.podIp]);
  return { dnat: Object.fromEntries(dnat), snat: Object.fromEntries(electSnat(claims)) };
}

function pairs(map: Record<string, string>, family: 4 | 6): string[] {
  return Object.entries(map)
    .filter(([key]) => key.includes(":") === (family === 6))
    .map(([from, to]) => `${from}->${to}`)
    .toSorted();
}

const sorted = (list: readonly string[] | undefined) => (list ?? []).toSorted();

describe("Felix, IPv4 only", () => {
  const { rows } = readTestdata<{ rows: FelixRow[] }>("calico/felix-annotation-table.json");

  test("the table has its 41 rows", () => expect(rows).toHaveLength(41));

  test.for(rows)("$annotation leaves in the kernel what Felix left", (row) => {
    const pod = aPod({ podIp: "10.244.0.9", ...(row.annotation === null ? {} : { value: row.annotation }) });
    const kernel = kernelOf([pod]);

    expect(endpointOf(pod).kind === "endpoint").toBe(row.podOnNetwork);
    expect(pairs(kernel.dnat, 4)).toEqual(sorted(row.dnat));
    expect(pairs(kernel.snat, 4)).toEqual(sorted(row.snat));
  });
});

describe("Felix, with IPv6", () => {
  const { rows } = readTestdata<{ rows: FelixRow[] }>("calico/felix-dual-stack-table.json");
  const addresses = { v4: ["10.244.1.9"], dual: ["10.244.0.9", "fd00:10:244::9"], v6: ["fd00:10:244::19"] };

  test("the table has its 249 rows", () => expect(rows).toHaveLength(249));

  test.for(rows)("$annotation on a $podFamilies pod leaves in the kernel what Felix left", (row) => {
    const statusPodIps = addresses[row.podFamilies ?? "v4"];
    const pod = aPod({ statusPodIps, ...(row.annotation === null ? {} : { value: row.annotation }) });
    const endpoint = endpointOf(pod);

    expect(endpoint.kind === "endpoint" && endpoint.crashesFelix).toBe(row.felixCrashed);
    // In its crash loop Felix leaves what the value before had made; that is no answer to compare with.
    if (row.felixCrashed) return;
    const kernel = kernelOf([pod]);
    expect(endpoint.kind === "endpoint").toBe(row.podOnNetwork);
    expect(pairs(kernel.dnat, 4)).toEqual(sorted(row.dnat));
    expect(pairs(kernel.snat, 4)).toEqual(sorted(row.snat));
    expect(pairs(kernel.dnat, 6)).toEqual(sorted(row.dnat6));
    expect(pairs(kernel.snat, 6)).toEqual(sorted(row.snat6));
  });
});

describe("Calico's own conversion and election", () => {
  const scenarios = Object.values(readTestdata<Record<string, Scenario>>("calico/endpoint-scenarios.json"));

  test("there are 100 scenarios", () => expect(scenarios).toHaveLength(100));

  test.for(scenarios)("scenario $id: each node maps what Calico maps, and the same pods are dropped", ({ pods, nodes, dropped }) => {
    const records = pods.map(podFromManifest);
    const ours = Object.fromEntries(Object.keys(nodes).map((node) => [node, kernelOf(records.filter((pod) => pod.node === node))]));

    expect(ours).toEqual(nodes);
    expect(
      records
        .filter((pod) => endpointOf(pod).kind === "dropped")
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(sorted(dropped ?? []));
    const elsewhere = records.filter((pod) => pod.node !== null && !(pod.node in nodes));
    expect(kernelOf(elsewhere).dnat).toEqual({});
  });
});

describe("which Pods are endpoints", () => {
  test.for([
    { name: "a pod on the host's network is none", pod: aPod({ hostNetwork: true }), kind: "none", code: "pod-host-network" },
    { name: "a pod without a node is none", pod: aPod({ node: null }), kind: "none", code: "pod-unscheduled" },
    { name: "a pod without an address is none", pod: aPod({ statusPodIps: [] }), kind: "none", code: "pod-no-address" },
    {
      name: "a succeeded pod is none, though its status names an address",
      pod: aPod({ phase: "Succeeded" }),
      kind: "none",
      code: "pod-finished",
    },
    {
      name: "a malformed value on a finished pod drops nothing",
      pod: aPod({ phase: "Failed", value: "{}" }),
      kind: "none",
      code: "pod-finished",
    },
    {
      name: "a terminating pod whose network is gone is none",
      pod: aPod({ deletionTimestamp: "2026-08-29T03:00:00Z", annotations: { "cni.projectcalico.org/podIP": "" } }),
      kind: "none",
      code: "pod-finished",
    },
    { name: "a pod in the phase Completed is none", pod: aPod({ phase: "Completed" }), kind: "none", code: "pod-finished" },
    { name: "the empty value drops the pod", pod: aPod({ value: "" }), kind: "dropped", code: "claim-empty" },
    {
      name: "a masked pod address drops a pod that has the annotation",
      pod: aPod({ statusPodIps: ["10.0.0.1/24"], floatingIps: [] }),
      kind: "dropped",
      code: "pod-address-masked",
    },
    {
      name: "a masked address drops the pod also when a later one of the family is good",
      pod: aPod({ statusPodIps: ["10.0.0.1/24", "10.0.0.2"], floatingIps: [] }),
      kind: "dropped",
      code: "pod-address-masked",
    },
    {
      name: "a source prefix without a mask drops the pod",
      pod: aPod({ annotations: { "cni.projectcalico.org/allowedSourcePrefixes": '["10.0.0.1"]' } }),
      kind: "dropped",
      code: "source-prefixes-malformed",
    },
    {
      name: "an unreadable pod address drops the pod",
      pod: aPod({ statusPodIps: ["10.0.0"] }),
      kind: "dropped",
      code: "pod-address-unreadable",
    },
    {
      name: "malformed source prefixes drop the pod too",
      pod: aPod({ annotations: { "cni.projectcalico.org/allowedSourcePrefixes": "10.0.0.0/8" } }),
      kind: "dropped",
      code: "source-prefixes-malformed",
    },
  ])("$name", ({ pod, kind, code }) => {
    const endpoint = endpointOf(pod);

    expect(endpoint.kind).toBe(kind);
    expect(endpoint.kind === "endpoint" ? null : endpoint.reason.code).toBe(code);
  });

  test.for([
    { name: "a terminating pod keeps its claim while its network is up", pod: aPod({ deletionTimestamp: "2026-08-29T03:00:00Z" }) },
    { name: "a pod that is not ready keeps its claim", pod: aPod({ ready: false }) },
    {
      name: "a pod that nobody deleted keeps its claim, though Calico's annotation of its address is empty",
      pod: aPod({ annotations: { "cni.projectcalico.org/podIP": "" } }),
    },
    {
      name: "the pod's address may come from Calico's annotation",
      pod: aPod({ statusPodIps: [], annotations: { "cni.projectcalico.org/podIP": "10.244.1.5/32" } }),
    },
    {
      name: "or from the list beside it",
      pod: aPod({ statusPodIps: [], annotations: { "cni.projectcalico.org/podIPs": "10.244.1.5/32,fd00::1/128" } }),
    },
    { name: "or from the AWS annotation", pod: aPod({ statusPodIps: [], annotations: { "vpc.amazonaws.com/pod-ips": "10.244.1.5" } }) },
  ])("$name", ({ pod }) => {
    expect(endpointOf({ ...pod, annotations: { ...pod.annotations, ...aPod({ floatingIps: ["10.99.0.1"] }).annotations } })).toMatchObject({
      kind: "endpoint",
      nats: [{ floatingIp: "10.99.0.1", podIp: "10.244.1.5" }],
    });
  });

  test("of two masked addresses the first one is named", () => {
    expect(endpointOf(aPod({ statusPodIps: ["fd00::1/64", "10.0.0.1/24"], floatingIps: [] }))).toMatchObject({
      error: "PodIP fd00::/64 is not a valid IPv6: Mask size is 64, not 128",
    });
  });

  test("of several addresses of a family the last one counts", () => {
    expect(endpointOf(aPod({ statusPodIps: ["10.0.0.1", "10.0.0.2"], floatingIps: ["10.99.0.1"] }))).toMatchObject({
      nats: [{ podIp: "10.0.0.2" }],
    });
  });
});
