import * as z from "zod/mini";
import { Explained, FactsSchema, Time } from "./common.ts";
import { FelixGateValue } from "./floating-ips.ts";

export const Gates = z.object({
  cni: z.object({
    enabled: z.nullable(z.boolean()),
    /** `namespace/name` of the ConfigMap; null where none was found. */
    configMap: z.nullable(z.string()),
    /** Key within it, and the text as it stands. */
    key: z.nullable(z.string()),
    text: z.nullable(z.string()),
    editedAt: z.nullable(Time),
    editedBy: z.nullable(z.string()),
    problem: z.nullable(Explained),
    installedOn: z.array(
      z.object({
        node: z.string(),
        installed: z.nullable(z.boolean()),
        reason: z.nullable(z.string()),
        code: z.nullable(z.string()),
        facts: FactsSchema,
        finishedAt: z.nullable(Time),
      }),
    ),
  }),
  felix: z.object({
    default: FelixGateValue,
    nodes: z.array(
      z.object({
        node: z.string(),
        value: FelixGateValue,
        /** e.g. `FelixConfiguration/node.node-e`, `env/FELIX_FLOATINGIPS`, `built-in`. */
        decidedBy: z.string(),
        /** Lower in precedence, and overridden. */
        overrides: z.array(z.string()),
        ipv6: FelixGateValue,
        claimants: z.int(),
      }),
    ),
  }),
  supported: z.boolean(),
  unsupportedReason: z.nullable(Explained),
});
export type Gates = z.infer<typeof Gates>;
