import type { Explained } from "#lib/contract/common.ts";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import type { Consequence, Verification } from "#lib/contract/plans.ts";
import { STOPPED } from "#lib/domain/plan/gate-outcome.ts";
import type { Reason } from "#lib/domain/reason.ts";

export type Verifier = {
  /** What Calico's rules give for an address now; `null` when nobody claims it. */
  readonly find: (ip: string) => FloatingIp | null;
  /** The objects of which the written version was not seen yet: what is derived without them proves nothing. */
  readonly unseen: () => readonly string[];
  /** In what all else that was written, e.g. a gate, is not as it should be. */
  readonly others: () => readonly Difference[];
  /** Whether somebody wants it to end. */
  readonly isStopped: () => boolean;
  /** Resolves when something has changed, or after a while. */
  readonly changed: () => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Writes a difference in English. */
  readonly explain: (difference: Difference) => Explained;
};

export type Difference = { readonly code: string; readonly facts: Reason["facts"] };

/**
 * Waits until what Calico's rules give is what the plan forecast, from what the cluster holds and not from the plan.
 *
 * Before every written version was seen nothing is verified. What was not forecast (a rollout chooses its own nodes) is not compared.
 *
 * @param patienceMs How long Calico and the controllers may take.
 */
export async function verify(
  consequences: readonly Consequence[],
  { find, unseen, others, isStopped, changed, now, explain }: Verifier,
  patienceMs: number,
): Promise<Verification> {
  const deadline = now() + patienceMs;
  for (;;) {
    const missing = unseen().map((object): Difference => ({ code: "verify-unseen", facts: { object } }));
    const byAddress = consequences.flatMap((consequence) => differencesOf(consequence, find(consequence.ip)));
    const differences = [...missing, ...byAddress, ...others()];
    const at = new Date(now()).toISOString();
    if (differences.length === 0) return { state: "verified", at, differences: [] };
    const isFinal = missing.length === 0 && differences.some(({ code }) => code === STOPPED);
    if (now() >= deadline || isStopped() || isFinal) {
      const isUnknown = isStopped() || missing.length > 0 || differences.every(({ code }) => code === "verify-unknown");
      return { state: isUnknown ? "unknown" : "different", at, differences: differences.map(explain) };
    }
    await changed();
  }
}

/** In what an address is not as it was forecast. */
export function differencesOf({ ip, after }: Consequence, item: FloatingIp | null): readonly Difference[] {
  if (after === null) return [];
  const state = item?.state ?? "unserved";
  if (state === "unknown") return [{ code: "verify-unknown", facts: { ip } }];
  const found = (item?.backends ?? []).map(({ namespace, name, node }) => `${namespace}/${name} on ${node}`).toSorted();
  const expected = after.backends.map(({ namespace, name, node }) => `${namespace}/${name} on ${node}`).toSorted();
  return [
    ...(state === after.state ? [] : [{ code: "verify-state", facts: { ip, expected: after.state, found: state } }]),
    ...(found.join() === expected.join()
      ? []
      : [{ code: "verify-backends", facts: { ip, expected: expected.join(", "), found: found.join(", ") } }]),
  ];
}
