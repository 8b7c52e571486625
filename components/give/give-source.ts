import type { PlanSource } from "#lib/client/plans.ts";
import type { TargetName } from "#lib/client/targets.ts";
import { canonicalAddress } from "#lib/domain/address.ts";
import type { Scope } from "#lib/domain/plan/plan.ts";

export const ACTIONS = ["attach", "detach"] as const;
export type GiveAction = (typeof ACTIONS)[number];
export const SCOPES = ["template", "running", "both"] as const satisfies readonly Scope[];

/** What the reader has said so far. */
export type Said = {
  readonly action: GiveAction;
  readonly ips: readonly string[];
  readonly target: TargetName | null;
  readonly scope: Scope | null;
  /** Namespaces whose claims may be taken over. */
  readonly takeOver: readonly string[];
};

/** @returns `null` while something is still to be said. */
export function sourceOf({ action, ips, target, scope, takeOver }: Said): PlanSource | null {
  if (ips.length === 0 || target === null || scope === null) return null;
  const intent = { ips: [...ips], target: { ...target }, scope };
  if (action === "detach") return { intent: { action, ...intent } };
  return { intent: { action, ...intent, ...(takeOver.length > 0 && { takeOver: [...takeOver] }) } };
}

/** The scopes that a kind has: a pod has no template, and that of a Job cannot be changed. */
export function scopesOf(kind: TargetName["kind"]): readonly Scope[] {
  return kind === "Pod" || kind === "Job" ? ["running"] : SCOPES;
}

/** One address after another as people paste them: between blanks, commas, quotes and brackets. */
export function splitAddresses(text: string): readonly string[] {
  return text.split(/[\s,;"'[\]]+/).filter((part) => part !== "");
}

/** Adds what is not there yet, in whatever spelling. */
export function withAddresses(ips: readonly string[], more: readonly string[]): readonly string[] {
  const known = new Map<string, string>();
  for (const ip of [...ips, ...more]) {
    const spelled = canonicalAddress(ip) ?? ip;
    if (!known.has(spelled)) known.set(spelled, ip);
  }
  return [...known.values()];
}
