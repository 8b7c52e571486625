import "server-only";
import type { PlannedStep } from "#lib/actions/action.ts";
import { holds } from "#lib/actions/merge-patch.ts";
import type { ObjectRef, Write, WriteAnswer, WriteFailure, Writer } from "#lib/cluster/writer.ts";
import type { PlanStep } from "#lib/contract/plans.ts";
import { pluralOf, textOf } from "#lib/domain/plan/as-text.ts";
import { deployerOf } from "#lib/domain/plan/git-ops.ts";
import type { PlanObject, Step } from "#lib/domain/plan/plan.ts";
import { type Reason, reason } from "#lib/domain/reason.ts";
import plan from "#messages/en/plan.json" with { type: "json" };
import reasons from "#messages/en/reasons.json" with { type: "json" };
import reasonsOfCluster from "#messages/en/reasons-cluster.json" with { type: "json" };
import { diffObjects } from "./diff-objects.ts";
import { createExplain, explainedOf } from "./explain.ts";

const explain = createExplain({ ...reasons, ...reasonsOfCluster, ...plan });
/** English beside the code and facts of a reason that a plan gives. */
export const explainedPlan = (why: Reason) => explainedOf(why, explain);

/** A step as it was tried out, and what of it the reader has to know. */
export type Tried = { readonly step: PlannedStep; readonly warnings: readonly Reason[]; readonly blockers: readonly Reason[] };

const MAX_TRIES = 4;

type Metadata = {
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
};

/**
 * Tries a step out: reads the object as it is, and asks the server what it would store.
 *
 * The version that is written against is the one that was read here, once it is sure that what the plan was made for still
 * stands in it.
 */
export async function tryStep(writer: Pick<Writer, "dryRun" | "read">, step: Step): Promise<Tried> {
  let tried = await tryOnce(writer, step);
  // Controllers and kubelets write the status at any time, also between the two requests.
  for (let tries = 1; tried.isOvertaken && tries < MAX_TRIES; tries += 1) tried = await tryOnce(writer, step);
  return tried;
}

async function tryOnce(writer: Pick<Writer, "dryRun" | "read">, step: Step): Promise<Tried & { readonly isOvertaken: boolean }> {
  const ref = refOf(step.object);
  const read = step.verb === "create" ? null : await writer.read(ref);
  const before = read?.ok ? read.object : null;
  const metadata = ((before ?? {}) as { metadata?: Metadata }).metadata ?? {};
  const object = { ...step.object, uid: metadata.uid ?? null, resourceVersion: metadata.resourceVersion ?? null };
  const write = writeOf(step, ref, object);
  const answer: WriteAnswer = read && !read.ok ? read : await writer.dryRun(write);
  const isStale = step.verb === "patch" && read?.ok === true && (!holds(step.was, before) || isAnother(step.object, object));
  const deployer = isFromRepository(step.object) ? deployerOf(metadata) : null;
  const name = nameOf(step.object);
  return {
    isOvertaken: step.verb !== "create" && !answer.ok && answer.failure.code === "conflict",
    step: {
      shown: {
        what: explainedPlan(step.what),
        object,
        verb: step.verb,
        patch: step.patch,
        ...diffObjects(before, answer.ok && step.verb !== "delete" ? answer.object : null),
        ...textOf(step),
        dryRun: dryRunOf(answer),
      },
      write,
      before,
    },
    warnings: deployer ? [reason("deployed-by", { target: name, tool: deployer.tool, name: deployer.name })] : [],
    blockers: [
      ...(isStale ? [reason("made-since", { object: name })] : []),
      ...(answer.ok ? [] : [failureReason(step, name, ref, answer.failure, read?.ok === false)]),
    ],
  };
}

/** Workloads say themselves in the snapshot where they come from, and pods come from no repository. */
function isFromRepository({ kind }: PlanObject): boolean {
  return ["ConfigMap", "FelixConfiguration", "IPReservation", "DaemonSet"].includes(kind);
}

/** The same name, made anew since. */
function isAnother(planned: PlanObject, read: PlanObject): boolean {
  return planned.uid !== null && planned.uid !== read.uid;
}

function refOf({ apiVersion, kind, namespace, name }: PlanObject): ObjectRef {
  const [group = "", version] = apiVersion.split("/");
  const resource = pluralOf(kind);
  return version === undefined ? { group: "", version: group, resource, namespace, name } : { group, version, resource, namespace, name };
}

function writeOf(step: Step, ref: ObjectRef, { uid, resourceVersion }: PlanObject): Write {
  if (step.verb === "create") return { verb: "create", ref, object: step.patch };
  const precondition = { uid: uid ?? "", resourceVersion: resourceVersion ?? "" };
  if (step.verb === "delete") return { verb: "delete", ref, ...precondition };
  return { verb: "patch", ref, patch: step.patch, ...precondition };
}

function dryRunOf(answer: WriteAnswer): PlanStep["dryRun"] {
  if (answer.ok) return { ok: true, error: null, code: null, rule: null };
  const { message, code, rule } = answer.failure;
  return { ok: false, error: message, code, rule };
}

/** @param isUnread It was not even read: the rule then names both verbs, so that nobody has to ask twice. */
function failureReason({ verb }: Step, object: string, ref: ObjectRef, { code, message, rule }: WriteFailure, isUnread: boolean): Reason {
  if (code !== "forbidden")
    return reason(code === "unreachable" || code === "result-unknown" ? "write-untried" : "write-refused", { object, message });
  const { group, resource, namespace } = ref;
  const needed = isUnread && rule !== null ? JSON.stringify({ ...JSON.parse(rule), verbs: ["get", verb] }) : rule;
  return reason("write-forbidden", { object, message, rule: needed, verb: isUnread ? "get" : verb, group, resource, namespace });
}

function nameOf({ kind, namespace, name }: PlanObject): string {
  return `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
}
