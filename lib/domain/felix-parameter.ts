import { readVariable } from "./container-variable.ts";
import { describeInstallation, type Installation, isAtLeast } from "./installation.ts";
import { type Reason, reason } from "./reason.ts";
import { matchesSelector } from "./selector.ts";
import type { ClusterSnapshot, FelixConfigurationRecord } from "./snapshot.ts";
import { doubtAbout } from "./source.ts";

/** A parameter of Felix: its names, where the objects hold it, and how Felix reads its text. */
export type FelixParameter = {
  /** As in the annotation `config.projectcalico.org/<name>`, e.g. `FloatingIPs`. */
  readonly name: string;
  /** The spec field as text; `null` when it is not set. */
  of(record: FelixConfigurationRecord): string | null;
  /** The canonical value; `null` for a text that Felix replaces by its built-in value. */
  parse(text: string): string | null;
  readonly builtIn: string;
};

export type FelixValue = {
  /** `null` when it cannot be known. */
  readonly value: string | null;
  /** e.g. `FelixConfiguration/node.node-e`, `env/FELIX_FLOATINGIPS`, `built-in`; `unknown`. */
  readonly decidedBy: string;
  /** Lower in precedence, set, and without effect. */
  readonly overrides: readonly string[];
  /** Why it cannot be known. */
  readonly reason: Reason | null;
};

type Level = { readonly from: string; readonly text: string };
type Doubt = { readonly doubt: Reason };

/** What resolving needs of a snapshot, prepared once for all nodes. */
export type FelixSources = {
  readonly snapshot: ClusterSnapshot;
  readonly installation: Installation;
  readonly scoped: readonly FelixConfigurationRecord[];
};

export function felixSourcesOf(snapshot: ClusterSnapshot, installation: Installation = describeInstallation(snapshot)): FelixSources {
  const scoped = [...snapshot.felixConfigurations.values()]
    .filter(({ name, nodeSelector }) => nodeSelector !== null && name !== "default" && !name.startsWith("node."))
    .toSorted((a, b) => compare(a.createdAt ?? "", b.createdAt ?? "") || compare(a.name, b.name));
  return { snapshot, installation, scoped };
}

/**
 * Decides the value of a Felix parameter on a node.
 *
 * Highest first: the environment of calico-node, the object `node.<name>`, the oldest object whose nodeSelector matches (since
 * v3.32), `default`, the built-in value. In each object the annotation `config.projectcalico.org/<name>` wins over the spec. An
 * empty text is as good as none; `none` turns the parameter off; a text that Felix cannot read gives the built-in value, and
 * keeps its place. `/etc/calico/felix.cfg` on the node comes after the environment and cannot be seen from here: no manifest
 * ships one.
 *
 * @see projectcalico/calico v3.32.1 felix/config/config_params.go, `resolve`; libcalico-go/lib/backend/syncersv1/updateprocessors/configurationprocessor.go
 */
export function resolveFelixParameter(sources: FelixSources, node: string, parameter: FelixParameter): FelixValue {
  const levels: Level[] = [];
  for (const find of [fromEnvironment, fromNodeObject, fromScopedObject, fromDefaultObject]) {
    const found = find(sources, node, parameter);
    // A doubt matters only while nothing higher has decided.
    if (found && "doubt" in found) {
      if (levels.length === 0) return { value: null, decidedBy: "unknown", overrides: [], reason: found.doubt };
      break;
    }
    if (found && found.text !== "") levels.push(found);
  }
  const [first, ...others] = levels;
  if (!first) return { value: parameter.builtIn, decidedBy: "built-in", overrides: [], reason: null };
  const isOff = first.text.toLowerCase() === "none";
  return {
    value: isOff ? "" : (parameter.parse(first.text) ?? parameter.builtIn),
    decidedBy: first.from,
    overrides: others.map(({ from }) => from),
    reason: null,
  };
}

function fromEnvironment({ snapshot, installation }: FelixSources, _node: string, { name }: FelixParameter): Level | Doubt | null {
  const { daemonSet } = installation;
  const doubt = doubtAbout(snapshot, "daemonsets", daemonSet?.namespace);
  if (doubt) return { doubt };
  if (!daemonSet) return { doubt: reason("calico-node-not-found") };
  const variable = `FELIX_${name.toUpperCase()}`;
  const read = readVariable(snapshot, daemonSet, variable);
  if (!read.known) return { doubt: reason("variable-unreadable", { variable, daemonSet: `${daemonSet.namespace}/${daemonSet.name}` }) };
  return read.value === null ? null : { from: `env/${variable}`, text: read.value };
}

function fromNodeObject(sources: FelixSources, node: string, parameter: FelixParameter): Level | Doubt | null {
  return fromObject(sources, sources.snapshot.felixConfigurations.get(`node.${node}`), parameter);
}

function fromScopedObject(sources: FelixSources, node: string, parameter: FelixParameter): Level | Doubt | null {
  const { snapshot, installation, scoped } = sources;
  if (scoped.length === 0) return null;
  const supported = isAtLeast(installation.version, 3, 32);
  if (supported === false) return null;
  if (supported === null) return { doubt: reason("version-unknown") };
  const labels = snapshot.nodes.get(node)?.labels;
  if (!labels) return { doubt: reason("node-unknown", { node }) };
  const matching = scoped.find(({ nodeSelector }) => matchesSelector(nodeSelector ?? "", labels) === true);
  return fromObject(sources, matching, parameter);
}

function fromDefaultObject(sources: FelixSources, _node: string, parameter: FelixParameter): Level | Doubt | null {
  return fromObject(sources, sources.snapshot.felixConfigurations.get("default"), parameter);
}

function fromObject(
  { snapshot }: FelixSources,
  record: FelixConfigurationRecord | undefined,
  parameter: FelixParameter,
): Level | Doubt | null {
  const doubt = doubtAbout(snapshot, "felixconfigurations");
  if (doubt) return { doubt };
  if (!record) return null;
  const text = record.overrides[parameter.name] ?? parameter.of(record);
  return text === null ? null : { from: `FelixConfiguration/${record.name}`, text };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
