import "server-only";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import type { Database } from "./database.ts";
import { migrate } from "./migrations/migrate.ts";
import type { Schema } from "./schema.ts";
import { type Seat, StoreError, type StoreErrorCode } from "./store.ts";

const CONNECT_MS = 5_000;
const STATEMENT_MS = 10_000;
const MAX_CONNECTIONS = 6;
/** Two numbers name an advisory lock; the first is ours. */
const LOCK_SPACE = 0x62_75_6f_79;
const MIGRATION_LOCK = 0;

const INT8 = 20;
const NUMERIC = 1700;

const CODES: Readonly<Record<string, StoreErrorCode>> = { "53100": "store-full", "25006": "store-read-only" };

/**
 * The store for several replicas.
 *
 * @param url `postgres://…`; its password is in no message.
 * @throws {StoreError}
 */
export async function openPostgres(url: string): Promise<Database> {
  const place = placeOf(url);
  const errorOf = (error: unknown) => postgresErrorOf(error, place);
  const settings: pg.PoolConfig = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    keepAlive: true,
    application_name: "buoy",
    types: numbers(),
  };
  const pool = new pg.Pool({ ...settings, max: MAX_CONNECTIONS });
  // A connection that breaks while it is idle is made anew by the next query.
  pool.on("error", () => {});
  // One that breaks while it is used fails the query; without a listener it would end the process too.
  pool.on("connect", (client) => client.on("error", () => {}));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db as Kysely<unknown>, { type: "bigserial", build: (column) => column.primaryKey() }, async (transaction) => {
      await sql`select pg_advisory_xact_lock(${LOCK_SPACE}, ${MIGRATION_LOCK})`.execute(transaction);
    });
  } catch (error) {
    await db.destroy();
    throw errorOf(error);
  }
  return {
    kind: "postgres",
    db,
    errorOf,
    async lockCluster(transaction, clusterId) {
      await transaction.selectFrom("cluster").select("id").where("id", "=", clusterId).forUpdate().execute();
    },
    takeSeat: (clusterId, next) => takeSeat(settings, clusterId, next),
    close: () => db.destroy(),
  };
}

/** The lock belongs to a connection of its own, and is gone with it. */
async function takeSeat(settings: pg.ClientConfig, clusterId: number, next: () => Promise<number>): Promise<Seat | null> {
  const client = new pg.Client(settings);
  let isOver = false;
  const lost = new Promise<void>((resolve) => {
    client.on("error", () => resolve());
    client.on("end", () => resolve());
  });
  const end = async () => {
    if (isOver) return;
    isOver = true;
    await client.end().catch(() => {});
  };
  try {
    await client.connect();
    const { rows } = await client.query("select pg_try_advisory_lock($1, $2) as won", [LOCK_SPACE, clusterId]);
    if (!rows[0]?.won) {
      await end();
      return null;
    }
    return { number: await next(), lost, release: end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Times and counts fit into a number; the driver gives text for 64 bits. */
function numbers(): pg.CustomTypesConfig {
  const types = new pg.TypeOverrides();
  for (const type of [INT8, NUMERIC]) types.setTypeParser(type, Number);
  return types;
}

function postgresErrorOf(error: unknown, place: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const detail = error instanceof AggregateError ? String(error.errors[0]) : error instanceof Error ? error.message : String(error);
  return new StoreError(CODES[code] ?? "store-unavailable", `The history in PostgreSQL at ${place} cannot be used (${detail}).`, {
    cause: error,
  });
}

function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
