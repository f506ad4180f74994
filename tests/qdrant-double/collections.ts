import { z } from "zod";
import { Refusal, unknown, wrongInput } from "./refusal.ts";

export type Sparse = Map<number, number>;
export type Point = {
  id: string;
  payload: Record<string, unknown>;
  dense: Map<string, number[]>;
  sparse: Map<string, Sparse>;
};
export type Collection = {
  name: string;
  dense: Map<string, number>;
  /** The name of each sparse vector; all have `modifier: idf`. */
  sparse: Set<string>;
  indexes: Map<string, { type: "keyword" | "datetime" | "integer"; is_tenant?: boolean | undefined }>;
  metadata: Record<string, unknown>;
  points: Map<string, Point>;
};

const Dense = z.strictObject({ size: z.int().min(1).max(65_536), distance: z.literal("Cosine") });
const Create = z.strictObject({
  vectors: z.record(z.string(), Dense),
  sparse_vectors: z.record(z.string(), z.strictObject({ modifier: z.literal("idf") })).default({}),
  shard_number: z.literal(1).optional(),
  metadata: z.record(z.string(), z.unknown()).default({}),
});
const CreateIndex = z.strictObject({
  field_name: z.string().min(1),
  field_schema: z.strictObject({ type: z.enum(["keyword", "datetime", "integer"]), is_tenant: z.boolean().optional() }),
});
const Alias = z.strictObject({ alias_name: z.string().min(1), collection_name: z.string() });
const ChangeAliases = z.strictObject({
  actions: z.array(
    z.union([
      z.strictObject({ create_alias: Alias }),
      z.strictObject({ delete_alias: z.strictObject({ alias_name: z.string() }) }),
    ]),
  ),
});

/** The server's collections and aliases. */
export function collections() {
  const byName = new Map<string, Collection>();
  const aliases = new Map<string, string>();

  function find(name: string): Collection {
    const collection = byName.get(aliases.get(name) ?? name);
    if (collection === undefined) throw new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`);
    return collection;
  }

  return {
    find,

    create(name: string, body: unknown): true {
      if (byName.has(name)) throw alreadyExists(name);
      if (aliases.has(name))
        throw wrongInput(`Can't create collection with name ${name}. Alias with the same name already exists`);
      const { vectors, sparse_vectors, metadata } = known(Create, body);
      byName.set(name, {
        name,
        dense: new Map(Object.entries(vectors).map(([vector, { size }]) => [vector, size])),
        sparse: new Set(Object.keys(sparse_vectors)),
        indexes: new Map(),
        metadata,
        points: new Map(),
      });
      return true;
    },

    remove(name: string): boolean {
      for (const [alias, target] of aliases) if (target === name) aliases.delete(alias);
      return byName.delete(name);
    },

    describe(name: string) {
      const { dense, sparse, indexes, metadata, points } = find(name);
      const vectors = [...dense].map(([vector, size]) => [vector, { size, distance: "Cosine" }]);
      const sparseVectors = [...sparse].map((vector) => [vector, { modifier: "idf" }]);
      const schema = [...indexes].map(([field, params]) => [
        field,
        { data_type: params.type, params, points: points.size },
      ]);
      return {
        status: "green",
        optimizer_status: "ok",
        points_count: points.size,
        segments_count: 1,
        config: {
          params: {
            vectors: Object.fromEntries(vectors),
            shard_number: 1,
            sparse_vectors: Object.fromEntries(sparseVectors),
          },
          metadata,
        },
        payload_schema: Object.fromEntries(schema),
      };
    },

    createIndex(name: string, body: unknown): void {
      const { field_name, field_schema } = known(CreateIndex, body);
      find(name).indexes.set(field_name, field_schema);
    },

    createVector(name: string, vector: string, body: unknown): void {
      const { dense, sparse } = find(name);
      const { size } = known(z.strictObject({ dense: Dense }), body).dense;
      if (dense.has(vector) || sparse.has(vector)) throw wrongInput(`Vector ${vector} already exists`);
      dense.set(vector, size);
    },

    /** All or nothing, as the real server has it. */
    changeAliases(body: unknown): true {
      const changed = new Map(aliases);
      for (const action of known(ChangeAliases, body).actions) {
        if ("delete_alias" in action) {
          changed.delete(action.delete_alias.alias_name);
          continue;
        }
        const { alias_name, collection_name } = action.create_alias;
        if (!byName.has(collection_name)) find(collection_name);
        if (byName.has(alias_name)) throw alreadyExists(alias_name);
        changed.set(alias_name, collection_name);
      }
      aliases.clear();
      for (const [alias, target] of changed) aliases.set(alias, target);
      return true;
    },

    names: () => ({ collections: [...byName.keys()], aliases: Object.fromEntries(aliases) }),
  };
}

function alreadyExists(name: string): Refusal {
  return new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`);
}

/** A body that is exactly of this shape; anything more is not known here. */
export function known<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw unknown(z.prettifyError(parsed.error));
  return parsed.data;
}
