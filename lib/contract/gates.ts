import { z } from "zod";
import { Explained, FactsSchema, Time } from "./common.ts";
import { FelixGateValue } from "./floating-ips.ts";

export const Gates = z.object({
  cni: z.object({
    enabled: z.boolean().nullable(),
    /** `namespace/name` of the ConfigMap; null where none was found. */
    configMap: z.string().nullable(),
    /** Key within it, and the text as it stands. */
    key: z.string().nullable(),
    text: z.string().nullable(),
    editedAt: Time.nullable(),
    editedBy: z.string().nullable(),
    problem: Explained.nullable(),
    installedOn: z.array(
      z.object({
        node: z.string(),
        installed: z.boolean().nullable(),
        reason: z.string().nullable(),
        code: z.string().nullable(),
        facts: FactsSchema,
        finishedAt: Time.nullable(),
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
  unsupportedReason: Explained.nullable(),
});
export type Gates = z.infer<typeof Gates>;
