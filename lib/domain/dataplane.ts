import { type FelixParameter, type FelixSources, resolveFelixParameter } from "./felix-parameter.ts";

export type Dataplane = "iptables" | "nftables" | "ebpf" | "windows" | "unknown";

const TRUE = new Set(["true", "1", "yes", "y", "t"]);
const FALSE = new Set(["false", "0", "no", "n", "f"]);

/** @see projectcalico/calico v3.32.1 felix/config/param_types.go, `BoolParam` */
export function parseFelixBoolean(text: string): string | null {
  const lower = text.toLowerCase();
  return TRUE.has(lower) ? "true" : FALSE.has(lower) ? "false" : null;
}

const BPF: FelixParameter = {
  name: "BPFEnabled",
  of: ({ bpfEnabled }) => (bpfEnabled === null ? null : String(bpfEnabled)),
  parse: parseFelixBoolean,
  builtIn: "false",
};

const NFTABLES: FelixParameter = {
  name: "NFTablesMode",
  of: ({ nftablesMode }) => nftablesMode,
  parse: (text) => ["Enabled", "Disabled", "Auto"].find((value) => value.toLowerCase() === text.toLowerCase()) ?? null,
  builtIn: "Disabled",
};

/**
 * The dataplane that Felix drives on a node. Floating IPs exist in iptables and nftables; eBPF and Windows know none.
 *
 * @returns `unknown` where Felix itself decides (`Auto`), or what decides cannot be seen.
 * @see projectcalico/calico v3.32.1 felix/dataplane/linux/int_dataplane.go, `setUpIptablesBPF`; felix/dataplane/windows
 */
export function dataplaneOn(sources: FelixSources, node: string): Dataplane {
  const { snapshot } = sources;
  if (snapshot.nodes.get(node)?.os === "windows") return "windows";
  const declared = snapshot.installations.get("default")?.linuxDataplane;
  if (declared === "BPF") return "ebpf";
  const bpf = resolveFelixParameter(sources, node, BPF).value;
  if (bpf === "true") return "ebpf";
  if (bpf === null) return "unknown";
  if (declared === "Nftables") return "nftables";
  const mode = resolveFelixParameter(sources, node, NFTABLES).value;
  return mode === "Enabled" ? "nftables" : mode === null || mode === "Auto" ? "unknown" : "iptables";
}

/** Whether the node surely has no dataplane for floating IPs, surely has one, or it cannot be said. */
export function knowsFloatingIps(sources: FelixSources, node: string): boolean | null {
  const dataplane = dataplaneOn(sources, node);
  if (dataplane === "ebpf" || dataplane === "windows") return false;
  if (dataplane !== "unknown") return true;
  // `Auto` chooses between two that both have floating IPs.
  return resolveFelixParameter(sources, node, BPF).value === null ? null : true;
}
