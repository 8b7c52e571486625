import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { FloatingIpChange } from "#lib/contract/floating-ips.ts";
import type { HistoryPage, Transition } from "#lib/contract/history.ts";
import type { RecorderStatus } from "#lib/contract/status.ts";
import { type HistoryFilters, historyQueries } from "./history.ts";
import { queries } from "./queries.ts";
import { nowAndAfter, reread } from "./reread.ts";

type Pages = InfiniteData<HistoryPage, string | null>;

/** A transition that was stored just now: it stands first in every list that it fits in. */
export function takeTransition(client: QueryClient, transition: Transition): void {
  nowAndAfter(client, historyQueries.allHistory(), () => addTransition(client, transition));
  showLast(client, transition);
}

function addTransition(client: QueryClient, transition: Transition): void {
  for (const [queryKey, held] of client.getQueriesData<Pages>({ queryKey: historyQueries.allHistory() })) {
    const filters = (queryKey[1] ?? {}) as HistoryFilters;
    if (held && fits(transition, filters)) client.setQueryData<Pages>(queryKey, withNewest(held, transition));
  }
}

/** A transition that is known already, and was acknowledged. */
export function replaceTransition(client: QueryClient, transition: Transition): void {
  const inList = { ...transition, evidence: [] };
  const replace = (row: Transition) => (row.id === transition.id ? inList : row);
  client.setQueriesData<Pages>(
    { queryKey: historyQueries.allHistory() },
    (held) => held && { ...held, pages: held.pages.map((page) => ({ ...page, items: page.items.map(replace) })) },
  );
  client.setQueryData(historyQueries.transition(transition.id).queryKey, transition);
  showLast(client, inList);
}

/** Whether somebody records. Where it was not so, rows may have been missed. */
export function takeRecorder(client: QueryClient, recorder: RecorderStatus): void {
  client.setQueryData(queries.status().queryKey, (held) => held && { ...held, recorder });
  rereadHistory(client);
}

/** Somebody else wrote notes. */
export function takeNotes(client: QueryClient, { upserted }: FloatingIpChange): void {
  for (const { ip, notes } of upserted) {
    client.setQueryData(historyQueries.notes(ip).queryKey, (held) =>
      held && held.notes?.version !== notes?.version ? { ip, notes } : held,
    );
  }
}

/** The stream does not say again what went by while the line was lost. */
export function rereadHistory(client: QueryClient): void {
  for (const queryKey of [historyQueries.allHistory(), historyQueries.allBands(), historyQueries.allDetections()]) {
    reread(client, queryKey);
  }
}

function showLast(client: QueryClient, transition: Transition): void {
  client.setQueryData(
    queries.list().queryKey,
    (list) =>
      list && {
        ...list,
        items: list.items.map((item) =>
          item.ip === transition.ip && (item.lastTransition?.id ?? 0) <= transition.id ? { ...item, lastTransition: transition } : item,
        ),
      },
  );
}

function withNewest(held: Pages, transition: Transition): Pages {
  const [first, ...others] = held.pages;
  if (!first || held.pages.some(({ items }) => items.some(({ id }) => id === transition.id))) return held;
  // Several may be on their way at once, each by its own event.
  const items = [transition, ...first.items].toSorted((a, b) => b.id - a.id);
  return { ...held, pages: [{ ...first, items }, ...others] };
}

function fits(transition: Transition, { ip, namespace, cause, kind, from, to, acknowledged }: HistoryFilters): boolean {
  const { notBefore, notAfter } = transition;
  const backends = [transition.from, transition.to].flatMap(({ nodes }) => nodes.flatMap(({ backend }) => backend ?? []));
  return (
    (ip === undefined || ip === transition.ip) &&
    (namespace === undefined || backends.some((backend) => backend.namespace === namespace)) &&
    (!cause?.length || cause.includes(transition.cause)) &&
    (!kind?.length || kind.includes(transition.kind)) &&
    (from === undefined || Date.parse(notAfter) >= Date.parse(from)) &&
    (to === undefined || Date.parse(notBefore) < Date.parse(to)) &&
    (acknowledged === undefined || acknowledged === (transition.acknowledged !== null))
  );
}
