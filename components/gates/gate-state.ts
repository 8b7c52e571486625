import type { Gates } from "#lib/contract/gates.ts";

type Installed = Gates["cni"]["installedOn"][number];
type FelixNode = Gates["felix"]["nodes"][number];

/** `old-file`: what is in force on the node is not the text as it stands. */
export type CniOnNode = "installed" | "off" | "old-file" | "unknown";

export type NodeRow = {
  readonly node: string;
  readonly cni: CniOnNode;
  /** What install-cni tells of the node; `null` where no calico-node runs there. */
  readonly installed: Installed | null;
  /** `null` where the node runs calico-node and is no node that is known. */
  readonly felix: FelixNode | null;
  readonly so: "so-both" | "so-no-cni" | "so-no-felix" | "so-neither" | "so-unknown";
};

/** What decides on each node, and what follows from it. Nodes in text order. */
export function nodeRowsOf({ cni, felix }: Gates): readonly NodeRow[] {
  const installed = new Map(cni.installedOn.map((entry) => [entry.node, entry]));
  const felixOf = new Map(felix.nodes.map((entry) => [entry.node, entry]));
  return [...new Set([...installed.keys(), ...felixOf.keys()])].toSorted().map((node) => {
    const row = { node, installed: installed.get(node) ?? null, felix: felixOf.get(node) ?? null };
    const onNode = cniOn(cni.enabled, row.installed);
    return { ...row, cni: onNode, so: consequenceOf(onNode, row.felix) };
  });
}

/** Whether a node is known to run another file than the text as it stands: a rollout is under way, or is still to come. */
export function isBehind(gates: Gates): boolean {
  return gates.rollout?.state === "running" || nodeRowsOf(gates).some(({ cni }) => cni === "old-file");
}

/** Milliseconds that a rollout still takes, by what a node took so far; `null` before the first two are through. */
export function leftOf(rollout: NonNullable<Gates["rollout"]>): number | null {
  const through = rollout.nodes.flatMap(({ state, startedAt, finishedAt }) =>
    state === "done" && startedAt && finishedAt ? [{ from: Date.parse(startedAt), to: Date.parse(finishedAt) }] : [],
  );
  if (rollout.state !== "running" || through.length < 2 || rollout.restartedAt === null) return null;
  const took = Math.max(...through.map(({ to }) => to)) - Date.parse(rollout.restartedAt);
  return took > 0 ? (took / through.length) * (rollout.total - rollout.done) : null;
}

function cniOn(enabled: boolean | null, installed: Installed | null): CniOnNode {
  if (enabled === null || installed === null || installed.installed === null) return "unknown";
  if (!installed.installed) return "old-file";
  return enabled ? "installed" : "off";
}

function consequenceOf(cni: CniOnNode, felix: FelixNode | null): NodeRow["so"] {
  if (cni === "unknown" || felix === null || felix.value === "Unknown") return "so-unknown";
  const starts = cni === "installed";
  if (felix.value === "Enabled") return starts ? "so-both" : "so-no-cni";
  return starts ? "so-no-felix" : "so-neither";
}

export type GateCounts = {
  readonly total: number;
  readonly installed: number;
  readonly enabled: number;
  readonly felixUnknown: number;
};

export function countGates({ cni, felix }: Gates): GateCounts {
  return {
    total: felix.nodes.length,
    installed: cni.installedOn.filter((entry) => entry.installed === true).length,
    enabled: felix.nodes.filter(({ value }) => value === "Enabled").length,
    felixUnknown: felix.nodes.filter(({ value }) => value === "Unknown").length,
  };
}

export type CniState = "on-all" | "on" | "off" | "unknown";
export type FelixState = "on-all" | "on" | "off" | "unknown";

export function cniStateOf(gates: Gates, { installed }: GateCounts): CniState {
  if (gates.cni.enabled === null) return "unknown";
  if (!gates.cni.enabled) return "off";
  return installed > 0 && installed === gates.cni.installedOn.length ? "on-all" : "on";
}

export function felixStateOf({ total, enabled, felixUnknown }: GateCounts): FelixState {
  if (total === 0 || felixUnknown > 0) return "unknown";
  if (enabled === 0) return "off";
  return enabled === total ? "on-all" : "on";
}

/** Lines of the text that hold the flag, counted from 1. */
export function flagLinesOf(text: string): readonly number[] {
  return text.split("\n").flatMap((line, at) => (/"floating_?ips?"\s*:/i.test(line) ? [at + 1] : []));
}
