import type { QueryClient, QueryKey } from "@tanstack/react-query";

/**
 * Asks again for what may have changed by now.
 *
 * An answer that is on its way may be from before: one that replaces another is dropped, and a first one is asked for once more
 * when it is there.
 */
export function reread(client: QueryClient, queryKey: QueryKey): void {
  for (const { queryKey: first } of onTheirWay(client, queryKey).filter(({ state }) => state.data === undefined)) {
    afterIts(client, first, () => void client.invalidateQueries({ queryKey: first, exact: true }));
  }
  void client.invalidateQueries({ queryKey });
}

/** Does something now, and once more for each answer that is on its way and may be from before. */
export function nowAndAfter(client: QueryClient, queryKey: QueryKey, act: () => void): void {
  for (const { queryKey: first } of onTheirWay(client, queryKey)) afterIts(client, first, act);
  act();
}

function onTheirWay(client: QueryClient, queryKey: QueryKey) {
  return client.getQueryCache().findAll({ queryKey, fetchStatus: "fetching" });
}

function afterIts(client: QueryClient, queryKey: QueryKey, act: () => void): void {
  // What fails is asked for again by itself.
  client
    .getQueryCache()
    .find({ queryKey })
    ?.promise?.then(act, () => {});
}
