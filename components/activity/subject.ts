import type { Action } from "#lib/contract/plans.ts";

/** What an action was about, as its row names it. */
export type Subject = {
  /** Floating IPs, or the CIDRs of a reservation. */
  readonly addresses: readonly string[];
  /** The pod, workload, node or reservation; `null` where it is the cluster's. */
  readonly object: string | null;
  /** `open` or `closed` of a gate, the mode of the guard; `null` of all others. */
  readonly to: string | null;
};

/** Reads it from the intent, which is stored as it was sent. A field that is not there stays out. */
export function subjectOf({ action, intent, consequences }: Pick<Action, "action" | "intent" | "consequences">): Subject {
  const target = record(intent["target"]) ?? record(intent["to"]);
  const addresses = [...texts(intent["ips"]), ...texts(intent["ip"]), ...texts(intent["cidrs"])];
  const enabled = intent["enabled"];
  return {
    addresses: addresses.length > 0 || action !== "undo" ? addresses : consequences.map(({ ip }) => ip),
    object: (target && nameOf(target)) ?? texts(intent["node"])[0] ?? texts(intent["name"])[0] ?? null,
    to: typeof enabled === "boolean" ? (enabled ? "open" : "closed") : (texts(intent["mode"])[0] ?? null),
  };
}

function nameOf(target: Readonly<Record<string, unknown>>): string | null {
  const [kind = "Pod"] = texts(target["kind"]);
  const [namespace] = texts(target["namespace"]);
  const [name] = texts(target["name"]);
  if (name === undefined) return null;
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

function record(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}

function texts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
