import "server-only";
import { accessSync, constants, mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { Kysely, SqliteDialect } from "kysely";
import type { Database } from "./database.ts";
import { migrate } from "./migrations/migrate.ts";
import type { Schema } from "./schema.ts";
import { StoreError, type StoreErrorCode } from "./store.ts";

const FILE = "history.sqlite";
/** A database of its own, empty: who holds its lock records. The lock ends with the process, however that ends. */
const SEAT_FILE = "history-seat.sqlite";
const BUSY_MS = 5_000;
/** Prepared statements to keep; the queries of the store are fewer. */
const MAX_STATEMENTS = 200;

const BUSY = 5;
const READ_ONLY = 8;
const CODES: Readonly<Record<number, StoreErrorCode>> = {
  [READ_ONLY]: "store-read-only",
  11: "store-damaged",
  13: "store-full",
  26: "store-damaged",
};

const HINTS: Readonly<Record<StoreErrorCode, string>> = {
  "store-read-only": "its folder or disk is read-only",
  "store-damaged": "the file is damaged; put a copy of it back, or move it away to begin anew",
  "store-full": "the disk is full",
  "store-unavailable": "the file cannot be used",
  "store-newer": "",
  "seat-lost": "",
};

/**
 * The embedded store: one file in a folder, safe against the loss of power (WAL, `synchronous = FULL`).
 *
 * @param folder It is made where it is not there.
 * @throws {StoreError}
 */
export async function openSqlite(folder: string, maxPages?: number): Promise<Database> {
  const file = path.join(folder, FILE);
  const errorOf = (error: unknown) => sqliteErrorOf(error, file);
  let raw: DatabaseSync | null = null;
  try {
    mkdirSync(folder, { recursive: true });
    raw = new DatabaseSync(file, { timeout: BUSY_MS, enableForeignKeyConstraints: true });
    raw.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
    if (maxPages !== undefined) raw.exec(`PRAGMA max_page_count=${maxPages};`);
  } catch (error) {
    raw?.close();
    throw errorOf(error);
  }
  const db = new Kysely<Schema>({ dialect: dialectOf(raw) });
  try {
    // Kysely begins without the write lock; taking it first keeps two processes from migrating at once.
    await migrate(db as Kysely<unknown>, { type: "integer", build: (column) => column.primaryKey().autoIncrement() }, async () => {});
  } catch (error) {
    raw.close();
    throw errorOf(error);
  }
  return {
    kind: "sqlite",
    db,
    errorOf,
    // One writer at a time is what SQLite is.
    lockCluster: async () => {},
    takeSeat: async (_, next) => takeSeat(path.join(folder, SEAT_FILE), next),
    close: () => db.destroy(),
  };
}

/** @see https://kysely.dev/docs/dialects `SqliteDialect` takes anything that prepares statements as better-sqlite3 does. */
function dialectOf(raw: DatabaseSync): SqliteDialect {
  const kept = new Map<string, StatementSync>();
  const prepare = (text: string): StatementSync => {
    const known = kept.get(text);
    if (known) return known;
    if (kept.size >= MAX_STATEMENTS) kept.clear();
    const statement = raw.prepare(text);
    kept.set(text, statement);
    return statement;
  };
  return new SqliteDialect({
    database: {
      close: () => raw.close(),
      prepare(text) {
        const statement = prepare(text);
        return {
          reader: statement.columns().length > 0,
          all: (parameters) => statement.all(...(parameters as never[])),
          run: (parameters) => {
            // A full disk ends the transaction by itself; what went wrong is to be told, not that nothing is left to undo.
            if (text === "rollback" && !raw.isTransaction) return { changes: 0, lastInsertRowid: 0 };
            return statement.run(...(parameters as never[]));
          },
          iterate: (parameters) => statement.iterate(...(parameters as never[])) as IterableIterator<unknown>,
        };
      },
    },
  });
}

async function takeSeat(file: string, next: () => Promise<number>) {
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec("PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE;");
    return { number: await next(), lost: new Promise<void>(() => {}), release: async () => lock.close() };
  } catch (error) {
    // Left open, it would keep this process itself from the seat.
    lock.close();
    if (numberOf(error) === BUSY) return null;
    throw error;
  }
}

/** SQLite's number of an error, without what it says of the circumstances. */
function numberOf(error: unknown): number {
  return error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : 0;
}

function isReadOnly(nodeCode: string): boolean {
  return /^(EROFS|EACCES|EPERM)$/.test(nodeCode);
}

/** SQLite says of a read-only disk only that a file could not be opened. */
function refusalOf(folder: string): string {
  try {
    accessSync(folder, constants.W_OK);
    return "";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "";
  }
}

function sqliteErrorOf(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error;
  const nodeCode = error instanceof Error && "code" in error ? String(error.code) : "";
  const code = isReadOnly(nodeCode) ? "store-read-only" : nodeCode === "ENOSPC" ? "store-full" : CODES[numberOf(error)];
  const known = code ?? (isReadOnly(refusalOf(path.dirname(file))) ? "store-read-only" : "store-unavailable");
  const detail = error instanceof Error ? error.message : String(error);
  return new StoreError(known, `The history in ${file} cannot be used: ${HINTS[known]} (${detail}).`, { cause: error });
}
