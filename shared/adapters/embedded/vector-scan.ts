import type { SearchFilter } from "../../ports/knowledge-index.ts";
import { chunkFilter } from "./chunk-filter.ts";
import { quantise } from "./quantised-vector.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

type Vectors = { version: number; dimension: number; sequences: number[]; scales: Float64Array; bytes: Int8Array };
type Stored = { sequence: number; vector_scale: number; vector: Uint8Array };

/** Cosine similarity against every chunk that passes the filter. The vectors are read once for each version of the index. */
export function vectorScan(database: SqliteDatabase) {
  const selectVersion = database.statement<{ value: number }>("SELECT value FROM versions WHERE name = 'chunks'");
  const selectVectors = database.statement<Stored>(
    "SELECT sequence, vector_scale, vector FROM chunks WHERE vector IS NOT NULL AND length(vector) = ? ORDER BY sequence",
  );
  let cached: Vectors | undefined;

  function vectors(dimension: number): Vectors {
    const version = selectVersion.get()?.value ?? 0;
    if (cached?.version === version && cached.dimension === dimension) return cached;
    const rows = selectVectors.all(dimension);
    const bytes = new Int8Array(rows.length * dimension);
    for (const [index, row] of rows.entries()) bytes.set(new Int8Array(row.vector), index * dimension);
    const scales = Float64Array.from(rows, (row) => row.vector_scale);
    cached = { version, dimension, sequences: rows.map((row) => row.sequence), scales, bytes };
    return cached;
  }

  return (vector: Float32Array, filter: SearchFilter, limit: number): { sequence: number; score: number }[] => {
    const stored = vectors(vector.length);
    if (stored.sequences.length === 0) return [];
    const allowed = allowedSequences(database, filter);
    const query = quantise(vector);
    const queryBytes = new Int8Array(query.bytes.buffer);
    return stored.sequences
      .flatMap((sequence, index) =>
        allowed === undefined || allowed.has(sequence)
          ? [
              {
                sequence,
                score: cosine(dot(queryBytes, stored.bytes, index) * query.scale * (stored.scales[index] ?? 0)),
              },
            ]
          : [],
      )
      .sort((a, b) => b.score - a.score || a.sequence - b.sequence)
      .slice(0, limit);
  };
}

/** Rounding to bytes can carry a score just past 1. */
function cosine(score: number): number {
  return Math.max(-1, Math.min(1, score));
}

function allowedSequences(database: SqliteDatabase, filter: SearchFilter): Set<number> | undefined {
  const { sql, values } = chunkFilter(filter);
  if (values.length === 0) return undefined;
  const rows = database
    .statement<{ sequence: number }>(`SELECT c.sequence FROM chunks c WHERE c.vector IS NOT NULL AND ${sql}`)
    .all(...values);
  return new Set(rows.map((row) => row.sequence));
}

/** Whole numbers: exact up to 2^31 / 127^2, far beyond any dimension in use. */
function dot(query: Int8Array, rows: Int8Array, row: number): number {
  const start = row * query.length;
  let sum = 0;
  for (let index = 0; index < query.length; index++) sum += (query[index] ?? 0) * (rows[start + index] ?? 0);
  return sum;
}
