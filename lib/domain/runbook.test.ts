import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createAssessor } from "./assessor.ts";
import { runbookOf } from "./runbook.ts";
import type { ClusterSnapshot } from "./snapshot.ts";
import { aFelixConfiguration, aNode, aPod, aSnapshot, aSource } from "./testing/builders.ts";
import { vethNameOf } from "./veth.ts";

const NO_RULES = { diagnoseFloatingIp: () => [], diagnosePod: () => [], diagnoseCluster: () => [] };
const sha1Hex = (text: string) => createHash("sha1").update(text).digest("hex");
const gateway = aPod({ namespace: "payments", name: "gateway", podIp: "10.244.1.10", floatingIps: ["10.99.0.10"] });
const VETH = vethNameOf(gateway, sha1Hex);

function commandsOf(fields: Parameters<typeof aSnapshot>[0] = {}, ip = "10.99.0.10") {
  const snapshot: ClusterSnapshot = aSnapshot({ nodes: [aNode()], pods: [gateway], ...fields });
  const { view } = createAssessor(snapshot, NO_RULES);
  const assessment = view.assessments.get(ip);
  if (!assessment) throw new Error("nothing has to do with the address");
  return Object.fromEntries(runbookOf(view, assessment, sha1Hex).map(({ id, command, expected }) => [id, { command, expected }]));
}

function calico(version: string) {
  return { clusterInformations: [{ name: "default", calicoVersion: version, clusterType: "k8s,bgp", datastoreReady: true }] };
}

describe("the commands", () => {
  test("name who claims it", () => {
    expect(commandsOf()["claim"]?.expected).toBe("payments\tgateway\t10.244.1.10");
  });

  test("show the mapping in the nat table", () => {
    expect(commandsOf()["mapping"]).toEqual({
      command: "iptables -t nat -S cali-fip-dnat | grep -wF -- '-d 10.99.0.10/32'",
      expected: '-A cali-fip-dnat -d 10.99.0.10/32 -m comment --comment "cali:…" -j DNAT --to-destination 10.244.1.10',
    });
  });

  test("show the mapping with nft where Felix uses nftables", () => {
    const commands = commandsOf({ felixConfigurations: [aFelixConfiguration({ nftablesMode: "Enabled" })] });

    expect(commands["mapping"]).toBeUndefined();
    expect(commands["mapping-nft"]).toEqual({
      command: "nft list chain ip calico nat-cali-fip-dnat | grep -wF 'ip daddr 10.99.0.10'",
      expected: 'ip daddr 10.99.0.10 counter packets … bytes … dnat to 10.244.1.10 comment "cali:…;"',
    });
  });

  test("use the tools of IPv6 for IPv6", () => {
    const pods = [aPod({ name: "v6", statusPodIps: ["fd00:244::9"], floatingIps: ["fd00:99::1"] })];
    const commands = commandsOf({ pods }, "fd00:99::1");

    expect(commands["mapping"]?.command).toBe("ip6tables -t nat -S cali-fip-dnat | grep -wF -- '-d fd00:99::1/128'");
    expect(commands["route"]?.command).toBe("ip -6 route show fd00:99::1");
    expect(commands["route"]?.expected).toMatch(/^fd00:99::1 dev cali[0-9a-f]{11} metric 1024 pref medium$/);
  });

  test.for([
    { version: "v3.32.1", expected: `10.99.0.10 dev ${VETH} scope link metric 1024` },
    { version: "v3.31.4", expected: `10.99.0.10 dev ${VETH} scope link` },
  ])("show the route as Calico $version writes it", ({ version, expected }) => {
    expect(commandsOf(calico(version))["route"]).toEqual({ command: "ip route show 10.99.0.10", expected });
  });

  test("name each interface the route may lead to, because every claimant of the node gets one", () => {
    const standby = aPod({ namespace: "payments", name: "standby", podIp: "10.244.1.9", floatingIps: ["10.99.0.10"] });

    expect(commandsOf({ pods: [gateway, standby] })["route"]?.expected).toBe(
      [VETH, vethNameOf(standby, sha1Hex)].map((veth) => `10.99.0.10 dev ${veth} scope link metric 1024`).join("\n# or: "),
    );
  });

  test("show what Felix is told", () => {
    const pinned = aFelixConfiguration({ name: "node.node-a", floatingIPs: null });

    expect(commandsOf({ felixConfigurations: [aFelixConfiguration(), pinned] })["gate"]).toEqual({
      command:
        "kubectl get felixconfigurations.crd.projectcalico.org default node.node-a --ignore-not-found --no-headers -o custom-columns=N:.metadata.name,F:.spec.floatingIPs",
      expected: "default       Enabled\nnode.node-a   <none>",
    });
  });

  test("expect nothing where the gate is off", () => {
    const commands = commandsOf({ felixConfigurations: [aFelixConfiguration({ floatingIPs: "Disabled" })] });

    expect([commands["mapping"]?.expected, commands["route"]?.expected]).toEqual(["", ""]);
  });

  test("expect nothing in particular while the pods are stale", () => {
    const commands = commandsOf({ sources: [aSource({ source: "pods", state: "stale" })] });

    expect([commands["claim"]?.expected, commands["mapping"]?.expected, commands["route"]?.expected]).toEqual([null, null, null]);
  });
});

// `printf '%s' payments.gateway-7c9f6d5b8-x2k4q | sha1sum`
test("an interface is named after namespace and pod", () => {
  expect(vethNameOf({ namespace: "payments", name: "gateway-7c9f6d5b8-x2k4q" }, sha1Hex)).toBe("cali54b03414a1b");
});

test("an interface takes the first of the prefixes Felix is told", () => {
  expect(vethNameOf({ namespace: "a", name: "b" }, () => "0123456789abcdef", "eni,cali")).toBe("eni0123456789a");
});
