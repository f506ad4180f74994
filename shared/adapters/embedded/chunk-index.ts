import { setImmediate as nextTurn } from "node:timers/promises";
import { GUESS_WEIGHT, type LexicalQuery, type SearchFilter } from "../../ports/knowledge-index.ts";
import { bm25Postings } from "./bm25-postings.ts";
import { chunkFilter, type Filtered } from "./chunk-filter.ts";
import { cosine, type QuantisedVector } from "./quantised-vector.ts";
import { sparseScores, type SparseScores } from "./sparse-scores.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { topRanked } from "./top-ranked.ts";

type Row = Filtered & { sequence: number; vector: QuantisedVector | undefined; isGone: boolean };
type Stored = Filtered & { sequence: number; scale: number | null; vector: Uint8Array | null; tokens: string };
type Change = { documentId: string; replacement: number; version: number };
type Held = ReturnType<typeof nothing>;
type Found = { sequence: number; score: number };

/** While many chunks are read, other work has its turn after this long. */
const READING_SLICE_MS = 10;
/** A document may have more chunks than should stand in memory twice. */
const ROWS_AT_ONCE = 500;
/** Begin anew once so many rows are of replaced documents, and more than there are living ones. */
const MAX_GONE = 1_000;

/** The chunks by token and by vector, in memory. It follows the table document by document, also what other processes change. */
export function chunkIndex(database: SqliteDatabase) {
  const currentVersion = database.current<{ version: number | null }>(
    "SELECT max(version) AS version FROM chunk_changes",
  );
  const selectChanges = database.statement<Change>(
    "SELECT document_id AS documentId, replacement, version FROM chunk_changes WHERE version > ? ORDER BY version",
  );
  const selectReplacement = database.statement<{ replacement: number }>(
    "SELECT replacement FROM chunk_changes WHERE document_id = ?",
  );
  const selectChunks = database.statement<Stored>(
    `SELECT sequence, document_id AS documentId, content_type AS contentType, updated_at AS updatedAt, groups,
       vector_scale AS scale, vector, tokens FROM chunks
     WHERE document_id = ? AND replacement = ? AND sequence > ? ORDER BY sequence LIMIT ${ROWS_AT_ONCE}`,
  );
  const similarity = sparseScores();
  let held = nothing();
  let reading: Promise<void> | undefined;

  /** Resolves when everything committed before the call is here. */
  async function follow(): Promise<void> {
    while ((currentVersion()?.version ?? 0) !== held.version) {
      reading ??= readChanges().finally(() => (reading = undefined));
      await reading;
    }
  }

  async function readChanges(): Promise<void> {
    const isMostlyGone = held.gone > MAX_GONE && held.gone > held.rows.length / 2;
    const next = isMostlyGone ? nothing() : held;
    const breathe = slices();
    for (const change of selectChanges.all(next.version)) {
      await replace(next, change, breathe);
      next.version = change.version;
      await breathe();
    }
    held = next;
  }

  /** Searches that run meanwhile find the old rows: the new ones are there once all of them are. */
  async function replace(into: Held, { documentId, replacement }: Change, breathe: () => Promise<void>): Promise<void> {
    const rows: Row[] = [];
    for (let last = -1, count = ROWS_AT_ONCE; count === ROWS_AT_ONCE; await breathe()) {
      const stored = selectChunks.all(documentId, replacement, last);
      for (const { tokens, scale, vector, ...fields } of stored) {
        into.text.add(tokens === "" ? [] : tokens.split(" "));
        const quantised = vector === null ? undefined : { scale: scale ?? 0, bytes: new Int8Array(vector) };
        const row: Row = { ...fields, vector: quantised, isGone: true };
        into.rows.push(row);
        rows.push(row);
      }
      last = stored.at(-1)?.sequence ?? last;
      count = stored.length;
    }
    into.gone += rows.length;
    // Replaced again while it was read: its rows may be incomplete, and its newer change follows.
    if (selectReplacement.get(documentId)?.replacement !== replacement) return;
    const old = into.byDocument.get(documentId) ?? [];
    for (const row of old) row.isGone = true;
    for (const row of rows) row.isGone = false;
    into.gone += old.length - rows.length;
    into.byDocument.set(documentId, rows);
  }

  function wantedBy(filter: SearchFilter): (index: number) => boolean {
    const isWanted = chunkFilter(filter);
    const { rows } = held;
    return (index) => {
      const row = rows[index];
      return row !== undefined && !row.isGone && isWanted(row);
    };
  }

  function best(
    scores: Pick<SparseScores, "at" | "rows">,
    isWanted: (index: number) => boolean,
    limit: number,
  ): Found[] {
    const wanted = scores.rows().filter(isWanted);
    return topRanked(wanted, limit, (a, b) => scores.at(b) - scores.at(a) || a - b).map((index) => ({
      sequence: held.rows[index]?.sequence ?? 0,
      score: scores.at(index),
    }));
  }

  return {
    async byTokens({ tokens, guesses, filter, limit }: LexicalQuery): Promise<Found[]> {
      await follow();
      const isWanted = wantedBy(filter);
      const scores = held.text.search(tokens, { guesses, guessWeight: GUESS_WEIGHT, best: { limit, isWanted } });
      return best(scores, isWanted, limit);
    },

    async byVector(query: QuantisedVector, filter: SearchFilter, limit: number): Promise<Found[]> {
      await follow();
      similarity.begin(held.rows.length);
      for (const [index, { vector, isGone }] of held.rows.entries()) {
        if (isGone || vector?.bytes.length !== query.bytes.length) continue;
        // Lifted by 2, because scores must be above 0.
        similarity.add(index, cosine(query, vector) + 2);
      }
      return best(similarity, wantedBy(filter), limit).map((found) => ({ ...found, score: found.score - 2 }));
    },
  };
}

function nothing() {
  return { version: 0, rows: [] as Row[], byDocument: new Map<string, Row[]>(), text: bm25Postings(), gone: 0 };
}

/** To be awaited within long work. */
function slices(): () => Promise<void> {
  let end = performance.now() + READING_SLICE_MS;
  return async () => {
    if (performance.now() < end) return;
    await nextTurn();
    end = performance.now() + READING_SLICE_MS;
  };
}
