const day =
  /^(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})\.?(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;
const serial = /^\d{5}(?:\.\d+)?$/;
const MS_PER_DAY = 86_400_000;
/** Day 0 of Excel's 1900 calendar, its invented 29 February 1900 allowed for. */
const excelEpoch = Date.UTC(1899, 11, 30);

/** RFC 3339, YYYY-MM-DD, YYYY/MM/DD or YYYY.MM.DD with or without a time, or Excel's day number; as RFC 3339 UTC. A time without zone is UTC. */
export function parseDate(text: string): string | undefined {
  const trimmed = text.trim();
  if (serial.test(trimmed)) return inReach(new Date(Math.round(excelEpoch + Number(trimmed) * MS_PER_DAY)));
  const found = day.exec(trimmed);
  if (found === null) return undefined;
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  if (year < 1900 || hour > 23 || minute > 59 || second > 59) return undefined;
  const calendar = new Date(Date.UTC(year, month - 1, date));
  // 30 February would become 1 March.
  if (calendar.getUTCMonth() !== month - 1 || calendar.getUTCDate() !== date) return undefined;
  const milliseconds = Number((found[7] ?? "").padEnd(3, "0").slice(0, 3));
  const utc = Date.UTC(year, month - 1, date, hour, minute, second, milliseconds);
  return inReach(new Date(utc - offsetMs(found[8] ?? "Z")));
}

function offsetMs(zone: string): number {
  if (zone.toUpperCase() === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -1 : 1) * minutes * 60_000;
}

function inReach(date: Date): string | undefined {
  const year = date.getUTCFullYear();
  return year >= 1900 && year < 2200 ? date.toISOString() : undefined;
}
