import * as z from "zod/mini";
import { CONFIDENCES, DETECTION_KINDS, TRANSITION_CAUSES, TRANSITION_KINDS } from "#lib/domain/history/transition.ts";
import { FactsSchema, PodRef, Time } from "./common.ts";

export const TransitionKind = z.enum(TRANSITION_KINDS);
export type TransitionKind = z.infer<typeof TransitionKind>;
export const TransitionCause = z.enum(TRANSITION_CAUSES);
export type TransitionCause = z.infer<typeof TransitionCause>;

export const Standing = z.object({
  state: z.enum(["serving", "split", "unserved", "disabled"]),
  nodes: z.array(z.object({ node: z.string(), backend: z.nullable(PodRef) })),
});
export type Standing = z.infer<typeof Standing>;

/** Milliseconds, both inclusive. */
export const Bounds = z.object({ min: z.number(), max: z.number() });
export type Bounds = z.infer<typeof Bounds>;

/** `summary` is the English sentence of `code` and `facts`. `before` and `after` are null once the body is over its time. */
export const Evidence = z.object({
  source: z.string(),
  at: Time,
  claimedAt: z.nullable(Time),
  summary: z.string(),
  code: z.string(),
  facts: FactsSchema,
  stance: z.enum(["supports", "contradicts", "context"]),
  object: z.object({
    kind: z.string(),
    namespace: z.nullable(z.string()),
    name: z.string(),
    uid: z.nullable(z.string()),
    resourceVersion: z.nullable(z.string()),
  }),
  before: z.nullable(z.string()),
  after: z.nullable(z.string()),
});
export type Evidence = z.infer<typeof Evidence>;

export const Acknowledgement = z.object({ at: Time, by: z.string(), comment: z.string() });

export const Transition = z.object({
  id: z.int(),
  ip: z.string(),
  kind: TransitionKind,
  cause: TransitionCause,
  /** The root where it is known, e.g. `rollout`. */
  detail: z.nullable(z.string()),
  confidence: z.enum(CONFIDENCES),
  notBefore: Time,
  notAfter: Time,
  detectedAt: Time,
  from: Standing,
  to: Standing,
  gapMs: z.nullable(Bounds),
  overlapMs: z.nullable(Bounds),
  actor: z.nullable(z.string()),
  actionId: z.nullable(z.string()),
  /** Shared by the transitions of one cause, e.g. the loss of a node. */
  incident: z.nullable(z.string()),
  acknowledged: z.nullable(Acknowledgement),
  evidence: z.array(Evidence),
});
export type Transition = z.infer<typeof Transition>;

/** `source` as in the status, or `all`. `code` is stable, `reason` its English sentence; `to` is null while it lasts. */
export const BlindSpan = z.object({
  source: z.string(),
  from: Time,
  to: z.nullable(Time),
  reason: z.string(),
  code: z.string(),
});
export type BlindSpan = z.infer<typeof BlindSpan>;

/** Newest first. `blind` are the spans that touch the time of the page. */
export const HistoryPage = z.object({
  items: z.array(Transition),
  nextCursor: z.nullable(z.string()),
  blind: z.array(BlindSpan),
  /** When the first revision was recorded: nobody looked before. Null where nothing was ever recorded; not in an export. */
  began: z.optional(z.nullable(Time)),
});
export type HistoryPage = z.infer<typeof HistoryPage>;

/** Something is wrong and nothing moved. `message` is the English sentence of `kind` and `facts`. */
export const Detection = z.object({
  id: z.int(),
  ip: z.string(),
  kind: z.enum(DETECTION_KINDS),
  subject: z.string(),
  from: Time,
  to: z.nullable(Time),
  message: z.string(),
  facts: FactsSchema,
});
export type Detection = z.infer<typeof Detection>;
export const DetectionList = z.object({ items: z.array(Detection) });
export type DetectionList = z.infer<typeof DetectionList>;

/**
 * Who had it at a time. `candidates` may hold a standing without a backend: then it may be that nobody had it. `notBefore` is
 * the earliest that it may have begun, `notAfter` the latest that it may have ended; null where that is not known, or it lasts.
 */
export const AsOf = z.object({
  ip: z.string(),
  at: Time,
  answer: z.enum(["certain", "possible", "not-observed"]),
  candidates: z.array(z.object({ standing: Standing, notBefore: z.nullable(Time), notAfter: z.nullable(Time) })),
  /** English, beside `code` and `facts`. */
  reason: z.string(),
  code: z.string(),
  facts: FactsSchema,
  evidence: z.array(Evidence),
  blind: z.array(BlindSpan),
});
export type AsOf = z.infer<typeof AsOf>;

/** A stretch of a band: who had the address, or that nobody looked. Stretches follow one another without a gap. */
export const BandStretch = z.object({
  from: Time,
  to: Time,
  kind: z.enum(["serving", "split", "unserved", "disabled", "blind", "before-history"]),
  /** The backends, in text order of node; of what is known last where nobody looked. */
  backends: z.array(z.object({ namespace: z.string(), name: z.string(), uid: z.string(), node: z.nullable(z.string()) })),
});
export type BandStretch = z.infer<typeof BandStretch>;
export const Bands = z.object({
  from: Time,
  to: Time,
  items: z.array(
    z.object({
      ip: z.string(),
      stretches: z.array(BandStretch),
      transitions: z.array(z.object({ id: z.int(), at: Time, kind: TransitionKind })),
    }),
  ),
  blind: z.array(BlindSpan),
});
export type Bands = z.infer<typeof Bands>;

/** The place to write a floating IP down. `version` is also the ETag; null where nobody has written anything. */
export const Notes = z.object({
  owner: z.string(),
  text: z.string(),
  runbook: z.string(),
  version: z.int(),
  updatedAt: Time,
  updatedBy: z.string(),
});
export type Notes = z.infer<typeof Notes>;
export const NotesAnswer = z.object({ ip: z.string(), notes: z.nullable(Notes) });
export type NotesAnswer = z.infer<typeof NotesAnswer>;

/** All that is written down, also of addresses that nobody claims; in the order of the addresses. */
export const NotesList = z.object({ items: z.array(z.object({ ip: z.string(), notes: Notes })) });
export type NotesList = z.infer<typeof NotesList>;
