import type { HistoryStore } from "../../lib/history/store.ts";
import { createMemoryStore, sharedHistory } from "../../lib/history/testing/memory-store.ts";

export type OpenedStores = {
  readonly kind: HistoryStore["kind"];
  /** One of a replica; several see the same history. */
  connect(cluster: string): Promise<HistoryStore>;
  stop(): Promise<void>;
};

export const stores: readonly { readonly name: string; open(): Promise<OpenedStores> }[] = [
  {
    name: "memory",
    async open() {
      const shared = sharedHistory();
      return { kind: "sqlite", connect: async () => createMemoryStore(shared).store, stop: async () => {} };
    },
  },
];
