import type { FelixGate } from "../assessment.ts";
import type { ClusterView } from "../cluster-view.ts";
import { felixViewOf } from "../felix-gate.ts";
import { type Reason, reason } from "../reason.ts";
import type { ClusterSnapshot, FelixConfigurationRecord } from "../snapshot.ts";
import { doubtAbout } from "../source.ts";
import { consequencesOf } from "./consequences.ts";
import { type MergePatch, type Planned, type PlanObject, planned, refused, type Step } from "./plan.ts";

const OVERRIDE = "config.projectcalico.org/FloatingIPs";

export type FelixGateIntent = { readonly enabled: boolean; readonly node?: string | undefined };
type Value = Exclude<FelixGate, "Unknown">;

/**
 * Plans to open or close the Felix gate, for all nodes or for one, by the object that decides it; it is created if missing.
 *
 * What else decides on a node (its own object, a scoped one, a variable) is left alone and told: calicoctl writes an explicit
 * `Disabled` into every object that it makes for any other purpose. An annotation on the object itself wins over its spec,
 * so it goes.
 *
 * @see projectcalico/calico v3.32.1 libcalico-go/lib/clientv3/felixconfig.go, `setDefaults`
 */
export function planSetFelixGate(view: ClusterView, { enabled, node }: FelixGateIntent): Planned {
  const { snapshot, installation } = view;
  const { apiGroup } = snapshot.identity;
  const wanted: Value = enabled ? "Enabled" : "Disabled";
  if (apiGroup === null) return refused({ code: "cluster-unsupported", pointer: "/action", reason: reason("calico-not-found") });
  if (node !== undefined && !snapshot.nodes.has(node)) {
    return refused({ code: "target-unsupported", pointer: "/node", reason: reason("node-unknown", { node }) });
  }
  const name = node === undefined ? "default" : `node.${node}`;
  const record = snapshot.felixConfigurations.get(name);
  const step = record ? patchOf(record, apiGroup, wanted) : createOf(name, apiGroup, wanted);
  const changes = changesOf(view, name, wanted);
  const stays = changes.filter(({ isMeant, after }) => isMeant(node) && after !== wanted);
  const restarts = changes.filter(({ before, after }) => before !== after && after !== "Unknown");
  const doubt = doubtAbout(snapshot, "felixconfigurations");
  return planned({
    steps: step ? [step] : [],
    consequences: consequencesOf(view, [], { felix: restarts.map((change) => ({ node: change.node, value: change.after as Value })) }),
    warnings: [
      ...restartsOf(restarts.map((change) => change.node)),
      ...stays.map((change) =>
        reason("felix-gate-stays", { node: change.node, value: change.after, decidedBy: change.decidedBy, isHidden: change.isHidden }),
      ),
      ...(installation.managedBy === "operator" ? [reason("operator-unsupported")] : []),
      ...(enabled && view.cniGate.enabled === false ? [reason("cni-gate-still-closed")] : []),
    ],
    blockers: [...(step ? [] : [reason("nothing-to-change")]), ...(doubt ? [doubt] : [])],
  });
}

function restartsOf(nodes: readonly string[]): readonly Reason[] {
  return nodes.length > 0 ? [reason("felix-restarts", { nodes, count: nodes.length })] : [];
}

function objectOf(name: string, apiVersion: string, record?: FelixConfigurationRecord): PlanObject {
  const { uid = null, resourceVersion = null } = record ?? {};
  return { apiVersion, kind: "FelixConfiguration", namespace: null, name, uid, resourceVersion };
}

function patchOf(record: FelixConfigurationRecord, apiVersion: string, wanted: Value): Step | null {
  const override = record.overrides["FloatingIPs"];
  if (record.floatingIPs === wanted && override === undefined) return null;
  const at = (value: string | null, annotation: string | null): MergePatch => ({
    ...(override !== undefined && { metadata: { annotations: { [OVERRIDE]: annotation } } }),
    spec: { floatingIPs: value },
  });
  return {
    what: reason("step-felix-gate", { object: record.name, value: wanted }),
    object: objectOf(record.name, apiVersion, record),
    verb: "patch",
    patch: at(wanted, null),
    was: at(record.floatingIPs, override ?? null),
  };
}

function createOf(name: string, apiVersion: string, wanted: Value): Step {
  return {
    what: reason("step-felix-create", { object: name, value: wanted }),
    object: objectOf(name, apiVersion),
    verb: "create",
    patch: { apiVersion, kind: "FelixConfiguration", metadata: { name }, spec: { floatingIPs: wanted } },
  };
}

/** What each node does now and would do, and by what. */
function changesOf(view: ClusterView, name: string, wanted: Value) {
  const after = felixViewOf(withObject(view.snapshot, name, wanted), view.installation);
  return [...view.snapshot.nodes.keys()].toSorted().map((node) => {
    const { value, decidedBy } = after.gateOn(node);
    const decider = view.snapshot.felixConfigurations.get(decidedBy.replace("FelixConfiguration/", ""));
    return {
      node,
      before: view.felix.gateOn(node).value,
      after: value,
      decidedBy,
      /** Nobody may ever have meant it: calicoctl writes it beside whatever else it was asked to. */
      isHidden: decider?.floatingIPs === "Disabled" && decider.name.startsWith("node."),
      isMeant: (only: string | undefined) => only === undefined || only === node,
    };
  });
}

function withObject(snapshot: ClusterSnapshot, name: string, wanted: Value): ClusterSnapshot {
  const record = snapshot.felixConfigurations.get(name);
  const { FloatingIPs: _, ...overrides } = record?.overrides ?? {};
  const changed: FelixConfigurationRecord = { ...(record ?? NOTHING_SET), name, floatingIPs: wanted, overrides };
  return { ...snapshot, felixConfigurations: new Map([...snapshot.felixConfigurations, [name, changed]]) };
}

const NOTHING_SET: FelixConfigurationRecord = {
  name: "",
  uid: "",
  resourceVersion: "",
  createdAt: null,
  floatingIPs: null,
  bpfEnabled: null,
  ipv6Support: null,
  nftablesMode: null,
  programClusterRoutes: null,
  ipv4NormalRoutePriority: null,
  routeSyncDisabled: null,
  interfacePrefix: null,
  nodeSelector: null,
  overrides: {},
  lastModifiedAt: null,
  lastModifiedBy: null,
};
