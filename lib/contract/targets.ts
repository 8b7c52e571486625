import * as z from "zod/mini";
import { Explained } from "./common.ts";

export const TARGET_KINDS = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod"] as const;
export const TargetKind = z.enum(TARGET_KINDS);
export type TargetKind = z.infer<typeof TargetKind>;

/**
 * A workload or a pod that may be given an address.
 *
 * `pods`: how many it has, null where that is not known. `claims`: canonical floating IPs, of its template and of its pods that
 * run. `deployer`: which tool writes it again from a repository. `owner`: who controls it, and would take a change of it back.
 */
export const Target = z.object({
  kind: TargetKind,
  namespace: z.string(),
  name: z.string(),
  pods: z.nullable(z.int()),
  claims: z.object({ template: z.array(z.string()), running: z.array(z.string()) }),
  deployer: z.nullable(z.object({ tool: z.string(), name: z.string() })),
  owner: z.nullable(z.object({ kind: z.string(), name: z.string() })),
});
export type Target = z.infer<typeof Target>;

/** Best first. `total`: all that match. `doubts`: of what is not listed for sure, and why. */
export const TargetList = z.object({ items: z.array(Target), total: z.int(), doubts: z.array(Explained) });
export type TargetList = z.infer<typeof TargetList>;

export const TargetPod = z.object({
  namespace: z.string(),
  name: z.string(),
  uid: z.string(),
  node: z.nullable(z.string()),
  podIps: z.array(z.string()),
  ready: z.boolean(),
  claims: z.array(z.string()),
});
export type TargetPod = z.infer<typeof TargetPod>;

/** One target as the API server has it now, with the pods of it whose claim can be changed. */
export const TargetDetail = z.object({ target: Target, pods: z.array(TargetPod) });
export type TargetDetail = z.infer<typeof TargetDetail>;
