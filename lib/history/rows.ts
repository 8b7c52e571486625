import { createHash } from "node:crypto";
import type { Insertable, Selectable } from "kysely";
import type { BlindSpan, Detection, Evidence, LastKnown, Standing, Transition, TransitionDraft } from "#lib/domain/history/transition.ts";
import type { Schema } from "./schema.ts";
import type { Notes } from "./store.ts";

type Row<T extends keyof Schema> = Selectable<Schema[T]>;

/** How rows are written and read. Nothing but this file knows the columns of a record. */

export function rowOfDraft(draft: TransitionDraft, clusterId: number): Insertable<Schema["transition"]> {
  const to = JSON.stringify(draft.to);
  return {
    cluster_id: clusterId,
    ip: draft.ip,
    kind: draft.kind,
    cause: draft.cause,
    detail: draft.detail,
    confidence: draft.confidence,
    not_before: draft.notBefore,
    not_after: draft.notAfter,
    detected_at: draft.detectedAt,
    from_json: JSON.stringify(draft.from),
    to_json: to,
    to_hash: createHash("sha256").update(to).digest("base64url"),
    gap_min: draft.gapMs?.min ?? null,
    gap_max: draft.gapMs?.max ?? null,
    overlap_min: draft.overlapMs?.min ?? null,
    overlap_max: draft.overlapMs?.max ?? null,
    actor: draft.actor,
    action_id: draft.actionId,
    incident: draft.incident,
    engine_version: draft.engineVersion,
    ack_at: null,
    ack_by: null,
    ack_comment: null,
  };
}

export function transitionOf(row: Row<"transition">, evidence: readonly Evidence[]): Transition {
  return {
    id: row.id,
    ip: row.ip,
    kind: row.kind as Transition["kind"],
    cause: row.cause as Transition["cause"],
    detail: row.detail,
    confidence: row.confidence as Transition["confidence"],
    notBefore: row.not_before,
    notAfter: row.not_after,
    detectedAt: row.detected_at,
    from: JSON.parse(row.from_json),
    to: JSON.parse(row.to_json),
    gapMs: boundsOf(row.gap_min, row.gap_max),
    overlapMs: boundsOf(row.overlap_min, row.overlap_max),
    actor: row.actor,
    actionId: row.action_id,
    incident: row.incident,
    engineVersion: row.engine_version,
    acknowledged: row.ack_at === null ? null : { at: row.ack_at, by: row.ack_by ?? "", comment: row.ack_comment ?? "" },
    evidence,
  };
}

function boundsOf(min: number | null, max: number | null) {
  return min === null || max === null ? null : { min, max };
}

/** The namespaces of the backends on either side, each once. */
export function namespacesOf({ from, to }: { readonly from: Standing; readonly to: Standing }): readonly string[] {
  return [...new Set([from, to].flatMap(({ nodes }) => nodes.flatMap(({ backend }) => (backend ? [backend.namespace] : []))))];
}

export function rowOfEvidence(evidence: Evidence, transitionId: number, ordinal: number): Insertable<Schema["evidence"]> {
  return {
    transition_id: transitionId,
    ordinal,
    code: evidence.code,
    facts_json: JSON.stringify(evidence.facts),
    stance: evidence.stance,
    object_json: JSON.stringify(evidence.object),
    before_text: evidence.before,
    after_text: evidence.after,
    claimed_at: evidence.claimedAt,
    received_at: evidence.receivedAt,
    is_blank: evidence.before === null && evidence.after === null ? 1 : 0,
  };
}

export function evidenceOf(row: Row<"evidence">): Evidence {
  return {
    object: JSON.parse(row.object_json),
    stance: row.stance as Evidence["stance"],
    code: row.code,
    facts: JSON.parse(row.facts_json),
    before: row.before_text,
    after: row.after_text,
    claimedAt: row.claimed_at,
    receivedAt: row.received_at,
  };
}

export function rowOfKnown(known: Omit<LastKnown, "lastTransitionId">, clusterId: number, lastTransitionId: number | null) {
  return {
    cluster_id: clusterId,
    ip: known.ip,
    standing_json: JSON.stringify(known.standing),
    since_not_before: known.since.notBefore,
    since_not_after: known.since.notAfter,
    left_behind_json: textOf(known.leftBehind),
    gone_since_json: textOf(known.goneSince),
    split_since_json: textOf(known.splitSince),
    last_transition_id: lastTransitionId,
  } satisfies Insertable<Schema["last_known"]>;
}

export function knownOf(row: Row<"last_known">): LastKnown {
  return {
    ip: row.ip,
    standing: JSON.parse(row.standing_json),
    since: { notBefore: row.since_not_before, notAfter: row.since_not_after },
    leftBehind: parsedOf(row.left_behind_json),
    goneSince: parsedOf(row.gone_since_json),
    splitSince: parsedOf(row.split_since_json),
    lastTransitionId: row.last_transition_id,
  };
}

function textOf(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

function parsedOf<T>(text: string | null): T | null {
  return text === null ? null : (JSON.parse(text) as T);
}

export function detectionOf(row: Row<"detection">): Detection {
  return {
    id: row.id,
    ip: row.ip,
    kind: row.kind as Detection["kind"],
    subject: row.subject,
    facts: JSON.parse(row.facts_json),
    from: row.from_at,
    to: row.to_at,
  };
}

export function spanOf(row: Row<"blind">): BlindSpan {
  return { source: row.source, from: row.from_at, to: row.to_at, reason: row.reason as BlindSpan["reason"] };
}

export function notesOf(row: Row<"notes">): Notes {
  return {
    owner: row.owner,
    text: row.text,
    runbook: row.runbook,
    version: row.version,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}
