import { describe, expect, test } from "vitest";
import { aDaemonSet, aPod, aSnapshot } from "../testing/builders.ts";
import { aClaimOf, aFailedStart, find, findAll, IP } from "./testing/find.ts";

const POD = { kind: "Pod", namespace: "payments", name: "gw-0" };
const PANIC = "Calico CNI panicked during ADD: runtime error: invalid memory address or nil pointer dereference";
const DUAL = ["10.244.1.5", "fd00:244::5"];
const NO_IPV6 = { daemonSets: [aDaemonSet({}, { FELIX_IPV6SUPPORT: "false" })] };

describe("claim-malformed", () => {
  test("says that a running pod has no network, and what to write instead", () => {
    expect(find("claim-malformed", aClaimOf({ value: IP }))).toEqual([
      {
        code: "claim-malformed",
        severity: "critical",
        subject: POD,
        ips: [IP],
        facts: {
          pod: "payments/gw-0",
          value: IP,
          error: `failed to parse '${IP}' as JSON: invalid character '.' after top-level value`,
          means: `["${IP}"]`,
          meant: "yes",
          network: "lost",
        },
      },
    ]);
  });

  test("says that a pod without an address cannot start", () => {
    expect(find("claim-malformed", aClaimOf({ value: "[1]", statusPodIps: [] }))[0]?.facts).toMatchObject({ network: "none", meant: "no" });
  });

  test("quotes no more than a sentence bears", () => {
    expect(String(find("claim-malformed", aClaimOf({ value: "x".repeat(5000) }))[0]?.facts["value"]).length).toBeLessThan(300);
  });

  test.each([
    ["a value that can be read", { floatingIps: [IP] }],
    ["a pod on the host’s network", { value: IP, hostNetwork: true }],
    ["a pod that has finished", { value: IP, phase: "Succeeded" }],
  ])("is silent about %s", (_name, pod) => {
    expect(find("claim-malformed", aClaimOf(pod))).toEqual([]);
  });
});

describe("claim-empty", () => {
  test.each([
    ["a running pod", {}, "lost"],
    ["a pod that starts", { statusPodIps: [] }, "none"],
  ])("says of %s what it has lost", (_name, pod, network) => {
    expect(find("claim-empty", aClaimOf({ value: "", ...pod }))).toMatchObject([
      { severity: "critical", subject: POD, facts: { network } },
    ]);
  });

  test.each([
    ["on the host’s network", { hostNetwork: true }],
    ["that has finished", { phase: "Succeeded" }],
  ])("is silent about a pod %s", (_name, pod) => {
    expect(find("claim-empty", aClaimOf({ value: "", ...pod }))).toEqual([]);
  });

  test("is silent about an empty list, which claims nothing and harms nothing", () => {
    expect(findAll(aClaimOf({ value: "[]" }))).toEqual([]);
  });
});

describe("claim-dropped", () => {
  test.each([
    ["010.99.0.10", "zero", IP, PANIC],
    [" 10.99.0.10", "blank", IP, PANIC],
    [
      "10.99.0.10/32",
      "mask",
      IP,
      "error with field ExternalIP = '10.99.0.10/32' (Reason: failed to validate Field: ExternalIP because of Tag: ip )",
    ],
    ["foo", "unparsable", null, PANIC],
    ["", "empty", null, "error with field ExternalIP = '' (mismatched IP versions)"],
    ["fd00:99::1", "family", "fd00:99::1", PANIC],
  ])("says of the item “%s” why it is dropped, what it means, and which error will come", (item, why, means, error) => {
    expect(find("claim-dropped", aClaimOf({ floatingIps: [item] }))).toMatchObject([
      { severity: "info", subject: POD, ips: means === null ? [] : [means], facts: { item, why, means, error } },
    ]);
  });

  test("tells of a v4-mapped item also where it crashes nobody", () => {
    expect(find("claim-dropped", aClaimOf({ floatingIps: ["::ffff:10.99.0.10"] }))).toMatchObject([{ facts: { why: "mapped" } }]);
  });

  test("is silent about a good item of a pod that has no address yet", () => {
    expect(find("claim-dropped", aClaimOf({ statusPodIps: [] }))).toEqual([]);
  });

  test("is silent about another spelling of an address, which Calico takes", () => {
    expect(find("claim-dropped", aClaimOf({ floatingIps: ["FD00:0::1"], podIp: "fd00:244::5" }))).toEqual([]);
  });
});

describe("replacement-fails", () => {
  test("quotes the error that keeps the next pod from starting while this one serves", () => {
    expect(find("replacement-fails", aClaimOf({ floatingIps: [IP, "foo"] }))).toMatchObject([
      { severity: "warning", subject: POD, ips: [IP], facts: { error: PANIC, controlled: "no" } },
    ]);
  });

  test.each([
    ["good items alone", [IP]],
    ["a pod that serves nothing", ["foo"]],
  ])("is silent about %s", (_name, floatingIps) => {
    expect(find("replacement-fails", aClaimOf({ floatingIps }))).toEqual([]);
  });
});

