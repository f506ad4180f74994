import { Term, TermCategory, type TermStore } from "../ports/term-store.ts";
import { normaliseText } from "../terms/normalise-text.ts";
import type { ColumnMapping } from "./columns.ts";
import { importRows, type ReadRow } from "./import-rows.ts";
import type { ImportReport, OnProgress } from "./import-report.ts";
import type { TableRow } from "./read-table.ts";

/** Adds or replaces terms by category and code. A code given twice in one file is rejected the second time. */
export async function importTerms(
  ports: { terms: Pick<TermStore, "upsert"> },
  table: AsyncIterable<TableRow>,
  options: { mapping?: ColumnMapping | undefined; onProgress?: OnProgress | undefined } = {},
): Promise<ImportReport> {
  const seen = new Map<string, number>();
  return importRows(table, {
    kind: "terms",
    ...options,
    read: (row, columns) => readTerm(row, columns, seen),
    store: (terms) => (terms.length === 0 ? Promise.resolve(0) : ports.terms.upsert(terms)),
  });
}

const categories = new Map<string, TermCategory>([
  ...TermCategory.options.map((category) => [comparable(category), category] as const),
  ["위치", "location"],
  ["설비유형", "equipmentType"],
  ["현상코드", "statusCode"],
  ["우선순위", "priority"],
]);

function readTerm({ row, cells }: TableRow, columns: ColumnMapping, seen: Map<string, number>): ReadRow<Term> {
  const cell = (field: string) => (cells[columns[field] ?? ""] ?? "").normalize("NFC").trim();
  const category = categories.get(comparable(cell("category")));
  if (category === undefined) {
    return { reason: `category "${cell("category").slice(0, 40)}" is none of ${TermCategory.options.join(", ")}` };
  }
  const aliases = [
    ...new Set(
      cell("aliases")
        .split("|")
        .map((alias) => alias.trim()),
    ),
  ].filter((alias) => alias !== "");
  const parsed = Term.safeParse({ category, code: cell("code"), name: cell("name"), aliases });
  if (!parsed.success) return { reason: parsed.error.issues.map(toReason).join("; ") };
  const key = `${category}\n${parsed.data.code}`;
  const earlier = seen.get(key);
  if (earlier !== undefined)
    return { reason: `code "${parsed.data.code}" of ${category} stands in row ${earlier} already` };
  seen.set(key, row);
  return { item: parsed.data };
}

function toReason(issue: { path: PropertyKey[]; code: string; maximum?: unknown }): string {
  const field = String(issue.path[0]);
  if (issue.code === "too_small") return `${field} is empty`;
  return `${issue.path.length > 1 ? "an alias" : field} is more than ${String(issue.maximum)} long`;
}

function comparable(name: string): string {
  return normaliseText(name).replaceAll(/[\s_-]+/g, "");
}
