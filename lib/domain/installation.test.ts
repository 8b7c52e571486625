import { describe, expect, test } from "vitest";
import { assessCniGate, isSupported } from "./cni-gate.ts";
import { describeInstallation } from "./installation.ts";
import { aCalicoNodePod, aConfigMap, aContainer, aDaemonSet, aSnapshot, aSource } from "./testing/builders.ts";

const information = (calicoVersion: string | null) => [{ name: "default", calicoVersion, clusterType: null, datastoreReady: true }];
const image = (name: string) => [aDaemonSet({ containers: [aContainer({ image: name, env: { DATASTORE_TYPE: "kubernetes" } })] })];

describe("how Calico is set up", () => {
  test.for([
    {
      name: "the version is what Calico says of itself",
      snapshot: { clusterInformations: information("v3.32.1") },
      is: { version: { text: "v3.32.1", major: 3, minor: 32 } },
    },
    {
      name: "else the tag of the image",
      snapshot: { clusterInformations: [], daemonSets: image("quay.io/calico/node:v3.29.0") },
      is: { version: { major: 3, minor: 29 } },
    },
    {
      name: "a registry's port is no tag",
      snapshot: { clusterInformations: [], daemonSets: image("registry:5000/calico/node") },
      is: { version: null },
    },
    { name: "master is no version", snapshot: { clusterInformations: [], daemonSets: image("calico/node:master") }, is: { version: null } },
    {
      name: "the manifest's DaemonSet is managed by nobody else",
      snapshot: {},
      is: { managedBy: "manifest", isCanal: false, ipam: "calico-ipam", datastore: "kubernetes", backend: "bird" },
    },
    {
      name: "an Installation is the operator's",
      snapshot: { installations: [{ name: "default", linuxDataplane: "Iptables", ipamType: "Calico" }] },
      is: { managedBy: "operator" },
    },
    {
      name: "so is a DaemonSet that an Installation owns",
      snapshot: { daemonSets: [aDaemonSet({ namespace: "calico-system", ownerKinds: ["Installation"] })] },
      is: { managedBy: "operator" },
    },
    {
      name: "Canal has its own names, and nobody who carries routes",
      snapshot: {
        daemonSets: [aDaemonSet({ name: "canal" }, { CALICO_NETWORKING_BACKEND: "none" })],
        configMaps: [
          aConfigMap({
            name: "canal-config",
            data: { cni_network_config: '{"plugins":[{"type":"calico","ipam":{"type":"host-local"}}]}' },
          }),
        ],
      },
      is: { isCanal: true, backend: "none", ipam: "host-local" },
    },
    {
      name: "without DATASTORE_TYPE it is etcd",
      snapshot: { daemonSets: [aDaemonSet({ containers: [aContainer({ env: { ETCD_ENDPOINTS: "https://10.0.0.1:2379" } })] })] },
      is: { datastore: "etcd" },
    },
    {
      name: "while the DaemonSets may not be read nothing is said of the datastore",
      snapshot: { sources: [aSource({ source: "daemonsets", state: "forbidden" })] },
      is: { datastore: "unknown" },
    },
    {
      name: "without a DaemonSet nothing is said at all",
      snapshot: { daemonSets: [], configMaps: [] },
      is: { managedBy: "unknown", backend: "unknown", datastore: "unknown", ipam: "unknown" },
    },
  ])("$name", ({ snapshot, is }) => {
    expect(describeInstallation(aSnapshot(snapshot))).toMatchObject(is);
  });
});

describe("the CNI gate", () => {
  const gateOf = (snapshot: Parameters<typeof aSnapshot>[0]) => assessCniGate(aSnapshot(snapshot));
  const edited = (lastModifiedAt: string) => [aConfigMap({ lastModifiedAt })];

  test("is open when the flag is on", () => expect(gateOf({})).toMatchObject({ enabled: true, key: "cni_network_config", problem: null }));

  test.for([
    {
      name: "may not be read",
      snapshot: { sources: [aSource({ source: "configmaps/kube-system", state: "forbidden" })] },
      code: "source-forbidden",
    },
    { name: "is not there", snapshot: { configMaps: [] }, code: "cni-config-not-found" },
    { name: "lacks the key", snapshot: { configMaps: [aConfigMap({ data: {} })] }, code: "cni-config-key-missing" },
    { name: "is no JSON", snapshot: { configMaps: [aConfigMap({ data: { cni_network_config: "{" } })] }, code: "cni-not-json" },
  ])("is not known when the ConfigMap $name", ({ snapshot, code }) => {
    expect(gateOf(snapshot)).toMatchObject({ enabled: null, problem: { code } });
  });

  test("does not care for the rights in the operator's namespace", () => {
    expect(gateOf({ sources: [aSource({ source: "configmaps/calico-system", state: "forbidden" })] }).enabled).toBe(true);
  });

  test.for([
    { name: "ran after the edit", pod: aCalicoNodePod(), at: "2026-08-29T03:00:30Z", installed: true, code: undefined },
    { name: "ran before the edit", pod: aCalicoNodePod(), at: "2026-08-29T03:05:30Z", installed: false, code: "cni-edited-since" },
    {
      name: "is running",
      pod: aCalicoNodePod({ installCni: { state: "running", finishedAt: null, message: null } }),
      at: "2026-08-29T03:00:00Z",
      installed: false,
      code: "install-cni-running",
    },
    {
      name: "crashes",
      pod: aCalicoNodePod({ installCni: { state: "failed", finishedAt: null, message: "no JSON" } }),
      at: "2026-08-29T03:00:00Z",
      installed: false,
      code: "install-cni-failed",
    },
    {
      name: "is not told of",
      pod: aCalicoNodePod({ installCni: null }),
      at: "2026-08-29T03:00:00Z",
      installed: null,
      code: "install-cni-unknown",
    },
  ])("is in force on a node by what install-cni did there: it $name", ({ pod, at, installed, code }) => {
    const [node] = gateOf({ calicoNodePods: [pod], configMaps: edited(at) }).installedOn;

    expect(node?.installed).toBe(installed);
    expect(node?.reason?.code).toBe(code);
  });

  test("of two pods on a node the one that stays counts", () => {
    const going = aCalicoNodePod({ uid: "old", deletionTimestamp: "2026-08-29T03:06:00Z", createdAt: "2026-08-29T04:00:00Z" });
    const fresh = aCalicoNodePod({ uid: "new", installCni: { state: "finished", finishedAt: "2026-08-29T03:07:00Z", message: null } });

    expect(gateOf({ calicoNodePods: [going, fresh], configMaps: edited("2026-08-29T03:05:30Z") }).installedOn).toMatchObject([
      { node: "node-a", installed: true },
    ]);
  });

  test("an operator's cluster is not supported", () => {
    expect(
      isSupported(describeInstallation(aSnapshot({ installations: [{ name: "default", linuxDataplane: null, ipamType: null }] }))),
    ).toMatchObject({ supported: false, reason: { code: "operator-managed" } });
  });
});
