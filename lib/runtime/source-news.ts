import "server-only";
import type { SourceStatus } from "#lib/domain/snapshot.ts";

export type News = { readonly level: "info" | "warn"; readonly code: string; readonly sources: readonly string[]; readonly text: string };

type Fault = { readonly code: string; readonly text: string };

/** What ails each source, as it was last told of. */
export type Told = ReadonlyMap<string, Fault>;

/** Passes by itself, or is no fault: not worth a line. */
const QUIET_CODES = ["expired", "kind-missing"];

/**
 * What to tell the operator: one line per fault, whatever the number of sources that have it and however often they retry,
 * and one when all is well again.
 *
 * @returns the lines, and what is told then.
 */
export function sourceNews(told: Told, sources: readonly SourceStatus[]): { readonly news: readonly News[]; readonly told: Told } {
  const now = new Map<string, Fault>();
  for (const source of sources) {
    const fault = faultOf(source) ?? (isOver(source) ? undefined : told.get(source.source));
    if (fault) now.set(source.source, fault);
  }
  return { news: [...refused(told, now), ...broken(told, now), ...recovered(told, now)], told: now };
}

function faultOf({ state, code, reason }: SourceStatus): Fault | undefined {
  if (state === "synced" || code === null || QUIET_CODES.includes(code)) return undefined;
  return { code, text: reason ?? code };
}

/** Until then, a fault that is not seen may come back with the next attempt. */
function isOver({ state }: SourceStatus): boolean {
  return state === "synced" || state === "absent";
}

/** Who may read nothing would get a line, and a rule, for each of twenty sources. */
function refused(told: Told, now: Told): News[] {
  const fresh = [...now].filter(([source, fault]) => isRefusal(fault) && told.get(source)?.text !== fault.text);
  const [first] = fresh;
  if (!first) return [];
  const sources = fresh.map(([source]) => source);
  const text =
    sources.length === 1 ? first[1].text : `Not allowed to read ${sources.join(", ")}. /api/v1/status has the rule that each needs.`;
  return [{ level: "warn", code: first[1].code, sources, text }];
}

/** Sources retry each at its own time: one that meets a fault that another still has is no news. */
function broken(told: Told, now: Told): News[] {
  const known = new Set([...told.values()].map((fault) => fault.text));
  const faults = Map.groupBy(
    [...now].filter(([, fault]) => !isRefusal(fault) && !known.has(fault.text)),
    ([, fault]) => fault.text,
  );
  return [...faults].map(([text, group]) => ({
    level: "warn",
    code: group[0]?.[1].code ?? "",
    sources: group.map(([source]) => source),
    text,
  }));
}

function recovered(told: Told, now: Told): News[] {
  const isBroken = (faults: Told) => [...faults.values()].some((fault) => !isRefusal(fault));
  const allowed = [...told].filter(([source, fault]) => isRefusal(fault) && !now.has(source)).map(([source]) => source);
  const news: News[] = [];
  if (allowed.length > 0) news.push({ level: "info", code: "allowed", sources: allowed, text: `Allowed now: ${allowed.join(", ")}.` });
  if (isBroken(told) && !isBroken(now)) news.push({ level: "info", code: "in-sync", sources: [], text: "In sync with the cluster again." });
  return news;
}

function isRefusal(fault: Fault): boolean {
  return fault.code === "forbidden";
}
