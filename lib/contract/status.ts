import * as z from "zod/mini";
import { FactsSchema, Time } from "./common.ts";

export const SourceStatus = z.object({
  source: z.string(),
  state: z.enum(["synced", "syncing", "stale", "forbidden", "absent"]),
  since: Time,
  lastEventAt: z.nullable(Time),
  code: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  facts: z.optional(FactsSchema),
});
export type SourceStatus = z.infer<typeof SourceStatus>;

/** `reason` is English, beside `code`; both null while it records. */
export const RecorderStatus = z.object({
  state: z.enum(["recording", "standby", "blind"]),
  store: z.enum(["sqlite", "postgres"]),
  since: Time,
  reason: z.nullable(z.string()),
  code: z.nullable(z.string()),
});
export type RecorderStatus = z.infer<typeof RecorderStatus>;

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
    kubernetesVersion: z.nullable(z.string()),
    calico: z.object({
      version: z.nullable(z.string()),
      datastore: z.enum(["kubernetes", "etcd", "unknown"]),
      dataplane: z.enum(["iptables", "nftables", "ebpf", "unknown"]),
      ipam: z.enum(["calico-ipam", "host-local", "unknown"]),
      managedBy: z.enum(["manifest", "operator", "unknown"]),
      apiGroup: z.nullable(z.string()),
    }),
  }),
  sources: z.array(SourceStatus),
  recorder: z.nullable(RecorderStatus),
  user: z.nullable(z.string()),
  namespaces: z.nullable(z.array(z.string())),
});
export type Status = z.infer<typeof Status>;
