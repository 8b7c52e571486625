import type { Family, FelixGate } from "./assessment.ts";
import { type Dataplane, dataplaneOn, knowsFloatingIps, parseFelixBoolean } from "./dataplane.ts";
import { type FelixParameter, type FelixSources, type FelixValue, felixSourcesOf, resolveFelixParameter } from "./felix-parameter.ts";
import type { Installation } from "./installation.ts";
import { type Reason, reason } from "./reason.ts";
import type { ClusterSnapshot } from "./snapshot.ts";

export const FLOATING_IPS: FelixParameter = {
  name: "FloatingIPs",
  of: ({ floatingIPs }) => floatingIPs,
  parse: (text) => ["Enabled", "Disabled"].find((value) => value.toLowerCase() === text.toLowerCase()) ?? null,
  builtIn: "Disabled",
};

const IPV6_SUPPORT: FelixParameter = {
  name: "IPv6Support",
  of: ({ ipv6Support }) => (ipv6Support === null ? null : String(ipv6Support)),
  parse: parseFelixBoolean,
  builtIn: "true",
};

export type GateValue = {
  readonly value: FelixGate;
  readonly decidedBy: string;
  readonly overrides: readonly string[];
  readonly reason: Reason | null;
};

/** Whether the Felix of a node programs claims of a family. */
export type Programs = { readonly programs: "yes" | "no" | "unknown"; readonly felixGate: FelixGate; readonly reason: Reason | null };

/** What Felix is set to, node by node; each answer is worked out once. */
export type FelixView = {
  gateOn(node: string): GateValue;
  ipv6On(node: string): GateValue;
  dataplaneOn(node: string): Dataplane;
  programsOn(node: string, family: Family): Programs;
  /** What a node without an object of its own gets. */
  gateByDefault(): GateValue;
};

/** A name that no Node can have, so that only what holds for all nodes decides. */
const NO_NODE = "";

export function felixViewOf(snapshot: ClusterSnapshot, installation?: Installation): FelixView {
  const sources = felixSourcesOf(snapshot, installation);
  const gateOn = memo((node: string) => gateOf(resolveFelixParameter(sources, node, FLOATING_IPS)));
  const ipv6On = memo((node: string) => ipv6Of(resolveFelixParameter(sources, node, IPV6_SUPPORT)));
  const byFamily = {
    4: memo((node: string) => decide(sources, node, 4, gateOn, ipv6On)),
    6: memo((node: string) => decide(sources, node, 6, gateOn, ipv6On)),
  };
  return {
    gateOn,
    ipv6On,
    dataplaneOn: memo((node: string) => dataplaneOn(sources, node)),
    programsOn: (node, family) => byFamily[family](node),
    gateByDefault: () => gateOf(resolveFelixParameter({ ...sources, scoped: [] }, NO_NODE, FLOATING_IPS)),
  };
}

/**
 * Whether Felix programs claims of a family on a node: gate, IPv6 support and dataplane together.
 *
 * One sure no is enough; otherwise one doubt makes it unknown.
 *
 * @see projectcalico/calico v3.32.1 felix/dataplane/driver.go; felix/config/config_params.go, `FloatingIPs`, `Ipv6Support`
 */
function decide(
  sources: FelixSources,
  node: string,
  family: Family,
  gateOn: (node: string) => GateValue,
  ipv6On: (node: string) => GateValue,
): Programs {
  const gate = gateOn(node);
  const felixGate = gate.value;
  const ipv6 = family === 6 ? ipv6On(node) : null;
  const no = (code: string, facts: Reason["facts"]): Programs => ({ programs: "no", felixGate, reason: reason(code, { node, ...facts }) });

  if (felixGate === "Disabled") return no("felix-gate-off", { decidedBy: gate.decidedBy });
  const knows = knowsFloatingIps(sources, node);
  if (knows === false) return no(dataplaneOn(sources, node) === "windows" ? "dataplane-windows" : "dataplane-ebpf", {});
  if (ipv6?.value === "Disabled") return no("ipv6-off", { decidedBy: ipv6.decidedBy });

  const doubt = gate.reason ?? ipv6?.reason ?? (knows === null ? reason("dataplane-unknown", { node }) : null);
  return doubt ? { programs: "unknown", felixGate, reason: doubt } : { programs: "yes", felixGate, reason: null };
}

function gateOf({ value, ...rest }: FelixValue): GateValue {
  return { value: value === null ? "Unknown" : value === "Enabled" ? "Enabled" : "Disabled", ...rest };
}

function ipv6Of({ value, ...rest }: FelixValue): GateValue {
  return { value: value === null ? "Unknown" : value === "true" ? "Enabled" : "Disabled", ...rest };
}

function memo<T>(make: (node: string) => T): (node: string) => T {
  const kept = new Map<string, T>();
  return (node) => {
    const known = kept.get(node);
    if (known !== undefined) return known;
    const made = make(node);
    kept.set(node, made);
    return made;
  };
}
