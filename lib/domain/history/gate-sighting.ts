import type { CalicoDaemonSetRecord, ConfigMapRecord, FelixConfigurationRecord, RecordChange } from "../snapshot.ts";
import type { EvidenceObject } from "./transition.ts";

/** One parameter that steers whether Felix programs floating IPs, and what one object came to say about it. */
export type GateSighting = {
  readonly at: number;
  readonly object: EvidenceObject;
  /** As Felix names it, e.g. `FloatingIPs`. */
  readonly parameter: string;
  /** As written; `null` where the object said nothing, or was not there. */
  readonly before: string | null;
  readonly after: string | null;
  readonly manager: string | null;
  readonly managedAt: string | null;
  /** The object was not there before, as far as was seen. */
  readonly isFirst: boolean;
};

/** What the view calls the object where it decides, e.g. `FelixConfiguration/default`. */
export function deciderOf({ object, parameter }: Pick<GateSighting, "object" | "parameter">): string {
  return object.kind === "FelixConfiguration" ? `FelixConfiguration/${object.name}` : `env/FELIX_${parameter.toUpperCase()}`;
}

const PARAMETERS = ["FloatingIPs", "IPv6Support", "BPFEnabled"] as const;
type Parameter = (typeof PARAMETERS)[number];

/**
 * What a change of one record says about the gate of Felix, its IPv6 support and its dataplane.
 *
 * @returns Empty for the many changes that say nothing about them.
 */
export function gateSightingsOf(change: RecordChange, at: number): readonly GateSighting[] {
  switch (change.collection) {
    case "felixConfigurations":
      return differences(change, at, ofFelixConfiguration, writtenBy, felixObjectOf);
    case "daemonSets":
      return differences(change, at, ofDaemonSet, () => null, daemonSetObjectOf);
    case "configMaps":
      return differences(change, at, ofConfigMap, writtenBy, configMapObjectOf);
    default:
      return [];
  }
}

type Written = { readonly manager: string | null; readonly managedAt: string | null };

function differences<R>(
  { before, after }: { readonly before: R | undefined; readonly after: R | undefined },
  at: number,
  textOf: (record: R, parameter: Parameter) => string | null,
  writtenOf: (record: R) => Written | null,
  objectOf: (record: R) => EvidenceObject,
): readonly GateSighting[] {
  const record = after ?? before;
  if (record === undefined) return [];
  return PARAMETERS.flatMap((parameter) => {
    const was = before === undefined ? null : textOf(before, parameter);
    const is = after === undefined ? null : textOf(after, parameter);
    if (was === is) return [];
    const written = (after !== undefined && writtenOf(after)) || { manager: null, managedAt: null };
    return [{ at, object: objectOf(record), parameter, before: was, after: is, isFirst: before === undefined, ...written }];
  });
}

function writtenBy(record: Pick<FelixConfigurationRecord, "lastModifiedAt" | "lastModifiedBy">): Written {
  return { manager: record.lastModifiedBy, managedAt: record.lastModifiedAt };
}

function ofFelixConfiguration(record: FelixConfigurationRecord, parameter: Parameter): string | null {
  const override = record.overrides[parameter];
  if (override !== undefined) return override;
  const values = { FloatingIPs: record.floatingIPs, IPv6Support: record.ipv6Support, BPFEnabled: record.bpfEnabled };
  const value = values[parameter];
  return value === null ? null : String(value);
}

/** The literal, or where it comes from. */
function ofDaemonSet({ containers }: CalicoDaemonSetRecord, parameter: Parameter): string | null {
  const name = `FELIX_${parameter.toUpperCase()}`;
  const entry = containers.find((container) => container.name === "calico-node")?.env.findLast((one) => one.name.toUpperCase() === name);
  if (!entry) return null;
  return entry.value ?? (entry.configMapKey ? `ConfigMap ${entry.configMapKey.name}, ${entry.configMapKey.key}` : "a Secret or a field");
}

function ofConfigMap({ data }: ConfigMapRecord, parameter: Parameter): string | null {
  const name = `FELIX_${parameter.toUpperCase()}`;
  const key = Object.keys(data).find((candidate) => candidate.toUpperCase().endsWith(name));
  return key === undefined ? null : (data[key] ?? null);
}

export function felixObjectOf({ name, uid, resourceVersion }: FelixConfigurationRecord): EvidenceObject {
  return { kind: "FelixConfiguration", namespace: null, name, uid, resourceVersion };
}

export function daemonSetObjectOf({ namespace, name, uid, resourceVersion }: CalicoDaemonSetRecord): EvidenceObject {
  return { kind: "DaemonSet", namespace, name, uid, resourceVersion };
}

function configMapObjectOf({ namespace, name, resourceVersion }: ConfigMapRecord): EvidenceObject {
  return { kind: "ConfigMap", namespace, name, uid: null, resourceVersion };
}
