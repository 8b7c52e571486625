import * as z from "zod/mini";
import { Explained, Time } from "./common.ts";
import { FloatingIpState } from "./floating-ips.ts";

/** One object, as people name it. */
export const PlanObject = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.nullable(z.string()),
  name: z.string(),
  uid: z.nullable(z.string()),
  resourceVersion: z.nullable(z.string()),
});
export type PlanObject = z.infer<typeof PlanObject>;

export const DryRun = z.object({
  ok: z.boolean(),
  error: z.nullable(z.string()),
  code: z.nullable(z.string()),
  rule: z.nullable(z.string()),
});

/** One write. `diff` is unified, of the YAML that the server has and would store. */
export const PlanStep = z.object({
  what: Explained,
  object: PlanObject,
  verb: z.enum(["create", "patch", "delete"]),
  patch: z.unknown(),
  before: z.nullable(z.string()),
  after: z.nullable(z.string()),
  diff: z.string(),
  kubectl: z.string(),
  /** To commit instead, where a repository owns the object. */
  yaml: z.string(),
  helm: z.nullable(z.string()),
  kustomize: z.nullable(z.string()),
  dryRun: DryRun,
});
export type PlanStep = z.infer<typeof PlanStep>;

const Side = z.object({
  state: FloatingIpState,
  backends: z.array(z.object({ namespace: z.string(), name: z.string(), node: z.string(), podIp: z.string() })),
  standbyCount: z.int(),
});
/** What can be told where pods are made anew: it is over before `after` can be known. */
const Rollout = z.object({
  /** Once the running pods are patched, and none of them is replaced yet. */
  patched: Side,
  replaced: z.array(z.object({ namespace: z.string(), name: z.string(), node: z.nullable(z.string()) })),
  during: Explained,
  after: Explained,
});
export const Consequence = z.object({
  ip: z.string(),
  before: z.nullable(Side),
  after: z.nullable(Side),
  note: z.nullable(Explained),
  rollout: z.optional(z.nullable(Rollout)),
});
export type Consequence = z.infer<typeof Consequence>;

/** What has to be known of a plan; `remedy`: what would change that, where anything does. */
export const Told = z.extend(Explained, { remedy: z.optional(z.nullable(Explained)) });
export type Told = z.infer<typeof Told>;

export const Plan = z.object({
  id: z.string(),
  action: z.string(),
  createdAt: Time,
  expiresAt: Time,
  /** Why it may not be applied here, although it can be looked at; `null` when it may. */
  readOnly: z.nullable(Explained),
  steps: z.array(PlanStep),
  consequences: z.array(Consequence),
  warnings: z.array(Told),
  blockers: z.array(Told),
});
export type Plan = z.infer<typeof Plan>;

export const STEP_STATES = ["waiting", "sent", "done", "failed", "unknown", "not-done"] as const;
export const ActionStep = z.object({
  what: Explained,
  object: PlanObject,
  verb: z.enum(["create", "patch", "delete"]),
  diff: z.string(),
  state: z.enum(STEP_STATES),
  at: z.nullable(Time),
  /** The version that the server gave it. */
  resourceVersion: z.nullable(z.string()),
  error: z.nullable(z.string()),
});
export type ActionStep = z.infer<typeof ActionStep>;

/** `verified`: derived from objects at or after the written versions, not from the plan. */
export const Verification = z.object({
  state: z.enum(["waiting", "verified", "different", "unknown"]),
  at: z.nullable(Time),
  differences: z.array(Explained),
});
export type Verification = z.infer<typeof Verification>;

/** Whatever is written, and what takes it back. */
export const ACTIONS = [
  "attach",
  "detach",
  "move",
  "mend",
  "reserve",
  "unreserve",
  "set-guard",
  "set-cni-gate",
  "stop-rollout",
  "resume-rollout",
  "set-felix-gate",
  "undo",
] as const;
export const ACTION_STATES = ["running", "done", "failed", "interrupted", "unknown"] as const;
export const Action = z.object({
  id: z.string(),
  action: z.string(),
  intent: z.record(z.string(), z.unknown()),
  state: z.enum(ACTION_STATES),
  startedAt: Time,
  endedAt: z.nullable(Time),
  by: z.string(),
  steps: z.array(ActionStep),
  consequences: z.array(Consequence),
  verification: Verification,
  /** The action that this one takes back, and the one that took this one back. */
  undoes: z.nullable(z.string()),
  undoneBy: z.nullable(z.string()),
  /** Why it cannot be undone; `null` when it can. */
  undo: z.nullable(Explained),
});
export type Action = z.infer<typeof Action>;
export const ActionList = z.object({ items: z.array(Action), nextCursor: z.nullable(z.string()) });
export type ActionList = z.infer<typeof ActionList>;
