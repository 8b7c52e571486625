import { z } from "zod";
import { FloatingIp } from "./floating-ips.ts";

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

export const WhatIfAnswer = z.object({
  items: z.array(z.object({ ip: z.string(), before: FloatingIp.nullable(), after: FloatingIp.nullable() })),
});
export type WhatIfAnswer = z.infer<typeof WhatIfAnswer>;
