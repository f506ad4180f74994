import { AppError } from "../shared/errors.ts";

/** When a timer runs: the first moment after `from`, in whole seconds, UTC. */
export type Schedule = { next(from: Date): Date };

/**
 * NCRONTAB as Azure reads it: {second} {minute} {hour} {day} {month} {day of week}, all of which must fit; five fields
 * begin at the minute. Throws AppError `bad-request` when it can't be read or never comes.
 */
export function parseNcrontab(expression: string): Schedule {
  const given = expression.trim().split(/\s+/);
  const texts = given.length === 5 ? ["0", ...given] : given;
  if (texts.length !== fields.length) throw unreadable(expression, "has 5 or 6 fields");
  const [second, minute, hour, day, month, weekday] = fields.map((field, index) =>
    parseField(field, texts[index] ?? "", expression),
  ) as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>, Set<number>];

  const next = (from: Date): Date | undefined => {
    const date = new Date(Math.floor(from.getTime() / 1000) * 1000 + 1000);
    const end = date.getUTCFullYear() + HORIZON_YEARS;
    while (date.getUTCFullYear() <= end) {
      if (!month.has(date.getUTCMonth() + 1)) date.setTime(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1));
      else if (!day.has(date.getUTCDate()) || !weekday.has(date.getUTCDay())) date.setUTCHours(24, 0, 0);
      else if (!hour.has(date.getUTCHours())) date.setUTCHours(date.getUTCHours() + 1, 0, 0);
      else if (!minute.has(date.getUTCMinutes())) date.setUTCMinutes(date.getUTCMinutes() + 1, 0);
      else if (!second.has(date.getUTCSeconds())) date.setUTCSeconds(date.getUTCSeconds() + 1);
      else return date;
    }
    return undefined;
  };

  const never = () => unreadable(expression, "names a day that comes");
  if (!next(new Date(0))) throw never();
  return {
    next(from) {
      const date = next(from);
      if (!date) throw never();
      return date;
    },
  };
}

/** 29 February on a given weekday can be 40 years away. */
const HORIZON_YEARS = 41;

type Field = { name: string; least: number; most: number; words?: string[] };
const fields: Field[] = [
  { name: "second", least: 0, most: 59 },
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day", least: 1, most: 31 },
  { name: "month", least: 1, most: 12, words: "- jan feb mar apr may jun jul aug sep oct nov dec".split(" ") },
  { name: "day of week", least: 0, most: 6, words: "sun mon tue wed thu fri sat".split(" ") },
];

/** `*`, `5`, `1-5`, `mon-fri`, each with `/step` perhaps, and lists of these. */
function parseField(field: Field, text: string, expression: string): Set<number> {
  const wrong = () => unreadable(expression, `has a ${field.name} from ${field.least} to ${field.most}`);
  const numberOf = (word: string) => {
    const named = field.words?.indexOf(word.slice(0, 3).toLowerCase()) ?? -1;
    const value = named >= 0 && /^[a-z]+$/i.test(word) ? named : /^\d+$/.test(word) ? Number(word) : Number.NaN;
    if (!(value >= field.least && value <= field.most)) throw wrong();
    return value;
  };
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const [range = "", step = "1", ...rest] = part.split("/");
    if (rest.length > 0 || !/^[1-9]\d*$/.test(step)) throw wrong();
    const [from = "", to, ...more] = range.split("-");
    if (more.length > 0) throw wrong();
    const first = range === "*" ? field.least : numberOf(from);
    const last = range === "*" || (to === undefined && part.includes("/")) ? field.most : numberOf(to ?? from);
    if (first > last) throw wrong();
    for (let value = first; value <= last; value += Number(step)) values.add(value);
  }
  return values;
}

function unreadable(expression: string, want: string): AppError {
  return new AppError("bad-request", `The schedule "${expression}" is not valid: NCRONTAB ${want}.`);
}
