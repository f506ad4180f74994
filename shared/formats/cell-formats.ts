/** Which cell styles show a number as a date, and from which year the workbook counts days. */
export type CellFormats = { isDate: boolean[]; startsIn1904: boolean };

/** ECMA-376, 18.8.30: the built-in formats of dates and times, those of East Asian editions among them. */
const builtIn = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
] as const;
/** Day 0 of 1970 as a spreadsheet counts from 1900, and from 1904. */
const EPOCH_DAYS = { from1900: 25_569, from1904: 24_107 };
const DAY_MS = 86_400_000;

export function isDateFormat(id: number, custom: Map<number, string>): boolean {
  const code = custom.get(id);
  if (code === undefined) return builtIn.some(([from, to]) => id >= from && id <= to);
  const bare = code.replaceAll(/"[^"]*"|\\.|\[[^\]]*\]|_./g, "");
  return /[dmyhs]/i.test(bare) && !/general|0\.?#|#/i.test(bare);
}

/** A number of days as RFC 3339; undefined where it is no date. */
export function dateOf(days: number, { startsIn1904 }: CellFormats): string | undefined {
  const epoch = startsIn1904 ? EPOCH_DAYS.from1904 : EPOCH_DAYS.from1900;
  const date = new Date(Math.round((days - epoch) * DAY_MS));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
