/**
 * What the console is asked. Apart from what it answers: a page reads answers only, and `zod/mini` is enough for that.
 */
import { z } from "zod";
import { SEVERITIES } from "#lib/domain/assessment.ts";
import { FLOATING_IP_STATES } from "./floating-ips.ts";

const MAX_FILTER = 253;
export const FloatingIpFilter = z.object({
  q: z.string().max(MAX_FILTER).optional(),
  state: z
    .string()
    .max(MAX_FILTER)
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(FLOATING_IP_STATES)))
    .optional(),
  namespace: z.string().max(MAX_FILTER).optional(),
  node: z.string().max(MAX_FILTER).optional(),
});
export type FloatingIpFilter = z.infer<typeof FloatingIpFilter>;

export const FindingFilter = z.object({ severity: z.enum(SEVERITIES).optional() });
export type FindingFilter = z.infer<typeof FindingFilter>;

const name = z.string().min(1).max(253);

export const WhatIf = z.object({
  remove: z
    .array(
      z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("pod"), namespace: name, name }),
        z.object({ kind: z.literal("node"), name }),
      ]),
    )
    .max(200)
    .default([]),
  /** A pod that would start. `podIps` defaults to the earliest free address of the node, as text: the worst case. */
  add: z
    .array(
      z.object({
        namespace: name,
        name,
        node: name,
        podIps: z.array(z.string().max(45)).max(2).default([]),
        floatingIps: z.array(z.string().max(45)).min(1).max(64),
      }),
    )
    .max(200)
    .default([]),
  /** Felix's gate: for one node, or for all where `node` is absent. */
  gates: z
    .object({ felix: z.array(z.object({ node: name.optional(), value: z.enum(["Enabled", "Disabled"]) })).max(500) })
    .partial()
    .default({}),
});
export type WhatIf = z.infer<typeof WhatIf>;

const MAX_FREE = 100;
export const FreeQuestion = z.object({
  pool: z.string().min(1).max(MAX_FILTER).optional(),
  count: z.coerce.number().int().min(1).max(MAX_FREE).default(5),
});
export type FreeQuestion = z.infer<typeof FreeQuestion>;

/** As a file: all of it, or a table with a line for each block. */
export const PoolsQuestion = z.object({ format: z.enum(["json", "csv"]).optional() });
