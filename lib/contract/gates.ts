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
  /** How far calico-node's pods are with the newest template; null where its DaemonSet is not known. */
  rollout: z.nullable(
    z.object({
      daemonSet: z.string(),
      restartedAt: z.nullable(Time),
      /** `stopped`: pods of an older template stay until somebody deletes them. */
      state: z.enum(["done", "running", "stopped", "unknown"]),
      total: z.int(),
      done: z.int(),
      nodes: z.array(
        z.object({
          node: z.string(),
          state: z.enum(["done", "restarting", "failed", "waiting", "unknown"]),
          ready: z.boolean(),
          startedAt: z.nullable(Time),
          finishedAt: z.nullable(Time),
        }),
      ),
    }),
  ),
  supported: z.boolean(),
  unsupportedReason: z.nullable(Explained),
});
export type Gates = z.infer<typeof Gates>;
