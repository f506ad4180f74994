import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { Term } from "../../shared/ports/term-store.ts";

/** The terms of the sample plant, straight from the file. */
export function sampleTerms(): Term[] {
  return rowsOf("terms.csv").map((row) =>
    Term.parse({ ...row, aliases: (row["aliases"] ?? "").split("|").filter(Boolean) }),
  );
}

/** Every item number of the sample plant's history. */
export function sampleItemNos(): Set<string> {
  return new Set(rowsOf("work-orders.csv").map((row) => (row["itemNo"] ?? "").toUpperCase()));
}

function rowsOf(file: string): Record<string, string>[] {
  const text = readFileSync(path.join(import.meta.dirname, "../../sample-plant", file), "utf8");
  return parse(text, { columns: true, bom: true });
}
