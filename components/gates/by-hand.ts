import type { Gates } from "#lib/contract/gates.ts";

/** A thing to do outside of this console: a sentence of the catalogue, and its commands. */
export type ManualStep = {
  readonly code: "hand-cni" | "hand-restart" | "hand-felix" | "hand-pinned" | "hand-variable";
  readonly facts: { readonly nodes: readonly string[]; readonly object: string };
  readonly command: string;
};

const CALICO_NODE = "daemonset/calico-node";
const FELIX_OBJECT = "FelixConfiguration/";
const VARIABLE = "env/";

/**
 * What would have to be done by hand to open both gates everywhere.
 *
 * @param apiGroup As `status` tells it, e.g. `crd.projectcalico.org/v1`; `null` where it is not known.
 * @returns Empty where both are open on all nodes, and where the cluster cannot do it at all.
 */
export function manualSteps(gates: Gates, apiGroup: string | null): readonly ManualStep[] {
  if (!gates.supported) return [];
  return [...cniSteps(gates), ...felixSteps(gates, apiGroup)];
}

function cniSteps({ cni }: Gates): readonly ManualStep[] {
  const [namespace = "kube-system", name = "calico-config"] = cni.configMap?.split("/") ?? [];
  const restart = [`kubectl -n ${namespace} rollout restart ${CALICO_NODE}`, `kubectl -n ${namespace} rollout status ${CALICO_NODE}`];
  if (cni.enabled === false) {
    const command = [`kubectl -n ${namespace} edit configmap ${name}`, ...restart].join("\n");
    return [{ code: "hand-cni", facts: { nodes: [], object: `${namespace}/${name}` }, command }];
  }
  const nodes = cni.installedOn.filter(({ installed }) => installed === false).map(({ node }) => node);
  if (cni.enabled === null || nodes.length === 0) return [];
  return [{ code: "hand-restart", facts: { nodes, object: CALICO_NODE }, command: restart.join("\n") }];
}

function felixSteps({ felix, cni }: Gates, apiGroup: string | null): readonly ManualStep[] {
  const group = apiGroup?.split("/", 1)[0];
  const resource = group ? `felixconfigurations.${group}` : "felixconfigurations";
  const closed = Map.groupBy(
    felix.nodes.filter(({ value }) => value === "Disabled"),
    ({ decidedBy }) => decidedBy,
  );
  const steps = [...closed].map(([object, entries]): ManualStep => {
    const facts = { nodes: entries.map(({ node }) => node), object };
    if (object.startsWith(VARIABLE)) {
      const namespace = cni.configMap?.split("/")[0] ?? "kube-system";
      return { code: "hand-variable", facts, command: `kubectl -n ${namespace} set env ${CALICO_NODE} ${object.slice(VARIABLE.length)}-` };
    }
    const name = object.startsWith(FELIX_OBJECT) ? object.slice(FELIX_OBJECT.length) : "default";
    const command = `kubectl patch ${resource} ${name} --type merge -p '{"spec":{"floatingIPs":"Enabled"}}'`;
    return { code: name === "default" ? "hand-felix" : "hand-pinned", facts, command };
  });
  return steps.toSorted((a, b) => (a.command < b.command ? -1 : 1));
}
