import type { Schemas } from "@qdrant/js-client-rest";
import type { KnowledgeIndex, SearchFilter } from "../../ports/knowledge-index.ts";
import { queryWeights } from "./bm25-weights.ts";
import { pointId } from "./point-id.ts";
import {
  completeCollection,
  createCollection,
  denseName,
  measureAverageTokens,
  pointAlias,
  readCollection,
  TERMS,
  type Collection,
} from "./qdrant-collection.ts";
import { qdrantFilter } from "./qdrant-filter.ts";
import { toHits, toNumbers, toPoint } from "./qdrant-points.ts";
import { qdrantRequests, type QdrantRequests } from "./qdrant-requests.ts";

/**
 * BM25 compares a chunk's length with the mean of all, but Qdrant keeps finished weights: the mean must be known when a
 * chunk is written. It is kept in the collection's metadata, so that all writers use one. A first collection takes this
 * constant (about the mean of manuals with headings); a re-index measures it, and scores are then exact.
 */
const TYPICAL_TOKENS = 50;
/** A dense vector of 1,024 numbers is some 20 kB of JSON, and Qdrant takes 32 MB. */
const UPSERT_BATCH = 100;

export type QdrantOptions = {
  /** `https://host:port/prefix`; without a port 443 for https, 6333 for http. */
  url: string;
  apiKey?: string | undefined;
  /** The alias that searches go to; collections behind it are named `ALIAS-…`. */
  alias: string;
  /** For one attempt (default 10 s); with its retries a request ends within three times that. */
  timeoutMs?: number;
  /** The mean number of tokens of a chunk, for a collection that is made on first use. */
  averageTokens?: number;
  newId: () => string;
};

/** A new collection to be filled while searches still go to the old one. Nobody may write to the old one meanwhile. */
export type Reindex = {
  index: KnowledgeIndex;
  /** From now on searches and writes go to the new collection, at once for everyone; the old one is deleted. */
  switch(): Promise<void>;
  /** Deletes the new collection instead. */
  abandon(): Promise<void>;
};

export type QdrantKnowledgeIndex = KnowledgeIndex & { beginReindex(): Promise<Reindex> };

/** Chunks as points of Qdrant, with BM25 term weights and dense vectors. Another reader may see a document half replaced, never missing. */
export function qdrantKnowledgeIndex(options: QdrantOptions): QdrantKnowledgeIndex {
  const { alias, newId, timeoutMs = 10_000, averageTokens = TYPICAL_TOKENS } = options;
  const requests = qdrantRequests({ url: options.url, apiKey: options.apiKey, timeoutMs });
  const behind = (name: string) => readCollection(requests, name, averageTokens);

  async function firstCollection(dimensions: Set<number>): Promise<void> {
    const name = `${alias}-1`;
    await createCollection(requests, { name, averageTokens, dimensions });
    await pointAlias(requests, alias, name);
  }

  return {
    ...indexAt(requests, alias, behind, firstCollection),

    async beginReindex() {
      const current = await behind(alias);
      const measured = current && (await measureAverageTokens(requests, current.name));
      const name = `${alias}-${newId()}`;
      await createCollection(requests, { name, averageTokens: measured ?? averageTokens, dimensions: new Set() });
      const fresh = await behind(name);
      if (fresh !== undefined) await completeCollection(requests, fresh, new Set());
      return {
        index: indexAt(requests, name, behind),
        async switch() {
          const old = await behind(alias);
          await pointAlias(requests, alias, name);
          if (old !== undefined && old.name !== name)
            await requests.send((client) => client.deleteCollection(old.name));
        },
        async abandon() {
          await requests.send((client) => client.deleteCollection(name));
        },
      };
    },
  };
}

function indexAt(
  requests: QdrantRequests,
  name: string,
  behind: (name: string) => Promise<Collection | undefined>,
  create?: (dimensions: Set<number>) => Promise<void>,
): KnowledgeIndex {
  const knownVectors = new Set<string>();

  async function readyFor(dimensions: Set<number>): Promise<Collection | undefined> {
    let collection = await behind(name);
    if (collection === undefined && create !== undefined) {
      await create(dimensions);
      collection = await behind(name);
    }
    if (collection !== undefined) await completeCollection(requests, collection, dimensions);
    return collection;
  }

  async function deletePoints(collection: string, filter: Schemas["Filter"]): Promise<void> {
    await requests.sendUnless([404], (client) => client.delete(collection, { wait: true, filter }));
  }

  async function hasVector(using: string): Promise<boolean> {
    if (knownVectors.has(using)) return true;
    const collection = await behind(name);
    for (const known of collection?.vectorNames ?? []) knownVectors.add(known);
    return knownVectors.has(using);
  }

  async function removeDocument(documentId: string): Promise<void> {
    await deletePoints(name, { must: [{ key: "documentId", match: { value: documentId } }] });
  }

  /** `undefined` when the answer is one of these statuses. */
  async function search(statuses: number[], query: Omit<Schemas["QueryRequest"], "with_payload">) {
    const found = await requests.sendUnless(statuses, (client) => client.query(name, { ...query, with_payload: true }));
    return found && toHits(found.points);
  }

  return {
    async replaceDocument(documentId, chunks) {
      if (chunks.length === 0) return removeDocument(documentId);
      const dimensions = new Set(chunks.flatMap(({ vector }) => vector?.length || []));
      const collection = await readyFor(dimensions);
      const points = chunks.map((chunk) => toPoint(chunk, collection?.averageTokens ?? TYPICAL_TOKENS));
      const target = collection?.name ?? name;
      for (let start = 0; start < points.length; start += UPSERT_BATCH) {
        const batch = points.slice(start, start + UPSERT_BATCH);
        await requests.send((client) => client.upsert(target, { wait: true, points: batch }));
      }
      await deletePoints(target, {
        must: [{ key: "documentId", match: { value: documentId } }],
        must_not: [{ has_id: chunks.map(({ chunk }) => pointId(chunk.id)) }],
      });
    },

    removeDocument,

    async searchLexical({ tokens, filter, limit }) {
      if (tokens.length === 0 || findsNothing(filter, limit)) return [];
      const query = { query: queryWeights(tokens), using: TERMS, filter: qdrantFilter(filter), limit };
      return (await search([404], query)) ?? [];
    },

    async searchDense({ vector, filter, limit }) {
      const using = denseName(vector.length);
      if (findsNothing(filter, limit) || !(await hasVector(using))) return [];
      const query = { query: toNumbers(vector), using, filter: qdrantFilter(filter), limit };
      const hits = await search([400, 404], query);
      if (hits !== undefined) return hits;
      // Perhaps the name went with a re-index; if it is still there, the refusal has another reason, and is thrown.
      knownVectors.clear();
      return (await hasVector(using)) ? ((await search([], query)) ?? []) : [];
    },

    async count() {
      const counted = await requests.sendUnless([404], (client) => client.count(name, { exact: true }));
      return counted?.count ?? 0;
    },
  };
}

function findsNothing(filter: SearchFilter, limit: number): boolean {
  return limit < 1 || filter.documentIds?.length === 0;
}
