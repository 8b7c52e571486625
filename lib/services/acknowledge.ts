import "server-only";
import type { Transition } from "#lib/contract/history.ts";
import type { HistoryStore } from "#lib/history/store.ts";
import { presentTransition } from "./present-transition.ts";
import { noSuchTransition } from "./read-transition.ts";

export type Acknowledging = { readonly id: number; readonly comment: string; readonly by: string; readonly at: number };

/** Writes down that somebody has seen it. Again, with another comment, is the newer one. @throws {ConsoleError} `not-found`. @throws {StoreError} */
export async function acknowledge(store: Pick<HistoryStore, "acknowledge">, { id, comment, by, at }: Acknowledging): Promise<Transition> {
  const transition = await store.acknowledge(id, by, comment, at);
  if (!transition) throw noSuchTransition(id);
  return presentTransition(transition, { withEvidence: true });
}
