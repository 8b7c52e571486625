import "server-only";
import type { SourceStatus } from "#lib/domain/snapshot.ts";

export type News = { readonly level: "info" | "warn"; readonly code: string; readonly sources: readonly string[]; readonly text: string };

/** How sources were when they were last told of: what ails each, as text; `null` for nothing. */
export type Told = ReadonlyMap<string, string | null>;

/** Passes by itself, or is no fault: not worth a line. */
const QUIET_CODES = ["expired", "kind-missing"];

/**
 * What to tell the console: one line per fault, whatever the number of sources that have it and however often they retry,
 * and one when they are well again.
 *
 * @returns the lines, and what is told then.
 */
export function sourceNews(told: Told, sources: Iterable<SourceStatus>): { readonly news: readonly News[]; readonly told: Told } {
  const now = new Map<string, string | null>();
  const faults = new Map<string, { code: string; sources: string[] }>();
  const well: string[] = [];

  for (const { source, state, code, reason } of sources) {
    const before = told.get(source) ?? null;
    const isFault = state !== "synced" && code !== null && !QUIET_CODES.includes(code);
    const fault = isFault ? (reason ?? code) : null;
    // Until it is in sync, a fault that is gone may come back with the next attempt.
    const isOver = state === "synced" || state === "absent";
    now.set(source, fault ?? (isOver ? null : before));
    if (fault !== null && fault !== before) {
      const group = faults.get(fault) ?? { code: code ?? "", sources: [] };
      group.sources.push(source);
      faults.set(fault, group);
    }
    if (isOver && before !== null) well.push(source);
  }

  const news: News[] = [...faults].map(([text, group]) => ({ level: "warn", ...group, text }));
  if (well.length > 0) news.push({ level: "info", code: "in-sync", sources: well, text: `In sync again: ${well.join(", ")}.` });
  return { news, told: now };
}
