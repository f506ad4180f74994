import path from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { AppError } from "../../errors.ts";
import { makeFolder } from "./make-folder.ts";
import { migrations } from "./sqlite-migrations.ts";

export type SqlValue = string | number | null | Uint8Array | Int8Array;

type Statement<Row> = {
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
  /** The number of rows changed. */
  run(...values: SqlValue[]): number;
};

/** One SQLite file. Every failure of SQLite is an AppError `unavailable` with its cause. */
export type SqliteDatabase = {
  /** Prepared once for each text, then kept. */
  statement<Row = Record<string, SqlValue>>(sql: string): Statement<Row>;
  /** All or nothing. Takes the write lock at once, so that what `work` reads is still true when it writes. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
};

/** A write waits this long for another process before it fails. */
const BUSY_TIMEOUT_MS = 5_000;

/** Opens the file, makes its folder where needed, and brings its tables up to date. */
export function openSqliteDatabase(file: string): SqliteDatabase {
  const database = open(file);
  const prepared = new Map<string, Statement<never>>();
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const rollback = database.prepare("ROLLBACK");
  let isOpen = true;

  return {
    statement: (sql) => {
      const known = prepared.get(sql) ?? guarded(database, sql);
      prepared.set(sql, known);
      return known;
    },
    transaction(work) {
      guard(() => begin.run());
      try {
        const result = work();
        guard(() => commit.run());
        return result;
      } catch (error) {
        if (database.isTransaction) guard(() => rollback.run());
        throw error;
      }
    },
    close() {
      if (isOpen) database.close();
      isOpen = false;
    },
  };
}

function open(file: string): DatabaseSync {
  const directory = path.dirname(file);
  try {
    makeFolder(path.resolve(directory));
  } catch (cause) {
    throw new AppError("unavailable", `The data folder ${directory} can't be made: ${reasonOf(cause)}.`, { cause });
  }
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
    database.exec("PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000");
    migrate(database);
    return database;
  } catch (cause) {
    database?.close();
    throw new AppError("unavailable", `The data file ${file} can't be opened: ${reasonOf(cause)}.`, { cause });
  }
}

function migrate(database: DatabaseSync): void {
  const versionNow = () => Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (versionNow() > migrations.length) throw new Error("a newer PMark wrote it");
  if (versionNow() === migrations.length) return;
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("BEGIN IMMEDIATE");
  for (const migration of migrations.slice(versionNow())) database.exec(migration);
  database.exec(`PRAGMA user_version = ${migrations.length}; COMMIT`);
}

function guarded(database: DatabaseSync, sql: string): Statement<never> {
  const statement: StatementSync = guard(() => database.prepare(sql));
  return {
    get: (...values) => guard(() => statement.get(...values)) as never,
    all: (...values) => guard(() => statement.all(...values)) as never[],
    run: (...values) => Number(guard(() => statement.run(...values)).changes),
  };
}

function guard<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw new AppError("unavailable", "The store does not answer. Try again in a moment.", { cause });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
