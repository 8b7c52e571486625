import "server-only";
import type { AddressSpace, FreeAddresses } from "#lib/contract/pools.ts";
import type { FreeQuestion } from "#lib/contract/questions.ts";
import { prepareAddressSpace } from "#lib/domain/address-space/prepare.ts";
import type { ClusterView } from "#lib/domain/cluster-view.ts";
import { isEqual } from "#lib/domain/is-equal.ts";
import type { CollectionName, SnapshotChange } from "#lib/domain/snapshot.ts";
import { inTurns } from "./in-turns.ts";
import { presentInstant } from "./present-transition.ts";
import { readFreeAddresses } from "./read-free-addresses.ts";
import { readPools } from "./read-pools.ts";

type Port = {
  readonly view: ClusterView;
  readonly now: () => number;
  /** Whether somebody wrote an address down. */
  readonly isTaken: (ip: string) => boolean;
};

export type AddressSpaceAnswers = {
  pools(): Promise<AddressSpace>;
  freeAddresses(question: FreeQuestion): FreeAddresses;
  /** Grows when the address space may have changed. */
  version(): number;
  note(changes: readonly SnapshotChange[]): void;
};

/** What tells nothing of addresses. Pods come by the thousand, and most of what they say is about something else. */
const BESIDE: Readonly<Partial<Record<CollectionName, true>>> = {
  calicoNodePods: true,
  events: true,
  felixConfigurations: true,
  clusterInformations: true,
};

/** Addresses of blocks that are looked at in one go: some milliseconds of work. */
const TURN = 4_096;

/**
 * Describes the address space when somebody asks, once for each change.
 *
 * Ten thousand blocks that nobody has looked at yet are a second of work, so that is done in turns with all else.
 */
export function createAddressSpaceAnswers({ view, now, isTaken }: Port): AddressSpaceAnswers {
  let version = now();
  let made: AddressSpace | null = null;
  let making: Promise<AddressSpace> | null = null;
  let states = statesOf(view);

  async function make(): Promise<AddressSpace> {
    // What changed while others had their turn is looked at once more: soon that is less than a turn.
    while (await inTurns(prepareAddressSpace(view), TURN));
    made ??= readPools(view, presentInstant(now()), version);
    return made;
  }

  return {
    async pools() {
      if (made) return made;
      making ??= make().finally(() => {
        making = null;
      });
      return making;
    },
    freeAddresses: (question) => readFreeAddresses(view, question, isTaken),
    version: () => version,
    note(changes) {
      const before = states;
      if (changes.some(({ collection }) => collection === "sources")) states = statesOf(view);
      if (states === before && !changes.some(concernsAddresses)) return;
      version += 1;
      made = null;
    },
  };
}

function concernsAddresses(change: SnapshotChange): boolean {
  if (change.collection === "sources") return false;
  if (change.collection === "identity") return true;
  if (BESIDE[change.collection]) return false;
  if (change.collection !== "pods" || !change.before || !change.after) return true;
  const { before, after } = change;
  return !(
    before.phase === after.phase &&
    before.node === after.node &&
    isEqual(before.statusPodIps, after.statusPodIps) &&
    isEqual(before.annotations, after.annotations)
  );
}

/** Sources give signs of life all the time; what they are known to be changes rarely. */
function statesOf({ snapshot }: ClusterView): string {
  return [...snapshot.sources.values()].map(({ source, state }) => `${source} ${state}`).join();
}
