import { z } from "zod";
import { FactsSchema, PodRef, Time } from "./common.ts";

export const FLOATING_IP_STATES = ["serving", "split", "unserved", "disabled", "unknown"] as const;
export const FloatingIpState = z.enum(FLOATING_IP_STATES);
export type FloatingIpState = z.infer<typeof FloatingIpState>;

export const FelixGateValue = z.enum(["Enabled", "Disabled", "Unknown"]);

/** `reason` is the English sentence of `code` and `facts`; all three are null or empty together. */
const reasonFields = { reason: z.string().nullable(), code: z.string().nullable(), facts: FactsSchema };

export const NodeElection = z.object({
  node: z.string(),
  felixGate: FelixGateValue,
  backend: PodRef.nullable(),
  standbys: z.array(PodRef),
  ...reasonFields,
});
export type NodeElection = z.infer<typeof NodeElection>;

export const FloatingIp = z.object({
  ip: z.string(),
  family: z.union([z.literal(4), z.literal(6)]),
  state: FloatingIpState,
  /** Why the state is not `serving`. */
  stateReason: z.object(reasonFields),
  nodes: z.array(NodeElection),
  backends: z.array(PodRef),
  standbyCount: z.int(),
  remoteCount: z.int(),
  reach: z.object({ scope: z.enum(["cluster", "node", "none", "unknown"]), ...reasonFields }),
  pool: z.string().nullable(),
  block: z.string().nullable(),
  allocatedTo: z.string().nullable(),
  reserved: z.boolean(),
  since: Time.nullable(),
  sinceCertainty: z.enum(["observed", "at-latest"]),
  lastTransition: z.null(),
  findings: z.array(z.string()),
  notes: z.null(),
});
export type FloatingIp = z.infer<typeof FloatingIp>;

export const FloatingIpList = z.object({ observedAt: Time, revision: z.int(), items: z.array(FloatingIp) });
export type FloatingIpList = z.infer<typeof FloatingIpList>;

/** A claim that does not count. `ip` is what the item would mean, where it means an address at all. */
export const RejectedClaim = z.object({
  pod: PodRef,
  item: z.string().nullable(),
  ip: z.string().nullable(),
  dropsPod: z.boolean(),
  ...reasonFields,
});
export type RejectedClaim = z.infer<typeof RejectedClaim>;

/** One check of "can it fail over again?". */
export const FailoverCheck = z.object({
  verdict: z.enum(["yes", "no", "at-risk", "unknown", "note"]),
  code: z.string(),
  facts: FactsSchema,
  text: z.string(),
});
export type FailoverCheck = z.infer<typeof FailoverCheck>;

/** A command that proves an answer on the machine itself, and what it should print. */
export const RunbookCommand = z.object({
  id: z.string(),
  node: z.string().nullable(),
  command: z.string(),
  expected: z.string().nullable(),
});
export type RunbookCommand = z.infer<typeof RunbookCommand>;

/** Which pod answers a client, by where the client is. Several backends: one of them for each connection. */
export const ClientRoute = z.object({
  from: z.enum(["node", "other-nodes", "outside"]),
  node: z.string().nullable(),
  backends: z.array(PodRef),
  ...reasonFields,
});
export type ClientRoute = z.infer<typeof ClientRoute>;

export const FloatingIpDetail = z.object({
  observedAt: Time,
  revision: z.int(),
  item: FloatingIp,
  rejected: z.array(RejectedClaim),
  failover: z.array(FailoverCheck),
  runbook: z.array(RunbookCommand),
  clients: z.array(ClientRoute).optional(),
});
export type FloatingIpDetail = z.infer<typeof FloatingIpDetail>;

export const FloatingIpChange = z.object({
  revision: z.int(),
  observedAt: Time,
  upserted: z.array(FloatingIp),
  removed: z.array(z.string()),
});
export type FloatingIpChange = z.infer<typeof FloatingIpChange>;

const MAX_FILTER = 253;
export const FloatingIpFilter = z.object({
  q: z.string().max(MAX_FILTER).optional(),
  state: z
    .string()
    .max(MAX_FILTER)
    .transform((text) => text.split(","))
    .pipe(z.array(FloatingIpState))
    .optional(),
  namespace: z.string().max(MAX_FILTER).optional(),
  node: z.string().max(MAX_FILTER).optional(),
});
export type FloatingIpFilter = z.infer<typeof FloatingIpFilter>;
