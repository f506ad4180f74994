import type { Schemas } from "@qdrant/js-client-rest";
import { AppError } from "../../errors.ts";
import type { KnowledgeIndex, SearchFilter } from "../../ports/knowledge-index.ts";
import { queryWeights } from "./bm25-weights.ts";
import {
  completeCollection,
  createCollection,
  denseName,
  hidden,
  measureAverageTokens,
  pointAlias,
  readCollection,
  TERMS,
  type Collection,
} from "./qdrant-collection.ts";
import { qdrantFilter } from "./qdrant-filter.ts";
import { toHits, toNumbers } from "./qdrant-points.ts";
import { qdrantRequests, type ApiKey, type QdrantRequests } from "./qdrant-requests.ts";
import { qdrantVersions } from "./qdrant-versions.ts";

/**
 * BM25 compares a chunk's length with the mean of all, but Qdrant keeps finished weights: the mean must be known when a
 * chunk is written. It is kept in the collection's metadata, so that all writers use one. A first collection takes this
 * constant (about the mean of manuals with headings); a re-index measures it, and scores are then exact.
 */
const TYPICAL_TOKENS = 50;

export type QdrantOptions = {
  /** `https://host:port/prefix`; without a port 443 for https, 6333 for http. */
  url: string;
  apiKey?: ApiKey | undefined;
  /** The alias that searches go to; collections behind it are named `ALIAS-…`. */
  alias: string;
  /** For one attempt (default 10 s); with its retries a request ends within three times that. */
  timeoutMs?: number;
  /** The mean number of tokens of a chunk, for a collection that is made on first use. */
  averageTokens?: number;
  newId: () => string;
};

/** Chunks as points of Qdrant, with BM25 term weights and dense vectors. */
export function qdrantKnowledgeIndex(options: QdrantOptions): KnowledgeIndex {
  const { alias, newId, timeoutMs = 10_000, averageTokens = TYPICAL_TOKENS } = options;
  const requests = qdrantRequests({ url: options.url, apiKey: options.apiKey, timeoutMs });
  const behind = (name: string) => readCollection(requests, name, averageTokens);

  async function firstCollection(dimensions: Set<number>): Promise<void> {
    const name = `${alias}-1`;
    await createCollection(requests, { name, averageTokens, dimensions });
    await pointAlias(requests, alias, name);
  }

  return {
    ...indexAt({ requests, newId, name: alias, behind, create: firstCollection }),

    async beginReindex() {
      const current = await behind(alias);
      const measured = current && (await measureAverageTokens(requests, current.name));
      const name = `${alias}-${newId()}`;
      await createCollection(requests, { name, averageTokens: measured ?? averageTokens, dimensions: new Set() });
      const fresh = await behind(name);
      if (fresh !== undefined) await completeCollection(requests, fresh, new Set());
      return {
        index: indexAt({ requests, newId, name, behind }),
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

function indexAt({
  requests,
  newId,
  name,
  behind,
  create,
}: {
  requests: QdrantRequests;
  newId: () => string;
  /** Of the collection, or of an alias. */
  name: string;
  behind: (name: string) => Promise<Collection | undefined>;
  create?: (dimensions: Set<number>) => Promise<void>;
}): Omit<KnowledgeIndex, "beginReindex"> {
  const versions = qdrantVersions(requests, newId);
  const knownVectors = new Set<string>();

  async function readyFor(dimensions: Set<number>): Promise<Collection> {
    let collection = await behind(name);
    if (collection === undefined && create !== undefined) {
      await create(dimensions);
      collection = await behind(name);
    }
    if (collection === undefined) throw new AppError("unavailable", "The new search index is gone.");
    await completeCollection(requests, collection, dimensions);
    return collection;
  }

  async function hasVector(using: string): Promise<boolean> {
    if (knownVectors.has(using)) return true;
    const collection = await behind(name);
    for (const known of collection?.vectorNames ?? []) knownVectors.add(known);
    return knownVectors.has(using);
  }

  /** `undefined` when the answer is one of these statuses. */
  async function search(
    statuses: number[],
    query: Omit<Schemas["QueryRequest"], "with_payload">,
    filter: SearchFilter,
  ) {
    const { must, must_not } = qdrantFilter(filter);
    const found = await versions.search(name, async (mustNot) => {
      const request = { ...query, filter: { must, must_not: [...must_not, ...mustNot] }, with_payload: true };
      return (await requests.sendUnless(statuses, (client) => client.query(name, request)))?.points;
    });
    return found && toHits(found);
  }

  return {
    async replaceDocument(documentId, parts) {
      if (!(await versions.replace(documentId, parts, readyFor))) await versions.remove(name, documentId);
    },

    removeDocument: (documentId) => versions.remove(name, documentId),

    async searchLexical({ tokens, guesses = [], filter, limit }) {
      if (tokens.length + guesses.length === 0 || findsNothing(filter, limit)) return [];
      const query = { query: queryWeights(tokens, guesses), using: TERMS, limit };
      return (await search([404], query, filter)) ?? [];
    },

    async searchDense({ vector, filter, limit }) {
      const using = denseName(vector.length);
      if (findsNothing(filter, limit) || !(await hasVector(using))) return [];
      const query = { query: toNumbers(vector), using, limit };
      const hits = await search([400, 404], query, filter);
      if (hits !== undefined) return hits;
      // Perhaps the name went with a re-index; if it is still there, the refusal has another reason, and is thrown.
      knownVectors.clear();
      return (await hasVector(using)) ? ((await search([], query, filter)) ?? []) : [];
    },

    async count() {
      const counted = await requests.sendUnless([404], (client) =>
        client.count(name, { exact: true, filter: { must_not: [hidden] } }),
      );
      return counted?.count ?? 0;
    },
  };
}

function findsNothing(filter: SearchFilter, limit: number): boolean {
  return limit < 1 || filter.documentIds?.length === 0;
}
