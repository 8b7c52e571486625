/**
 * What the console is asked to write. Apart from what it answers, as in `questions.ts`.
 *
 * Limits are generous for people and small for machines: a plan is looked at by a person before it is applied.
 */
import { z } from "zod";
import { OUTCOMES } from "./outcome.ts";
import { ACTION_STATES, ACTIONS } from "./plans.ts";
import { TARGET_KINDS } from "./targets.ts";

const name = z.string().min(1).max(253);
/** As typed: what it means, and why it is refused, is decided by the plan. */
const ip = z.string().min(1).max(64);
const ips = z.array(ip).min(1).max(32);

export const SCOPES = ["template", "running", "both"] as const;
const target = z.strictObject({ kind: z.enum(TARGET_KINDS), namespace: name, name });
const scope = z.enum(SCOPES);

/** Names of the namespaces whose claims may be taken over. */
const takeOver = z.array(name).max(32).default([]);

export const Intent = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("attach"), ips, target, scope, takeOver }),
  z.strictObject({ action: z.literal("detach"), ips, target, scope }),
  z.strictObject({
    action: z.literal("move"),
    ip,
    to: z.strictObject({ namespace: name, name }),
    order: z.enum(["attach-first", "release-first"]).default("attach-first"),
    templates: z.boolean().default(false),
    standbys: z.boolean().default(false),
    takeOver,
  }),
  /** Exactly these instead of a value that Calico rejects; none removes the key. */
  z.strictObject({ action: z.literal("mend"), target, ips: z.array(ip).max(32), takeOver }),
  z.strictObject({ action: z.literal("set-guard"), mode: z.enum(["audit", "deny", "off"]) }),
  z.strictObject({ action: z.literal("reserve"), cidrs: z.array(ip).min(1).max(64), name }),
  z.strictObject({ action: z.literal("unreserve"), cidrs: z.array(ip).min(1).max(64), name }),
  z.strictObject({ action: z.literal("set-cni-gate"), enabled: z.boolean(), restart: z.boolean() }),
  z.strictObject({ action: z.literal("stop-rollout") }),
  z.strictObject({ action: z.literal("resume-rollout") }),
  z.strictObject({ action: z.literal("set-felix-gate"), enabled: z.boolean(), node: name.optional() }),
]);
export type Intent = z.infer<typeof Intent>;

/** An instant; any offset is read. @returns Milliseconds. */
const instant = z
  .string()
  .max(40)
  .pipe(z.iso.datetime({ offset: true }))
  .transform((text) => Date.parse(text));

function listOf<const Values extends readonly string[]>(values: Values) {
  return z
    .string()
    .max(512)
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(values)));
}

/** Which part of the activity, newest first. `action` and `state` are comma lists; the times are those of the beginning. */
export const ActionQuestion = z.object({
  action: listOf(ACTIONS).optional(),
  by: z.string().max(253).optional(),
  state: listOf(ACTION_STATES).optional(),
  /** What it came to, in one word. */
  outcome: listOf(OUTCOMES).optional(),
  from: instant.optional(),
  to: instant.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(128).optional(),
  /** JSON lines are a file with all of the filtered view, whatever `limit` says. */
  format: z.enum(["json", "jsonl"]).default("json"),
});
export type ActionQuestion = z.infer<typeof ActionQuestion>;
