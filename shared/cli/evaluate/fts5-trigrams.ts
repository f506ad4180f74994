import { DatabaseSync } from "node:sqlite";
import { whitespaceTokens } from "../../evaluation/baseline-tokens.ts";

const LIMIT = 50;

/** SQLite's own full text search with its trigram tokenizer, ranked by its `bm25()`: a baseline. Words under three letters can't match. */
export function fts5Trigrams(texts: readonly string[]): (query: string) => number[] {
  const database = new DatabaseSync(":memory:");
  database.exec("CREATE VIRTUAL TABLE texts USING fts5(text, tokenize = 'trigram')");
  const insert = database.prepare("INSERT INTO texts (rowid, text) VALUES (?, ?)");
  texts.forEach((text, index) => insert.run(index, text.toLowerCase()));
  const select = database.prepare("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?");
  return (query) => {
    const trigrams = new Set(whitespaceTokens(query).flatMap(trigramsOf));
    if (trigrams.size === 0) return [];
    const expression = [...trigrams].map((trigram) => `"${trigram.replaceAll('"', '""')}"`).join(" OR ");
    return select.all(expression, LIMIT).map((row) => Number(row["rowid"]));
  };
}

function trigramsOf(word: string): string[] {
  return Array.from({ length: Math.max(0, word.length - 2) }, (_, index) => word.slice(index, index + 3));
}
