import "server-only";
import type { ObjectRef, Writer } from "#lib/cluster/writer.ts";
import type { Guard } from "#lib/contract/guard.ts";
import { GUARD_NAME } from "#lib/domain/guard-policy.ts";
import type { Stored, StoredGuard } from "#lib/domain/plan/guard.ts";
import { guardStateOf } from "#lib/domain/plan/guard-state.ts";
import { reason } from "#lib/domain/reason.ts";
import { ConsoleError } from "#lib/errors.ts";
import { explainedPlan } from "./plan-parts.ts";

type Reader = Pick<Writer, "read">;

/** The policy and its binding as the API server has them: no watch follows them. @throws {ConsoleError} */
export async function readStoredGuard(reader: Reader): Promise<StoredGuard> {
  const [policy, binding] = await Promise.all([
    stored(reader, "validatingadmissionpolicies"),
    stored(reader, "validatingadmissionpolicybindings"),
  ]);
  return { policy, binding };
}

/** What the API server does with a malformed annotation. That it may not be read is an answer too. */
export async function readGuard(reader: Reader, kubernetesVersion: string | null): Promise<Guard> {
  try {
    const { mode, reason: why } = guardStateOf(await readStoredGuard(reader), kubernetesVersion);
    return { mode, reason: why && explainedPlan(why), name: GUARD_NAME };
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    return { mode: "unknown", reason: explainedPlan(reason("guard-unread", { message: error.message })), name: GUARD_NAME };
  }
}

async function stored(reader: Reader, resource: string): Promise<Stored | null> {
  const ref: ObjectRef = { group: "admissionregistration.k8s.io", version: "v1", resource, namespace: null, name: GUARD_NAME };
  const answer = await reader.read(ref);
  if (answer.ok) return answer.object as Stored;
  if (answer.failure.code === "not-found") return null;
  const code = answer.failure.code === "forbidden" ? "forbidden" : "cluster-unreachable";
  throw new ConsoleError(code, answer.failure.message, { facts: { verb: "get", resource, namespace: null, rule: answer.failure.rule } });
}
