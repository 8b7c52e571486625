import type { ClusterView } from "../cluster-view.ts";
import { GUARD_API, GUARD_NAME, GUARD_POLICY_SPEC, guardBindingSpec } from "../guard-policy.ts";
import { isEqual } from "../is-equal.ts";
import { reason } from "../reason.ts";
import { FLOATING_IPS_ANNOTATION } from "../snapshot.ts";
import { editAnnotation } from "./annotation-edit.ts";
import { type MergePatch, type Planned, type PlanObject, planned, refused, type Step } from "./plan.ts";

export type GuardIntent = { readonly mode: "audit" | "deny" | "off" };

/** An object as the API server has it. */
export type Stored = {
  readonly metadata: { readonly uid: string; readonly resourceVersion: string };
  readonly spec?: Readonly<Record<string, unknown>>;
};
export type StoredGuard = { readonly policy: Stored | null; readonly binding: Stored | null };

const POLICY = "ValidatingAdmissionPolicy";
const BINDING = "ValidatingAdmissionPolicyBinding";
/** In which the kind became stable. */
const SINCE = { major: 1, minor: 30 };
export const GUARD_SINCE = `v${SINCE.major}.${SINCE.minor}`;

/**
 * Plans to have the API server refuse malformed floating IP annotations, or only speak of them, or to end that.
 *
 * The policy comes before its binding, and goes after it: a binding without its policy refuses everything it matches.
 *
 * @param stored Read just now: the snapshot does not keep these objects.
 */
export function planSetGuard(view: ClusterView, { mode }: GuardIntent, stored: StoredGuard): Planned {
  const { kubernetesVersion } = view.snapshot.identity;
  if (isBeforeGuards(kubernetesVersion)) {
    const facts = { version: kubernetesVersion, since: GUARD_SINCE };
    return refused({ code: "cluster-unsupported", pointer: "/mode", reason: reason("guard-needs-version", facts) });
  }
  const steps =
    mode === "off"
      ? [remove(BINDING, stored.binding), remove(POLICY, stored.policy)]
      : [write(POLICY, stored.policy, GUARD_POLICY_SPEC, mode), write(BINDING, stored.binding, guardBindingSpec(mode), mode)];
  const written = steps.flatMap((step) => step ?? []);
  const wrong = mode === "off" ? [] : wrongNow(view);
  return planned({
    steps: written,
    warnings: [
      ...(wrong.length > 0 ? [reason("guard-finds-wrong", { objects: wrong, count: wrong.length })] : []),
      ...(mode === "deny" ? [reason("guard-denies")] : []),
    ],
    blockers: written.length === 0 ? [reason("nothing-to-change")] : [],
  });
}

/** False where the version is not known. */
export function isBeforeGuards(version: string | null): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version ?? "") ?? [];
  if (major === undefined || minor === undefined) return false;
  return Number(major) < SINCE.major || (Number(major) === SINCE.major && Number(minor) < SINCE.minor);
}

function objectOf(kind: string, stored: Stored | null): PlanObject {
  const { uid = null, resourceVersion = null } = stored?.metadata ?? {};
  return { apiVersion: GUARD_API, kind, namespace: null, name: GUARD_NAME, uid, resourceVersion };
}

function write(kind: string, stored: Stored | null, spec: Readonly<Record<string, unknown>>, mode: string): Step | null {
  const object = objectOf(kind, stored);
  const what = reason(kind === POLICY ? "step-guard-policy" : "step-guard-binding", { object: GUARD_NAME, mode });
  if (!stored) return { what, object, verb: "create", patch: { apiVersion: GUARD_API, kind, metadata: { name: GUARD_NAME }, spec } };
  if (isEqual(stored.spec, spec)) return null;
  const strange = Object.keys(stored.spec ?? {}).filter((key) => !(key in spec));
  const patch: MergePatch = { spec: { ...Object.fromEntries(strange.map((key) => [key, null])), ...spec } };
  const was = Object.fromEntries(Object.keys({ ...stored.spec, ...spec }).map((key) => [key, stored.spec?.[key] ?? null]));
  return { what, object, verb: "patch", patch, was: { spec: was } };
}

function remove(kind: string, stored: Stored | null): Step | null {
  const what = reason(kind === POLICY ? "step-guard-policy-off" : "step-guard-binding-off", { object: GUARD_NAME });
  return stored && { what, object: objectOf(kind, stored), verb: "delete", patch: null };
}

/** Values that are there and that the policy would not let in. They stay until somebody changes them. */
function wrongNow(view: ClusterView): readonly string[] {
  const pods = [...view.pods.values()].map(
    ({ pod }) => [`Pod ${pod.namespace}/${pod.name}`, pod.annotations[FLOATING_IPS_ANNOTATION]] as const,
  );
  const templates = [...view.snapshot.workloads.values()].map(
    ({ kind, namespace, name, templateFloatingIps }) => [`${kind} ${namespace}/${name}`, templateFloatingIps ?? undefined] as const,
  );
  return [...pods, ...templates].flatMap(([name, value]) => (value !== undefined && isWrong(value) ? [name] : [])).toSorted();
}

function isWrong(value: string): boolean {
  if (/^[ \t\r\n]*(\[[ \t\r\n]*\]|null)?[ \t\r\n]*$/.test(value)) return true;
  const next = editAnnotation(value, { verb: "add", ips: ["192.0.2.1"] });
  return next.kind === "unreadable" || (next.kind === "write" && next.dropped.length > 0);
}
