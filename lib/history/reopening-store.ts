import "server-only";
import type { ActionStore } from "#lib/actions/action.ts";
import { type HistoryStore, StoreError } from "./store.ts";

export type FullStore = HistoryStore & { readonly actions: ActionStore };

/**
 * An embedded store that is opened anew after its file could not be used, so that a copy that is put in its place is found: what is open
 * stays with the file that was there.
 *
 * @param first Open already.
 * @param open Opens what is there then.
 */
export function createReopeningStore(first: FullStore, open: () => Promise<FullStore>): FullStore {
  let current: Promise<FullStore> | null = Promise.resolve(first);

  async function use<T>(work: (store: FullStore) => Promise<T>): Promise<T> {
    const opening = current ?? open();
    current = opening;
    try {
      return await work(await opening);
    } catch (error) {
      if (isOfTheFile(error) && current === opening) {
        current = null;
        await opening.then((store) => store.close()).catch(() => {});
      }
      throw error;
    }
  }

  return {
    kind: first.kind,
    load: () => use((store) => store.load()),
    record: (revision) => use((store) => store.record(revision)),
    heartbeat: (beat) => use((store) => store.heartbeat(beat)),
    transitions: (query) => use((store) => store.transitions(query)),
    transition: (id) => use((store) => store.transition(id)),
    lastTransitions: (ips) => use((store) => store.lastTransitions(ips)),
    around: (ip, at) => use((store) => store.around(ip, at)),
    began: () => use((store) => store.began()),
    lastKnown: (ips) => use((store) => store.lastKnown(ips)),
    blind: (from, to) => use((store) => store.blind(from, to)),
    detections: (query) => use((store) => store.detections(query)),
    knownAddresses: () => use((store) => store.knownAddresses()),
    acknowledge: (id, by, comment, at) => use((store) => store.acknowledge(id, by, comment, at)),
    notes: (ip) => use((store) => store.notes(ip)),
    allNotes: () => use((store) => store.allNotes()),
    putNotes: (ip, notes, expected, by, at) => use((store) => store.putNotes(ip, notes, expected, by, at)),
    forget: (policy, now, limit) => use((store) => store.forget(policy, now, limit)),
    takeSeat: (instanceId) => use((store) => store.takeSeat(instanceId)),
    async close() {
      const last = current;
      current = null;
      await last?.then((store) => store.close());
    },
    actions: {
      put: (record) => use((store) => store.actions.put(record)),
      get: (id) => use((store) => store.actions.get(id)),
      list: (query) => use((store) => store.actions.list(query)),
      running: () => use((store) => store.actions.running()),
    },
  };
}

/** The others are of what was asked, or pass with the file as it is. */
function isOfTheFile(error: unknown): boolean {
  return error instanceof StoreError && (error.code === "store-damaged" || error.code === "store-unavailable");
}
