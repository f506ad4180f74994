import { z } from "zod";
import { known, type Collection, type Point } from "./collections.ts";
import { Refusal } from "./refusal.ts";

const Words = z.union([z.string(), z.int(), z.boolean()]);
const bound = z.union([z.string(), z.number()]).optional();
const Match = z.union([
  z.strictObject({ value: Words }),
  z.strictObject({ any: z.array(Words) }),
  z.strictObject({ except: z.array(Words) }),
]);
const Range = z.strictObject({ gt: bound, gte: bound, lt: bound, lte: bound });
const Leaf = z.union([
  z.strictObject({ key: z.string(), match: Match }),
  z.strictObject({ key: z.string(), range: Range }),
  z.strictObject({ is_empty: z.strictObject({ key: z.string() }) }),
  z.strictObject({ has_id: z.array(z.uuid()) }),
]);
type Leaf = z.infer<typeof Leaf>;
type Condition = Leaf | Filter;
type Filter = {
  must?: Condition[] | undefined;
  should?: Condition[] | undefined;
  must_not?: Condition[] | undefined;
  min_should?: { conditions: Condition[]; min_count: number } | undefined;
};
const Conditions = z.array(z.lazy((): z.ZodType<Condition> => z.union([Leaf, Filter])));
const clause = Conditions.optional();
const MinShould = z.strictObject({ conditions: Conditions, min_count: z.int().min(1) });
const Filter: z.ZodType<Filter> = z.lazy(() =>
  z.strictObject({ must: clause, should: clause, must_not: clause, min_should: MinShould.optional() }),
);

/** Whether a filter lets one point of the collection through. */
export function isLetThrough(collection: Collection, body: unknown, point: Point): boolean {
  return filtered({ ...collection, points: new Map([[point.id, point]]) }, body).length > 0;
}

/** The points of a collection that a filter lets through. Strict mode: every key it looks at must be indexed. */
export function filtered({ points, indexes }: Collection, body: unknown): Point[] {
  if (body === undefined || body === null) return [...points.values()];
  const filter = known(Filter, body);
  requireIndexes(filter, indexes);
  return [...points.values()].filter((point) => passes(filter, point));
}

function passes(condition: Condition, point: Point): boolean {
  if ("has_id" in condition) return condition.has_id.includes(point.id);
  if ("is_empty" in condition) return valuesOf(point, condition.is_empty.key).length === 0;
  if ("match" in condition) return valuesOf(point, condition.key).some((value) => matches(condition.match, value));
  if ("range" in condition) return valuesOf(point, condition.key).some((value) => isWithin(condition.range, value));
  const { must = [], should = [], must_not = [], min_should } = condition;
  const met = min_should?.conditions.filter((inner) => passes(inner, point)).length ?? 0;
  return (
    met >= (min_should?.min_count ?? 0) &&
    must.every((inner) => passes(inner, point)) &&
    (should.length === 0 || should.some((inner) => passes(inner, point))) &&
    !must_not.some((inner) => passes(inner, point))
  );
}

/** One value, or each of a list; none where the key is missing, null or an empty list. */
function valuesOf(point: Point, key: string): unknown[] {
  const value = point.payload[key];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function matches(match: z.infer<typeof Match>, value: unknown): boolean {
  if ("value" in match) return match.value === value;
  if ("any" in match) return match.any.some((wanted) => wanted === value);
  return !match.except.some((unwanted) => unwanted === value);
}

function isWithin({ gt, gte, lt, lte }: z.infer<typeof Range>, value: unknown): boolean {
  const at = typeof value === "string" ? Date.parse(value) : Number(value);
  const test = (limit: string | number | undefined, holds: (limit: number) => boolean) =>
    limit === undefined || holds(typeof limit === "string" ? toTime(limit) : limit);
  return (
    test(gt, (limit) => at > limit) &&
    test(gte, (limit) => at >= limit) &&
    test(lt, (limit) => at < limit) &&
    test(lte, (limit) => at <= limit)
  );
}

function toTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new Refusal(400, "Format error in JSON body: data did not match any variant of untagged enum Condition");
  return time;
}

function requireIndexes(condition: Condition, indexes: Collection["indexes"]): void {
  if ("has_id" in condition) return;
  if ("is_empty" in condition) return requireIndex(condition.is_empty.key, ["keyword", "datetime"], indexes);
  if ("match" in condition) return requireIndex(condition.key, ["keyword"], indexes);
  if ("range" in condition) return requireIndex(condition.key, ["datetime", "integer"], indexes);
  const { must = [], should = [], must_not = [], min_should } = condition;
  for (const inner of [...must, ...should, ...must_not, ...(min_should?.conditions ?? [])])
    requireIndexes(inner, indexes);
}

function requireIndex(key: string, types: string[], indexes: Collection["indexes"]): void {
  if (types.includes(indexes.get(key)?.type ?? "")) return;
  const wanted = types.join(", ");
  throw new Refusal(
    400,
    `Bad request: Index required but not found for "${key}" of one of the following types: [${wanted}]. Help: Create an index for this key or use a different filter.`,
  );
}
