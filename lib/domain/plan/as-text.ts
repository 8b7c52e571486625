import { stringify } from "yaml";
import { FLOATING_IPS_ANNOTATION } from "../snapshot.ts";
import { isPatch, leafOf, type MergePatch, type PlanObject, type Step } from "./plan.ts";

/** The same write in other words: to run by hand, or to commit where a repository owns the object. */
export type StepText = {
  readonly kubectl: string;
  readonly yaml: string;
  /** Values of a chart that passes annotations on to its pods; `null` for what no chart knows. */
  readonly helm: string | null;
  /** An entry of `kustomization.yaml`; `null` for what lies in no repository. */
  readonly kustomize: string | null;
};

const RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

/** Writes a step as a line for a shell and as fragments for a repository. */
export function textOf(step: Step): StepText {
  return {
    kubectl: kubectlOf(step),
    yaml: step.verb === "delete" ? yaml(identityOf(step.object)) : yaml(fragmentOf(step)),
    helm: helmOf(step),
    kustomize: kustomizeOf(step),
  };
}

/** The plural as `kubectl` takes it, with the group where the kind is not one of Kubernetes' own workloads. */
function resourceOf({ apiVersion, kind }: PlanObject): string {
  const [group] = apiVersion.includes("/") ? apiVersion.split("/") : [""];
  const name = kind.toLowerCase();
  return !group || ["apps", "batch"].includes(group) ? name : `${pluralOf(kind)}.${group}`;
}

/** @param kind e.g. `ValidatingAdmissionPolicy`. @returns e.g. `validatingadmissionpolicies`, as the API names it in a path. */
export function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  return name.endsWith("y") ? `${name.slice(0, -1)}ies` : `${name}s`;
}

function kubectlOf(step: Step): string {
  const { object, verb } = step;
  const scope = object.namespace === null ? "" : ` -n ${quoted(object.namespace)}`;
  const subject = `${resourceOf(object)} ${quoted(object.name)}`;
  if (verb === "delete") return `kubectl${scope} delete ${subject}`;
  if (verb === "create") return `kubectl create -f - <<'EOF'\n${yaml(step.patch)}EOF`;
  if (object.kind === "Pod") return `kubectl${scope} annotate --overwrite ${subject} ${annotationsOf(step.patch)}`;
  const text = JSON.stringify(step.patch);
  if (text.includes(RESTARTED_AT)) return `kubectl${scope} rollout restart ${subject}`;
  return `kubectl${scope} patch ${subject} --type=merge -p ${quoted(text)}`;
}

function annotationsOf(patch: MergePatch): string {
  const { annotations = {} } = (patch["metadata"] ?? {}) as { annotations?: Record<string, string | null> };
  return Object.entries(annotations)
    .map(([key, value]) => (value === null ? `${key}-` : `${key}=${quoted(value)}`))
    .join(" ");
}

/** For a POSIX shell; plain words stay as they are. */
function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function identityOf({ apiVersion, kind, namespace, name }: PlanObject): MergePatch {
  return { apiVersion, kind, metadata: { name, ...(namespace !== null && { namespace }) } };
}

/** The object with what the step sets, and nothing for what it removes: a repository loses those lines. */
function fragmentOf(step: Exclude<Step, { verb: "delete" }>): MergePatch {
  if (step.verb === "create") return step.patch;
  const identity = identityOf(step.object);
  const kept = withoutNulls(step.patch);
  return { ...identity, ...kept, metadata: { ...(identity["metadata"] as object), ...(kept["metadata"] as object | undefined) } };
}

function withoutNulls(patch: MergePatch): MergePatch {
  const entries = Object.entries(patch).flatMap(([key, value]) => {
    if (value === null) return [];
    if (!isPatch(value)) return [[key, value] as const];
    const inner = withoutNulls(value);
    return Object.keys(inner).length === 0 ? [] : [[key, inner] as const];
  });
  return Object.fromEntries(entries);
}

/** Charts differ; this is the name that most of them give to the annotations of their pods. */
function helmOf(step: Step): string | null {
  if (step.verb !== "patch" || !isTemplate(step)) return null;
  const value = leafOf(step.patch, FLOATING_IPS_ANNOTATION);
  return yaml({ podAnnotations: { [FLOATING_IPS_ANNOTATION]: value ?? null } });
}

function isTemplate({ object, patch }: Step): boolean {
  return object.kind !== "Pod" && patch !== null && leafOf(patch, FLOATING_IPS_ANNOTATION) !== undefined;
}

/** A strategic merge patch, in which `null` removes as it does in a merge patch. */
function kustomizeOf(step: Step): string | null {
  if (step.verb !== "patch" || step.object.kind === "Pod" || JSON.stringify(step.patch).includes(RESTARTED_AT)) return null;
  const identity = identityOf(step.object);
  const { metadata, ...rest } = step.patch;
  const patch = { ...identity, metadata: { ...(identity["metadata"] as object), ...(metadata as object | undefined) }, ...rest };
  return yaml({ patches: [{ patch: yaml(patch) }] });
}

function yaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, singleQuote: true });
}
