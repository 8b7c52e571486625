import * as z from "zod/mini";
import { Explained, Time } from "./common.ts";

/** Decimal text where a number of JSON would lose the last digits. */
export const Count = z.union([z.number(), z.string().check(z.regex(/^\d+$/))]);
export type Count = z.infer<typeof Count>;

const Family = z.union([z.literal(4), z.literal(6)]);

/** `inUse` and `reserved` overlap; `available` is in neither. Floating IPs are taken off nothing: IPAM does not know them. */
export const PoolCounts = z.object({ capacity: Count, inUse: Count, reserved: Count, available: Count, floating: Count });
export type PoolCounts = z.infer<typeof PoolCounts>;

/** `cells`: a letter for each address, runs shortened, e.g. `u12f3u`; the letters are those of `lib/domain/address-space/cells.ts`. */
export const Block = z.object({
  cidr: z.string(),
  affinity: z.enum(["node", "load-balancer", "none"]),
  node: z.nullable(z.string()),
  inUse: z.number(),
  reserved: z.number(),
  available: z.number(),
  floating: z.number(),
  conflicts: z.number(),
  borrowed: z.number(),
  leaked: z.number(),
  cells: z.string(),
});
export type Block = z.infer<typeof Block>;

/** `mode` is Calico's `assignmentMode`. `openToIpam`: whether IPAM may choose an address of it by itself. */
export const Pool = z.object({
  name: z.string(),
  cidr: z.string(),
  family: Family,
  disabled: z.boolean(),
  mode: z.string(),
  openToIpam: z.boolean(),
  allocatable: z.nullable(z.boolean()),
  deleting: z.boolean(),
  blockSize: z.number(),
  encapsulation: z.enum(["none", "ipip", "vxlan"]),
  exported: z.boolean(),
  natOutgoing: z.boolean(),
  allowedUses: z.array(z.string()),
  nodeSelector: z.nullable(z.string()),
  namespaceSelector: z.nullable(z.string()),
  counts: PoolCounts,
  blocks: z.array(Block),
});
export type Pool = z.infer<typeof Pool>;

/** A range from which host-local gives out addresses; `cells` as of a block, null where the range is too large for that. */
export const NodeRange = z.object({ cidr: z.string(), inUse: z.number(), floating: z.number(), cells: z.nullable(z.string()) });
export type NodeRange = z.infer<typeof NodeRange>;

export const FloatingPlace = z.object({
  ip: z.string(),
  family: Family,
  state: z.enum(["serving", "split", "unserved", "disabled", "unknown"]),
  pool: z.nullable(z.string()),
  block: z.nullable(z.string()),
  standing: z.enum(["conflict", "at-risk", "safe", "unknown"]),
  reservedBy: z.array(z.string()),
});
export type FloatingPlace = z.infer<typeof FloatingPlace>;

export const Leak = z.object({
  ip: z.string(),
  block: z.string(),
  namespace: z.string(),
  name: z.string(),
  node: z.nullable(z.string()),
});

/**
 * The answer of `GET /api/v1/pools`. `ipamObeys` is null where the IPAM is not known; `ranges` of nodes are told only where they
 * are obeyed; `strays` are blocks of no pool; `leaks` is null while nobody can say; `doubts` is what is not known.
 */
export const AddressSpace = z.object({
  observedAt: Time,
  version: z.number(),
  ipam: z.enum(["calico-ipam", "host-local", "unknown"]),
  ipamObeys: z.nullable(z.enum(["pools", "podCIDR"])),
  pools: z.array(Pool),
  strays: z.array(Block),
  nodes: z.array(z.object({ name: z.string(), podCidrs: z.array(z.string()), ranges: z.array(NodeRange) })),
  reservations: z.array(z.object({ name: z.string(), cidr: z.string(), family: Family })),
  floating: z.array(FloatingPlace),
  leaks: z.nullable(z.array(Leak)),
  doubts: z.array(Explained),
});
export type AddressSpace = z.infer<typeof AddressSpace>;

/** `safe`: IPAM never gives it to a pod by itself. `why` is what the page writes `reason` from. */
export const FreeAddress = z.object({ ip: z.string(), pool: z.string(), safe: z.boolean(), reason: z.string(), why: Explained });
export type FreeAddress = z.infer<typeof FreeAddress>;

/** Best first. `none` says why there is none. `proposals`: pools of their own for floating IPs, to be written with `kubectl apply`. */
export const FreeAddresses = z.object({
  items: z.array(FreeAddress),
  none: z.nullable(Explained),
  proposals: z.array(z.object({ family: Family, cidr: z.string(), yaml: z.string() })),
});
export type FreeAddresses = z.infer<typeof FreeAddresses>;
