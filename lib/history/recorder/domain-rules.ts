import { openDetectionsOf } from "#lib/domain/history/detections.ts";
import { judgeTransition } from "#lib/domain/history/judge.ts";
import { firstKnown, lastKnownAfter } from "#lib/domain/history/last-known.ts";
import { createMemory, type Memory } from "#lib/domain/history/memory.ts";
import { standingOf } from "#lib/domain/history/standing.ts";
import type { HistoryRules } from "./rules.ts";

/** How this version of the console judges. */
export const domainRules: HistoryRules<Memory> = {
  standingOf,
  createMemory,
  judgeTransition,
  lastKnownAfter,
  firstKnown,
  openDetectionsOf,
};
