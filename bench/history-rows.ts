import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { CHUNK } from "../lib/history/chunks.ts";

export const ADDRESSES = 2_000;
export const NAMESPACES = 20;
const DAY_MS = 86_400_000;
const DAYS = 500;

/** SQL as both databases speak it. */
export type RawDatabase = { run(text: string): Promise<void>; close(): Promise<void> };

export function openRaw(databaseUrl: string | null, file: string): Promise<RawDatabase> {
  return databaseUrl === null ? Promise.resolve(rawSqlite(file)) : rawPostgres(databaseUrl);
}

function rawSqlite(file: string): RawDatabase {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
  return { run: async (text) => db.exec(text), close: async () => db.close() };
}

async function rawPostgres(url: string): Promise<RawDatabase> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return { run: async (text) => void (await client.query(text)), close: () => client.end() };
}

export const ipOf = (index: number) => `10.99.${Math.floor(index / 256)}.${index % 256}`;

/** The moment of a row: `rows` of them end now, and began 500 days ago. */
export const momentOf = (index: number, rows: number, now: number) => now - Math.floor(((rows - index) * DAYS * DAY_MS) / rows);

const standing = (pod: string) =>
  `'{"state":"serving","nodes":[{"node":"node-' || (i % 50) || '","backend":{"namespace":"team-' || (i % ${ADDRESSES} % ${NAMESPACES}) || '","name":"gw-' || (i % ${ADDRESSES}) || '-${pod}","uid":"5d0c4a6e-9f5c-4b8e-a2a6-' || i || '-${pod}","node":"node-' || (i % 50) || '","podIp":"10.244.' || (i % 200) || '.17","ready":true,"terminating":false,"workload":{"kind":"StatefulSet","name":"gw-' || (i % ${ADDRESSES}) || '"}}}]}'`;

const numbers = (rows: number) => `with recursive n(i) as (select 0 union all select i + 1 from n where i < ${rows - 1})`;

/**
 * Fills the tables of the first cluster: each address fails over in turn, with one piece of evidence; one in a thousand was
 * not observed, one in ten thousand was acknowledged.
 */
export function fillStatements(rows: number, now: number): readonly string[] {
  const at = `(${now} - (${rows} - cast(i as bigint)) * ${DAYS * DAY_MS} / ${rows})`;
  const address = `('10.99.' || (i % ${ADDRESSES} / 256) || '.' || (i % ${ADDRESSES} % 256))`;
  return [
    `insert into transition (id, cluster_id, ip, kind, cause, detail, confidence, not_before, not_after, detected_at, from_json, to_json,
       to_hash, engine_version, gap_min, gap_max, ack_at, ack_by, ack_comment)
     ${numbers(rows)}
     select i + 1, 1, ${address},
       case when i % 3 = 0 then 'failover' when i % 3 = 1 then 'lost' else 'assigned' end,
       case when i % 1000 = 7 then 'not-observed' when i % 3 = 0 then 'pod-deleted' when i % 3 = 1 then 'node-lost' else 'claimant-started' end,
       null, case when i % 1000 = 7 then 'none' else 'certain' end,
       case when i % 1000 = 7 then ${at} - 60000 else ${at} end, ${at}, ${at}, ${standing("a")}, ${standing("b")},
       'hash-of-the-standing-after-it-as-long-as-one-' || i, 1, 0, 0,
       case when i % 10000 = 5 then ${at} end, case when i % 10000 = 5 then 'oncall' end, case when i % 10000 = 5 then 'seen' end
     from n`,
    `insert into transition_namespace (cluster_id, namespace, transition_id, kind, cause)
     select 1, 'team-' || ((id - 1) % ${ADDRESSES} % ${NAMESPACES}), id, kind, cause from transition`,
    `insert into transition_chunk (cluster_id, chunk, not_before, not_after)
     select 1, id / ${CHUNK}, min(not_before), max(not_after) from transition group by id / ${CHUNK}`,
    `insert into evidence (transition_id, ordinal, code, facts_json, stance, object_json, before_text, after_text, claimed_at, received_at, is_blank)
     ${numbers(rows)} select i + 1, 0, 'pod-deleted', '{"pod":"team/gw-' || i || '"}', 'supports',
       '{"kind":"Pod","namespace":"team","name":"gw-' || i || '","uid":"uid-' || i || '","resourceVersion":"7"}',
       'phase Running, Ready, on node-' || (i % 50) || ', cni.projectcalico.org/floatingIPs: ["' || ${address} || '"]', 'it is gone',
       null, ${at}, 0 from n`,
    `insert into last_known (cluster_id, ip, standing_json, since_not_before, since_not_after, last_transition_id)
     ${numbers(ADDRESSES)} select 1, ${address}, ${standing("b")}, ${now}, ${now}, ${rows - ADDRESSES} + i + 1 from n`,
  ];
}
