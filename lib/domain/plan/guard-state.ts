import { GUARD_NAME, GUARD_POLICY_SPEC, guardBindingSpec } from "../guard-policy.ts";
import { isEqual } from "../is-equal.ts";
import { type Reason, reason } from "../reason.ts";
import { GUARD_SINCE, isBeforeGuards, type StoredGuard } from "./guard.ts";

export type GuardMode = "off" | "audit" | "deny" | "changed" | "unsupported";

/** What the API server does with a malformed annotation, read from the two objects. */
export function guardStateOf(
  { policy, binding }: StoredGuard,
  kubernetesVersion: string | null,
): { readonly mode: GuardMode; readonly reason: Reason | null } {
  if (isBeforeGuards(kubernetesVersion)) {
    return { mode: "unsupported", reason: reason("guard-needs-version", { version: kubernetesVersion, since: GUARD_SINCE }) };
  }
  if (policy === null && binding === null) return { mode: "off", reason: null };
  // Without a binding a policy does nothing; without its policy a binding refuses all that it matches.
  if (policy === null || binding === null) return changed(policy === null ? "policy" : "binding");
  if (!isEqual(policy.spec, GUARD_POLICY_SPEC)) return changed("spec");
  const mode = (["audit", "deny"] as const).find((one) => isEqual(binding.spec, guardBindingSpec(one)));
  return mode ? { mode, reason: null } : changed("spec");
}

function changed(what: "policy" | "binding" | "spec"): { readonly mode: "changed"; readonly reason: Reason } {
  return { mode: "changed", reason: reason("guard-changed", { name: GUARD_NAME, what }) };
}
