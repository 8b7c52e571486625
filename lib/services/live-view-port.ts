import type { AddressAnswers } from "#lib/contract/addresses.ts";
import type { FindingList } from "#lib/contract/findings.ts";
import type { FloatingIpDetail, FloatingIpList } from "#lib/contract/floating-ips.ts";
import type { Gates } from "#lib/contract/gates.ts";
import type { AddressSpace, FreeAddresses } from "#lib/contract/pools.ts";
import type { FindingFilter, FloatingIpFilter, FreeQuestion, WhatIf } from "#lib/contract/questions.ts";
import type { Status } from "#lib/contract/status.ts";
import type { StreamEvent } from "#lib/contract/stream.ts";
import type { WhatIfAnswer } from "#lib/contract/what-if.ts";
import type { ClusterView } from "#lib/domain/cluster-view.ts";

/** What the live view knows of the status; the rest is configuration. */
export type StatusParts = Pick<Status, "cluster" | "sources" | "recorder">;

/**
 * What the live view tells its listeners: `change` once per revision, `source` once per source that differs, `transition`
 * after the change that shows it.
 */
export type LiveEvent = Extract<StreamEvent, { event: "change" | "source" | "transition" | "recorder" }>;

/** The cluster as it is understood now. Every answer is taken from one revision; nothing here waits. */
export type LiveView = {
  /** Names this process: a revision means nothing to another one. */
  readonly instanceId: string;
  /** Grows with every change; starts from the clock, so that a restart does not go back. */
  revision(): number;
  /** RFC 3339 UTC with milliseconds: when that revision was made. The age of each source is in `status().sources`. */
  observedAt(): string;
  list(filter: FloatingIpFilter): FloatingIpList;
  /**
   * Resolves when all that is known is stored and shown: the answers below are made from what is known. It takes as long
   * as the store does, and two seconds at most.
   */
  shown(): Promise<void>;
  /**
   * @param ip Any spelling.
   * @returns `null` when neither the cluster nor history knows the address as a floating IP.
   * @throws {ConsoleError} `address-invalid`.
   */
  detail(ip: string): FloatingIpDetail | null;
  findings(filter: FindingFilter): FindingList;
  gates(): Gates;
  status(): StatusParts;
  /** @throws {ConsoleError} `address-invalid`. */
  address(ip: string): AddressAnswers;
  /** Pools, blocks, ranges of nodes, and where floating IPs stand among them. */
  pools(): Promise<AddressSpace>;
  /** Addresses that may be given out, best first. */
  freeAddresses(question: FreeQuestion): FreeAddresses;
  /** Grows when the address space may have changed. */
  addressSpaceVersion(): number;
  /** @throws {ConsoleError} `address-invalid` for an address in the question that is none. */
  whatIf(body: WhatIf): WhatIfAnswer;
  /** Everything that is derived from the cluster, for who decides upon it. Live: read it synchronously, never keep it across an `await`. */
  cluster(): ClusterView;
  /** The listener is called synchronously, after the view has changed. Returns the way out. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
  /** Lets go of the cluster. */
  close(): void;
};
