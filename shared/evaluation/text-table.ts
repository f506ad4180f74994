import type { Estimate } from "./shares.ts";

/** Rows in columns of one width, numbers as they are; the first row is the head. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ""))));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - widthOf(cell)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** `.912 [.88 .94]`: the value and its 95 % interval. */
export function showEstimate({ value, low, high, n }: Estimate): string {
  return n === 0 ? "-" : `${thousandths(value)} [${thousandths(low)} ${thousandths(high)}]`;
}

function thousandths(value: number): string {
  return value.toFixed(3).replace(/^(-?)0\./, "$1.");
}

/** A terminal shows Hangul two columns wide. */
function widthOf(text: string): number {
  return Array.from(text).reduce(
    (width, letter) => width + (/[\u1100-\u11ff\u3130-\u318f가-힣]/.test(letter) ? 2 : 1),
    0,
  );
}
