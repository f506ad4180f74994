import { z } from "zod";
import { known, type Collection, type Point } from "./collections.ts";
import { filtered, isLetThrough } from "./point-filter.ts";
import { unknown, wrongInput } from "./refusal.ts";

const SparseVector = z.strictObject({
  indices: z.array(
    z
      .int()
      .min(0)
      .max(2 ** 32 - 1),
  ),
  values: z.array(z.number()),
});
const Vector = z.union([z.array(z.number()), SparseVector]);
const Upsert = z.strictObject({
  points: z.array(
    z.strictObject({
      id: z.uuid(),
      vector: z.record(z.string(), Vector),
      payload: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
  update_filter: z.unknown().optional(),
});
const Retrieve = z.strictObject({
  ids: z.array(z.uuid()),
  with_payload: z.array(z.string()),
  with_vector: z.literal(false),
});
const DeletePayload = z.strictObject({ keys: z.array(z.string()), filter: z.looseObject({}) });
const WithPayload = z.union([z.boolean(), z.array(z.string())]);
const filter = z.unknown().optional();
const Count = z.strictObject({ filter, exact: z.literal(true) });
const Scroll = z.strictObject({
  filter,
  limit: z.int().min(1),
  offset: z.uuid().optional(),
  with_payload: WithPayload,
  with_vector: z.literal(false),
});
const Query = z.strictObject({
  query: Vector,
  using: z.string(),
  filter,
  limit: z.int().min(1),
  with_payload: WithPayload.default(false),
});
const Ordered = z.strictObject({
  query: z.strictObject({ order_by: z.strictObject({ key: z.string(), direction: z.literal("desc") }) }),
  filter,
  limit: z.int().min(1),
  with_payload: WithPayload.default(false),
});

export function upsert(collection: Collection, body: unknown): void {
  const { points: given, update_filter } = known(Upsert, body);
  const points = given.map((given): Point => {
    const point: Point = { id: given.id, payload: given.payload ?? {}, dense: new Map(), sparse: new Map() };
    for (const [name, vector] of Object.entries(given.vector)) {
      if (Array.isArray(vector)) point.dense.set(name, toUnit(checkedDense(collection, name, vector)));
      else point.sparse.set(name, checkedSparse(collection, name, vector));
    }
    return point;
  });
  for (const point of points) {
    const stored = collection.points.get(point.id);
    const isUpdated = stored === undefined || isLetThrough(collection, update_filter, stored);
    if (isUpdated) collection.points.set(point.id, point);
  }
}

export function queryBatch(collection: Collection, body: unknown) {
  const { searches } = known(z.strictObject({ searches: z.array(z.looseObject({ query: z.unknown() })) }), body);
  return searches.map((search) =>
    Ordered.safeParse(search).success ? ordered(collection, search) : query(collection, search),
  );
}

/** By a datetime; points without one are left out. Every score is 0, as the server says. */
function ordered(collection: Collection, body: unknown) {
  const { query, filter, limit, with_payload } = known(Ordered, body);
  const { key } = query.order_by;
  if (collection.indexes.get(key)?.type !== "datetime") {
    throw wrongInput(`No range index for \`order_by\` key: \`${key}\`. Please create one to use \`order_by\`.`);
  }
  const timeOf = ({ payload }: Point) => Date.parse(String(payload[key]));
  const points = filtered(collection, filter)
    .filter((point) => !Number.isNaN(timeOf(point)))
    .sort((a, b) => timeOf(b) - timeOf(a))
    .slice(0, limit);
  return {
    points: points.map((point) => ({ id: point.id, version: 0, score: 0, payload: shown(point, with_payload) })),
  };
}

export function deleteByFilter(collection: Collection, body: unknown): void {
  const selector = known(z.strictObject({ filter: z.looseObject({}) }), body);
  for (const point of filtered(collection, selector.filter)) collection.points.delete(point.id);
}

export function deletePayload(collection: Collection, body: unknown): void {
  const { keys, filter } = known(DeletePayload, body);
  for (const point of filtered(collection, filter)) {
    const kept = Object.entries(point.payload).filter(([key]) => !keys.includes(key));
    collection.points.set(point.id, { ...point, payload: Object.fromEntries(kept) });
  }
}

export function retrieve(collection: Collection, body: unknown) {
  const { ids, with_payload } = known(Retrieve, body);
  return [...new Set(ids)].flatMap((id) => {
    const point = collection.points.get(id);
    return point === undefined ? [] : [{ id, payload: shown(point, with_payload) }];
  });
}

export function count(collection: Collection, body: unknown) {
  return { count: filtered(collection, known(Count, body).filter).length };
}

export function scroll(collection: Collection, body: unknown) {
  const { filter, limit, offset = "", with_payload } = known(Scroll, body);
  const rest = filtered(collection, filter)
    .filter((point) => point.id >= offset)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const points = rest.slice(0, limit).map((point) => ({ id: point.id, payload: shown(point, with_payload) }));
  return { points, next_page_offset: rest[limit]?.id ?? null };
}

export function query(collection: Collection, body: unknown) {
  const { query, using, filter, limit, with_payload } = known(Query, body);
  const score = Array.isArray(query)
    ? cosineTo(checkedDense(collection, using, query), using)
    : idfDot(checkedSparse(collection, using, query), using, collection);
  const scored = filtered(collection, filter).flatMap((point) => {
    const value = score(point);
    return value === undefined ? [] : [{ point, value }];
  });
  scored.sort((a, b) => b.value - a.value || (a.point.id < b.point.id ? -1 : 1));
  return {
    points: scored
      .slice(0, limit)
      .map(({ point, value }) => ({ id: point.id, version: 0, score: value, payload: shown(point, with_payload) })),
  };
}

function cosineTo(query: number[], using: string) {
  const unit = toUnit(query);
  return (point: Point) => point.dense.get(using)?.reduce((sum, value, index) => sum + value * (unit[index] ?? 0), 0);
}

/** Qdrant's `modifier: idf`: weights times ln((n - df + 0.5) / (df + 0.5) + 1), n being the points with such a vector. */
function idfDot(query: Map<number, number>, using: string, { points }: Collection) {
  const all = [...points.values()].filter((point) => point.sparse.has(using));
  const weights = [...query].map(([index, value]) => {
    const frequency = all.filter((point) => point.sparse.get(using)?.has(index)).length;
    return [index, value * Math.log((all.length - frequency + 0.5) / (frequency + 0.5) + 1)] as const;
  });
  return (point: Point) => {
    const vector = point.sparse.get(using);
    const shared = weights.filter(([index]) => vector?.has(index));
    if (shared.length === 0) return undefined;
    return shared.reduce((sum, [index, weight]) => sum + weight * (vector?.get(index) ?? 0), 0);
  };
}

function checkedDense({ dense, sparse }: Collection, name: string, vector: number[]): number[] {
  if (sparse.has(name)) throw wrongInput(`Vector ${name} is a sparse vector`);
  const size = dense.get(name);
  if (size === undefined) throw wrongInput(`Not existing vector name error: ${name}`);
  if (vector.length !== size) throw wrongInput(`Vector dimension error: expected dim: ${size}, got ${vector.length}`);
  return vector;
}

function checkedSparse({ sparse }: Collection, name: string, { indices, values }: z.infer<typeof SparseVector>) {
  if (!sparse.has(name)) throw wrongInput(`Not existing vector name error: ${name}`);
  const vector = new Map(indices.map((index, n) => [index, Math.fround(values[n] ?? 0)]));
  if (indices.length !== values.length) throw wrongInput("Validation error: must be the same length as indices");
  if (vector.size !== indices.length) throw wrongInput("Validation error: indices must be unique");
  return vector;
}

/** Qdrant keeps cosine vectors with length 1 in 32 bits; a vector of zeros stays as it is. */
function toUnit(vector: number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((value) => Math.fround(length === 0 ? 0 : value / length));
}

function shown({ payload }: Point, choice: z.infer<typeof WithPayload>) {
  if (choice === false) return null;
  if (choice === true) return payload;
  if (choice.some((key) => key.includes("."))) throw unknown("nested payload keys");
  return Object.fromEntries(Object.entries(payload).filter(([key]) => choice.includes(key)));
}
