import type { Schemas } from "@qdrant/js-client-rest";
import type { QdrantRequests } from "./qdrant-requests.ts";

/** The sparse vector: BM25 term weights. */
export const TERMS = "terms";
/** One dense vector per dimension, so that a change of the embedding model needs no other collection. */
export const denseName = (dimension: number) => `dense-${dimension}`;

/** A collection as it is: its own name (never an alias), the mean chunk length its weights are made with, what it has. */
export type Collection = {
  name: string;
  averageTokens: number;
  vectorNames: Set<string>;
  indexedFields: Set<string>;
};

/** The payload fields that queries filter or order by: Qdrant's strict mode wants an index on each. */
export type PayloadIndexes = Record<string, Schemas["PayloadSchemaParams"]>;

/** Almost every search filters by groups: they part the storage. */
const chunkIndexes: PayloadIndexes = {
  documentId: { type: "keyword" },
  allowedGroups: { type: "keyword", is_tenant: true },
  contentType: { type: "keyword" },
  updatedAt: { type: "datetime" },
  replacement: { type: "keyword" },
  state: { type: "keyword" },
};

/** Points that no search sees: chunks that are still being written, and the record of a document's current version. */
export const hidden = { key: "state", match: { any: ["written", "version"] } };

const denseVector = (size: number) => ({ size, distance: "Cosine" as const });

/** What is behind a name or alias; `undefined` when nothing is. */
export async function readCollection(requests: QdrantRequests, name: string, fallbackAverage: number) {
  const info = await requests.sendUnless([404], (client) => client.getCollection(name));
  if (info === undefined) return undefined;
  const { params, metadata } = info.config;
  const kept = (metadata ?? {}) as { collection?: unknown; averageTokens?: unknown };
  const collection: Collection = {
    name: typeof kept.collection === "string" ? kept.collection : name,
    averageTokens: typeof kept.averageTokens === "number" ? kept.averageTokens : fallbackAverage,
    vectorNames: new Set(Object.keys(params.vectors ?? {})),
    indexedFields: new Set(Object.keys(info.payload_schema)),
  };
  return collection;
}

/** Makes a collection; one that another process made first is fine. One shard: Qdrant counts how rare a term is per shard. */
export async function createCollection(
  requests: QdrantRequests,
  { name, averageTokens, dimensions }: { name: string; averageTokens: number; dimensions: Set<number> },
): Promise<void> {
  const vectors = Object.fromEntries([...dimensions].map((size) => [denseName(size), denseVector(size)]));
  await requests.sendUnless([409], (client) =>
    client.createCollection(name, {
      vectors,
      sparse_vectors: { [TERMS]: { modifier: "idf" } },
      shard_number: 1,
      metadata: { collection: name, averageTokens },
    }),
  );
}

/** Adds what the collection lacks: payload indexes, and dense vectors of these dimensions. */
export async function completeCollection(
  requests: QdrantRequests,
  collection: Collection,
  dimensions: Set<number>,
  indexes = chunkIndexes,
) {
  for (const [field, schema] of Object.entries(indexes)) {
    if (collection.indexedFields.has(field)) continue;
    await requests.send((client) =>
      client.createPayloadIndex(collection.name, { wait: true, field_name: field, field_schema: schema }),
    );
  }
  for (const size of dimensions) {
    const name = denseName(size);
    if (collection.vectorNames.has(name)) continue;
    // Refused when another process has just added it; if it was refused for another reason, the upsert says so.
    await requests.sendUnless([400, 409], (client) =>
      client.createVectorName(collection.name, name, { dense: denseVector(size) }),
    );
  }
}

/** Makes the alias stand for a collection, at once for everyone, whether it stood for another before or is new. */
export async function pointAlias(requests: QdrantRequests, alias: string, collection: string) {
  const actions = [
    { delete_alias: { alias_name: alias } },
    { create_alias: { alias_name: alias, collection_name: collection } },
  ];
  await requests.send((client) => client.updateCollectionAliases({ actions }));
}

/** The mean length of the chunks that are there, in tokens; `undefined` of an empty collection. */
export async function measureAverageTokens(requests: QdrantRequests, name: string): Promise<number | undefined> {
  let [chunks, tokens] = [0, 0];
  let offset: Schemas["ScrollRequest"]["offset"] = null;
  do {
    const from: Schemas["ScrollRequest"]["offset"] = offset;
    const page = await requests.send((client) =>
      client.scroll(name, {
        limit: 1_000,
        with_payload: ["tokenCount"],
        filter: { must_not: [hidden] },
        ...(from === null ? {} : { offset: from }),
      }),
    );
    chunks += page.points.length;
    for (const { payload } of page.points) tokens += Number(payload?.["tokenCount"] ?? 0);
    offset = page.next_page_offset as typeof offset;
  } while (offset !== null && offset !== undefined);
  return tokens === 0 ? undefined : tokens / chunks;
}
