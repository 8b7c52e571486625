import * as z from "zod/mini";
import { FactsSchema, PodRef, Time } from "./common.ts";
import { Notes, Transition } from "./history.ts";

export const FLOATING_IP_STATES = ["serving", "split", "unserved", "disabled", "unknown"] as const;
export const FloatingIpState = z.enum(FLOATING_IP_STATES);
export type FloatingIpState = z.infer<typeof FloatingIpState>;

export const FelixGateValue = z.enum(["Enabled", "Disabled", "Unknown"]);

/** `reason` is the English sentence of `code` and `facts`; all three are null or empty together. */
const reasonFields = { reason: z.nullable(z.string()), code: z.nullable(z.string()), facts: FactsSchema };

export const NodeElection = z.object({
  node: z.string(),
  felixGate: FelixGateValue,
  backend: z.nullable(PodRef),
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
  pool: z.nullable(z.string()),
  block: z.nullable(z.string()),
  allocatedTo: z.nullable(z.string()),
  reserved: z.boolean(),
  since: z.nullable(Time),
  sinceCertainty: z.enum(["observed", "at-latest"]),
  /** Without its evidence; `null` where history knows none. */
  lastTransition: z.nullable(Transition),
  findings: z.array(z.string()),
  notes: z.nullable(Notes),
});
export type FloatingIp = z.infer<typeof FloatingIp>;

export const FloatingIpList = z.object({ observedAt: Time, revision: z.int(), items: z.array(FloatingIp) });
export type FloatingIpList = z.infer<typeof FloatingIpList>;

/** A claim that does not count. `ip` is what the item would mean, where it means an address at all. */
export const RejectedClaim = z.object({
  pod: PodRef,
  item: z.nullable(z.string()),
  ip: z.nullable(z.string()),
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
  node: z.nullable(z.string()),
  command: z.string(),
  expected: z.nullable(z.string()),
});
export type RunbookCommand = z.infer<typeof RunbookCommand>;

/** Which pod answers a client, by where the client is. Several backends: one of them for each connection. */
export const ClientRoute = z.object({
  from: z.enum(["node", "other-nodes", "outside"]),
  node: z.nullable(z.string()),
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
  clients: z.optional(z.array(ClientRoute)),
});
export type FloatingIpDetail = z.infer<typeof FloatingIpDetail>;

export const FloatingIpChange = z.object({
  revision: z.int(),
  observedAt: Time,
  upserted: z.array(FloatingIp),
  removed: z.array(z.string()),
});
export type FloatingIpChange = z.infer<typeof FloatingIpChange>;
