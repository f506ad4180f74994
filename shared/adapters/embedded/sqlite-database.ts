import path from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { AppError } from "../../errors.ts";
import { checkpoints } from "./checkpoints.ts";
import { groupCommit } from "./group-commit.ts";
import { makeFolder } from "./make-folder.ts";
import { migrations } from "./sqlite-migrations.ts";
import { currentMoment, endMoment } from "./sqlite-moment.ts";

export type SqlValue = string | number | null | Uint8Array | Int8Array;

type Statement<Row> = {
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
  /** The number of rows changed. */
  run(...values: SqlValue[]): number;
};

type Current<Row> = () => Row | undefined;

/** One SQLite file. Every failure of SQLite is an AppError `unavailable` with its cause. */
export type SqliteDatabase = {
  /** Prepared once for each text, then kept. */
  statement<Row = Record<string, SqlValue>>(sql: string): Statement<Row>;
  /** The row of a statement without values, as it is at this moment: read once however often it is asked for meanwhile. */
  current<Row>(sql: string): Current<Row>;
  /** All or nothing. Takes the write lock at once, so that what `work` reads is still true when it writes. */
  transaction<Result>(work: () => Result): Result;
  /** The same for many at once: those of one turn of the event loop commit together. `work` may run twice. */
  groupedTransaction<Result>(work: () => Result): Promise<Result>;
  close(): void;
};

/** A write waits this long for another process before it fails. */
const BUSY_TIMEOUT_MS = 5_000;

/** In the log, 64 MB. Checkpoints are made aside; this one keeps the log from growing on where the commits never pause. */
const MOST_LOG_PAGES = 16_000;

/** Opens the file, makes its folder where needed, and brings its tables up to date. */
export function openSqliteDatabase(file: string): SqliteDatabase {
  const database = open(file);
  const prepared = new Map<string, Statement<never>>();
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const rollback = database.prepare("ROLLBACK");
  const aside = checkpoints(file);
  let isOpen = true;

  const statement = <Row>(sql: string): Statement<Row> => {
    const known = prepared.get(sql) ?? guarded(database, sql);
    prepared.set(sql, known);
    return known;
  };
  const transaction = <Result>(work: () => Result): Result => {
    guard(() => begin.run());
    try {
      const result = work();
      guard(() => commit.run());
      aside.afterCommit();
      return result;
    } catch (error) {
      if (database.isTransaction) guard(() => rollback.run());
      throw error;
    } finally {
      endMoment();
    }
  };

  return {
    statement,
    current<Row>(sql: string): Current<Row> {
      const read = statement<Row>(sql);
      let readAt = -1;
      let row: Row | undefined;
      return () => {
        const now = currentMoment();
        if (readAt !== now) row = read.get();
        readAt = now;
        return row;
      };
    },
    transaction,
    groupedTransaction: groupCommit(transaction),
    close() {
      if (!isOpen) return;
      isOpen = false;
      aside.close();
      database.close();
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
    database.exec(`PRAGMA wal_autocheckpoint = ${MOST_LOG_PAGES}`);
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
    run(...values) {
      endMoment();
      return Number(guard(() => statement.run(...values)).changes);
    },
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
