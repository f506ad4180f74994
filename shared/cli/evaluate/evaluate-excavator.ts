import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { AppError } from "../../errors.ts";
import { plainBigrams, whitespaceTokens } from "../../evaluation/baseline-tokens.ts";
import { halfOf, type Half } from "../../evaluation/question-set.ts";
import { precisionAt } from "../../evaluation/ranking-metrics.ts";
import { mean } from "../../evaluation/shares.ts";
import { searchKnowledge } from "../../knowledge/search-knowledge.ts";
import type { IndexedChunk } from "../../ports/knowledge-index.ts";
import { tokenise } from "../../terms/tokenise.ts";
import { withIndexes } from "./corpus-index.ts";
import { fts5Trigrams } from "./fts5-trigrams.ts";
import type { EvaluationTable } from "./report.ts";

type WorkRecord = { id: string; text: string; label: string };

const PLACES = 5;
/** Records asked about; each is looked for among all. */
const ASKED = 400;

/**
 * Records of excavators (`work-orders.csv` of the folder): asked by one record's text, right is another with the same part
 * and failure mode. undefined when the file is not there.
 */
export async function evaluateExcavator(folder: string, set: Half): Promise<EvaluationTable | undefined> {
  const file = path.join(folder, "work-orders.csv");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const records = readRecords(text, file);
  const kept = records.filter((record) => halfOf(record) === set && record.label !== "");
  const asked = kept.filter((_, index) => index % Math.max(1, Math.floor(kept.length / ASKED)) === 0).slice(0, ASKED);
  const byId = new Map(records.map((record) => [record.id, record]));
  const chunks = new Map(records.map((record) => [record.id, [chunkOf(record)]]));
  return withIndexes(async (open) => {
    const filter = { groups: undefined };
    const limit = PLACES + 1;
    const ranked = async (tokens: (text: string) => string[]) => {
      const index = await open(chunks, tokens);
      return async (query: string) =>
        (await index.searchLexical({ tokens: tokens(query), filter, limit })).map(({ chunk }) => chunk.documentId);
    };
    const index = await open(chunks);
    const trigrams = fts5Trigrams(records.map((record) => record.text));
    const systems: [name: string, search: (query: string) => Promise<string[]>][] = [
      ["whitespace BM25", await ranked(whitespaceTokens)],
      ["FTS5 trigram", async (query) => trigrams(query).map((at) => records[at]!.id)],
      ["plain bigrams BM25", await ranked(plainBigrams)],
      ["our tokens BM25", await ranked(tokenise)],
      [
        "search as it is",
        async (query) =>
          (await searchKnowledge({ index }, { query, groups: undefined, limit })).map(({ chunk }) => chunk.documentId),
      ],
    ];
    const rows: EvaluationTable["rows"] = [];
    for (const [name, search] of systems) {
      const precisions: number[] = [];
      for (const record of asked) {
        const others = (await search(record.text)).filter((id) => id !== record.id);
        precisions.push(precisionAt(PLACES, { found: others.map((id) => byId.get(id)?.label === record.label) }));
      }
      rows.push({ name, scores: { "precision@5": mean(precisions) } });
    }
    const title = `excavator records: half ${set}, ${asked.length} of ${records.length} records asked, right is the same part and failure mode`;
    return { title, columns: ["precision@5"], rows };
  });
}

function readRecords(text: string, file: string): WorkRecord[] {
  const rows: Record<string, string>[] = parse(text, { columns: true, bom: true, relax_column_count: true });
  const records = rows.flatMap(({ id, OriginalShorttext, Part, FM }) =>
    id === undefined || !OriginalShorttext
      ? []
      : [{ id, text: OriginalShorttext, label: Part && FM ? `${Part}|${FM}` : "" }],
  );
  if (records.length > 0) return records;
  throw new AppError("invalid-file", `${file} has no rows with id, OriginalShorttext, Part and FM.`);
}

function chunkOf({ id, text }: WorkRecord): IndexedChunk {
  const chunk = { id: `${id}#0`, documentId: id, ordinal: 0, title: "", headings: [], text };
  const facts = {
    contentType: "text/plain",
    language: "en" as const,
    allowedGroups: [],
    updatedAt: "2026-01-01T00:00:00.000Z",
  };
  return { chunk: { ...chunk, ...facts }, tokens: tokenise(text) };
}
