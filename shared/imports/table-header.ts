import { AppError } from "../errors.ts";
import type { TableRow } from "./read-table.ts";

export type TableHeader = { columns: string[] };

/** Names of columns as they stand; a nameless one is `column N`, a repeated one gets its number behind it. */
export function tableHeader(cells: string[], fileName: string): TableHeader {
  const names = cells.map((cell) => cell.trim());
  while (names.at(-1) === "") names.pop();
  if (names.every((name) => name === "")) {
    throw new AppError("invalid-file", `${fileName} has no header: its first row must name the columns.`);
  }
  const seen = new Map<string, number>();
  const columns = names.map((name, index) => {
    const base = name === "" ? `column ${index + 1}` : name;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return count === 1 ? base : `${base} (${count})`;
  });
  return { columns };
}

/** A row under its header, or undefined for a blank one. More or fewer cells than columns is a problem of the row. */
export function rowUnder(header: TableHeader, row: number, values: string[]): TableRow | undefined {
  if (values.every((value) => value.trim() === "")) return undefined;
  const { columns } = header;
  const cells: Record<string, string> = Object.create(null);
  for (const [index, column] of columns.entries()) cells[column] = values[index] ?? "";
  const tooMany = values.slice(columns.length).some((value) => value.trim() !== "");
  if (!tooMany && values.length >= columns.length) return { row, cells };
  return { row, cells, problem: `has ${values.length} cells where the header has ${columns.length}` };
}
