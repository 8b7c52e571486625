import { z } from "zod";
import { FactsSchema, Time } from "./common.ts";

export const SourceStatus = z.object({
  source: z.string(),
  state: z.enum(["synced", "syncing", "stale", "forbidden", "absent"]),
  since: Time,
  lastEventAt: Time.nullable(),
  code: z.string().nullable(),
  reason: z.string().nullable(),
  facts: FactsSchema.optional(),
});
export type SourceStatus = z.infer<typeof SourceStatus>;

export const Status = z.object({
  product: z.literal("buoy"),
  version: z.string(),
  readOnly: z.boolean(),
  /** The simulated cluster of `npm run demo`. The page says so for as long as it is open. */
  demo: z.boolean(),
  auth: z.enum(["local", "none"]),
  now: Time,
  cluster: z.object({
    name: z.string(),
    kubernetesVersion: z.string().nullable(),
    calico: z.object({
      version: z.string().nullable(),
      datastore: z.enum(["kubernetes", "etcd", "unknown"]),
      dataplane: z.enum(["iptables", "nftables", "ebpf", "unknown"]),
      ipam: z.enum(["calico-ipam", "host-local", "unknown"]),
      managedBy: z.enum(["manifest", "operator", "unknown"]),
      apiGroup: z.string().nullable(),
    }),
  }),
  sources: z.array(SourceStatus),
  recorder: z.null(),
  user: z.string().nullable(),
  namespaces: z.array(z.string()).nullable(),
});
export type Status = z.infer<typeof Status>;
