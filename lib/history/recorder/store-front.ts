import { type HistoryStore, StoreError } from "../store.ts";
import type { Recorder } from "./recorder-port.ts";

/**
 * The store as everybody but the recorder uses it: there from the start, though it may take a while to open. What is
 * written through it is shown by the list too.
 *
 * @param readable A store that may be read, and not written, until the recorder has its own.
 */
export function createStoreFront(
  recorder: Pick<Recorder, "store" | "state" | "noticeNotes" | "noticeTransition">,
  readable: () => HistoryStore | null = () => null,
): HistoryStore {
  const readOne = () => recorder.store() ?? readable() ?? open();

  function open(): HistoryStore {
    const store = recorder.store();
    if (store) return store;
    const { code, reason } = recorder.state();
    throw new StoreError(code === "store-newer" || code === "store-damaged" ? code : "store-unavailable", reason ?? "It is not open.");
  }

  return {
    get kind() {
      return recorder.state().store;
    },
    load: async () => open().load(),
    record: async (revision) => open().record(revision),
    heartbeat: async (beat) => open().heartbeat(beat),
    transitions: async (query) => readOne().transitions(query),
    transition: async (id) => readOne().transition(id),
    lastTransitions: async (ips) => readOne().lastTransitions(ips),
    around: async (ip, at) => readOne().around(ip, at),
    began: async () => readOne().began(),
    lastKnown: async (ips) => readOne().lastKnown(ips),
    blind: async (from, to) => readOne().blind(from, to),
    detections: async (query) => readOne().detections(query),
    knownAddresses: async () => readOne().knownAddresses(),
    async acknowledge(id, by, comment, at) {
      const acknowledged = await open().acknowledge(id, by, comment, at);
      if (acknowledged) recorder.noticeTransition(acknowledged);
      return acknowledged;
    },
    notes: async (ip) => readOne().notes(ip),
    allNotes: async () => readOne().allNotes(),
    async putNotes(ip, notes, expected, by, at) {
      const outcome = await open().putNotes(ip, notes, expected, by, at);
      if (outcome.written) await recorder.noticeNotes();
      return outcome;
    },
    forget: async (policy, now, limit) => open().forget(policy, now, limit),
    takeSeat: async (instanceId) => open().takeSeat(instanceId),
    // The recorder closes it.
    close: async () => {},
  };
}
