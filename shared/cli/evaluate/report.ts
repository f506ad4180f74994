import type { Estimate } from "../../evaluation/shares.ts";
import { showEstimate, textTable } from "../../evaluation/text-table.ts";

/** One table of an evaluation: what was tried, a row each, and how good it was. */
export type EvaluationTable = {
  title: string;
  columns: string[];
  rows: { name: string; scores: Record<string, Estimate> }[];
};

export function printable({ title, columns, rows }: EvaluationTable): string {
  const cells = rows.map(({ name, scores }) => [
    name,
    ...columns.map((column) => (scores[column] === undefined ? "-" : showEstimate(scores[column]))),
  ]);
  return `${title}\n\n${textTable([["", ...columns], ...cells])}\n`;
}