describe("claim-without-effect", () => {
  test.each([
    ["uses the host’s network", { hostNetwork: true }, "host"],
    ["uses the host’s network, with a value that cannot be read", { hostNetwork: true, value: IP }, "host"],
    ["is not scheduled", { node: null, statusPodIps: [] }, "unscheduled"],
    ["has finished", { phase: "Succeeded" }, "finished"],
  ])("tells of a pod that %s", (_name, pod, why) => {
    expect(find("claim-without-effect", aClaimOf(pod))).toMatchObject([{ severity: "info", subject: POD, ips: [IP], facts: { why } }]);
  });

  test("is silent about a pod that only has no address yet", () => {
    expect(find("claim-without-effect", aClaimOf({ statusPodIps: [] }))).toEqual([]);
  });
});

describe("endpoint-dropped", () => {
  const bad = { annotations: { "cni.projectcalico.org/allowedSourcePrefixes": "10.0.0.0/8" } };

  test("quotes why Calico took the pod off the network", () => {
    expect(find("endpoint-dropped", aClaimOf(bad))).toMatchObject([
      { severity: "critical", subject: POD, ips: [IP], facts: { error: expect.stringContaining("failed to parse '10.0.0.0/8' as JSON") } },
    ]);
  });

  test("is silent where the claim itself is why, which has a finding of its own", () => {
    expect(find("endpoint-dropped", aClaimOf({ value: IP }))).toEqual([]);
  });
});

describe("felix-crash-loop", () => {
  const crasher = aPod({ floatingIps: ["::ffff:10.99.0.10"], statusPodIps: DUAL });
  const victim = aPod({ name: "other", floatingIps: ["10.99.0.20"], podIp: "10.244.1.6" });

  test("names the item, the node, and every floating IP that is frozen there", () => {
    expect(find("felix-crash-loop", aSnapshot({ pods: [crasher, victim] }))).toMatchObject([
      { severity: "critical", subject: POD, ips: ["10.99.0.20"], facts: { node: "node-a", items: ["::ffff:10.99.0.10"], count: 1 } },
    ]);
  });

  test.each([
    ["on a pod without IPv6", aClaimOf({ floatingIps: ["::ffff:10.99.0.10"] })],
    ["where Felix leaves IPv6 alone", aSnapshot({ pods: [crasher], ...NO_IPV6 })],
  ])("is silent %s", (_name, snapshot) => {
    expect(find("felix-crash-loop", snapshot)).toEqual([]);
  });
});

describe("pod-does-not-start", () => {
  const pod = aPod({ floatingIps: [IP], statusPodIps: [], phase: "Pending" });
  const closed = "requested feature is not enabled: floating_ips";

  test.each([
    [closed, "closed"],
    [`${PANIC}\nStack trace:`, "other"],
  ])("quotes the plugin: %s", (error, gate) => {
    expect(find("pod-does-not-start", aSnapshot({ pods: [pod], events: [aFailedStart(pod, error)] }))).toMatchObject([
      { severity: "critical", subject: POD, ips: [IP], facts: { node: "node-a", gate, error: error.split("\n")[0] } },
    ]);
  });

  test("quotes the newest of several events", () => {
    const old = { ...aFailedStart(pod, "old"), uid: "old", lastAt: "2026-08-29T02:00:00.000Z" };
    const snapshot = aSnapshot({ pods: [pod], events: [old, aFailedStart(pod, closed)] });
    expect(find("pod-does-not-start", snapshot)[0]?.facts["error"]).toBe(closed);
  });

  test("is silent once the pod has its address, though the event is still there", () => {
    const running = aPod({ floatingIps: [IP] });
    expect(find("pod-does-not-start", aSnapshot({ pods: [running], events: [aFailedStart(running, closed)] }))).toEqual([]);
  });
});

describe("pod-does-not-end", () => {
  const leaving = { deletionTimestamp: "2026-08-29T03:05:00.000Z" };

  test("quotes why the kubelet cannot take the network down", () => {
    expect(find("pod-does-not-end", aClaimOf({ value: "[1]", ...leaving }))).toMatchObject([
      { severity: "warning", subject: POD, facts: { error: expect.stringContaining("failed to parse '[1]' as JSON") } },
    ]);
  });

  test.each([
    ["a pod that may stay", { value: "[1]" }],
    ["a value that can be read", leaving],
    ["a pod on the host’s network", { value: "[1]", hostNetwork: true, ...leaving }],
  ])("is silent about %s", (_name, pod) => {
    expect(find("pod-does-not-end", aClaimOf(pod))).toEqual([]);
  });
});
