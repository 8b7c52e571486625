import type { LastKnown, Transition } from "#lib/domain/history/transition.ts";
import type { Notes } from "../store.ts";

/** What history knows of an address, as far as it may be shown. */
export type Remembered = {
  readonly known: LastKnown | null;
  readonly lastTransition: Transition | null;
  readonly notes: Notes | null;
};

/** What is shown of history beside the state of now. */
export type Past = {
  of(ip: string): Remembered;
  knows(ip: string): boolean;
  /** Whether an address stays in the list though no pod claims it any more. */
  isKept(ip: string): boolean;
  kept(): Iterable<string>;
};

export type PastBook = Past & {
  learn(known: LastKnown | Omit<LastKnown, "lastTransitionId">): void;
  stored(transition: Transition): void;
  /** @returns The addresses whose notes differ now. */
  noted(notes: ReadonlyMap<string, Notes>): readonly string[];
  knowsOf(ips: Iterable<string>): void;
};

export function createPastBook(): PastBook {
  const known = new Map<string, LastKnown>();
  const last = new Map<string, Transition>();
  const addresses = new Set<string>();
  let notes: Map<string, Notes> = new Map();

  /** Whoever gave the address up wants it no more; whoever lost it does. */
  function isKept(ip: string): boolean {
    if (notes.has(ip)) return true;
    return known.has(ip) && last.get(ip)?.kind !== "released" && last.has(ip);
  }

  return {
    of: (ip) => ({ known: known.get(ip) ?? null, lastTransition: last.get(ip) ?? null, notes: notes.get(ip) ?? null }),
    knows: (ip) => addresses.has(ip) || known.has(ip) || notes.has(ip),
    isKept,
    kept: () => [...new Set([...known.keys(), ...notes.keys()])].filter(isKept),
    learn(one) {
      known.set(one.ip, { ...one, lastTransitionId: last.get(one.ip)?.id ?? null });
    },
    stored(transition) {
      const before = last.get(transition.ip);
      if (before && before.id > transition.id) return;
      last.set(transition.ip, transition);
      addresses.add(transition.ip);
    },
    noted(fresh) {
      const changed = [...new Set([...fresh.keys(), ...notes.keys()])].filter((ip) => fresh.get(ip)?.version !== notes.get(ip)?.version);
      notes = new Map(fresh);
      return changed;
    },
    knowsOf(ips) {
      for (const ip of ips) addresses.add(ip);
    },
  };
}
