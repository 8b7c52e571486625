import "server-only";
import type { Transition } from "#lib/contract/history.ts";
import { ConsoleError } from "#lib/errors.ts";
import type { HistoryStore } from "#lib/history/store.ts";
import { presentTransition } from "./present-transition.ts";

/** One row with its evidence. @throws {ConsoleError} `not-found`. @throws {StoreError} */
export async function readTransition(store: Pick<HistoryStore, "transition">, id: number): Promise<Transition> {
  const transition = await store.transition(id);
  if (!transition) throw noSuchTransition(id);
  return presentTransition(transition, { withEvidence: true });
}

export function noSuchTransition(id: number): ConsoleError {
  return new ConsoleError("not-found", `History has no transition ${id}. It may be over its time.`, { facts: { id } });
}
