import type { Generated } from "kysely";

/** The tables of history. Times are milliseconds since the epoch, JSON is text that only the program reads. */
export type Schema = {
  /** One row for each cluster that was ever looked at. */
  cluster: {
    id: Generated<number>;
    key: string;
    /** When the first revision was recorded. */
    began: number | null;
    heartbeat: number | null;
    /** The highest seat that was ever taken: who comes with a lower one has lost it. */
    seat: number;
  };
  transition: {
    id: Generated<number>;
    cluster_id: number;
    ip: string;
    kind: string;
    cause: string;
    detail: string | null;
    confidence: string;
    not_before: number;
    not_after: number;
    detected_at: number;
    from_json: string;
    to_json: string;
    /** Of `to_json`: with the times it tells whether a transition is stored already. */
    to_hash: string;
    gap_min: number | null;
    gap_max: number | null;
    overlap_min: number | null;
    overlap_max: number | null;
    actor: string | null;
    action_id: string | null;
    incident: string | null;
    engine_version: number;
    ack_at: number | null;
    ack_by: string | null;
    ack_comment: string | null;
  };
  /** The namespaces of the backends on either side. */
  transition_namespace: { cluster_id: number; namespace: string; transition_id: number; kind: string; cause: string };
  /** The outermost times of each stretch of ids, so that a time leads to ids. */
  transition_chunk: { cluster_id: number; chunk: number; not_before: number; not_after: number };
  evidence: {
    transition_id: number;
    ordinal: number;
    code: string;
    facts_json: string;
    stance: string;
    object_json: string;
    before_text: string | null;
    after_text: string | null;
    claimed_at: number | null;
    received_at: number;
    /** 1 once `before_text` and `after_text` were forgotten. */
    is_blank: number;
  };
  last_known: {
    cluster_id: number;
    ip: string;
    standing_json: string;
    since_not_before: number;
    since_not_after: number;
    left_behind_json: string | null;
    gone_since_json: string | null;
    split_since_json: string | null;
    last_transition_id: number | null;
  };
  detection: {
    id: Generated<number>;
    cluster_id: number;
    ip: string;
    kind: string;
    subject: string;
    facts_json: string;
    from_at: number;
    to_at: number | null;
  };
  blind: { id: Generated<number>; cluster_id: number; source: string; from_at: number; to_at: number | null; reason: string };
  notes: {
    cluster_id: number;
    ip: string;
    owner: string;
    text: string;
    runbook: string;
    version: number;
    updated_at: number;
    updated_by: string;
  };
  action: {
    cluster_id: number;
    id: string;
    started_at: string;
    state: string;
    action: string;
    by_whom: string;
    outcome: string;
    body_json: string;
  };
};
