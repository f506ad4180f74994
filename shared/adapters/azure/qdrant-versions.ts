import type { Schemas } from "@qdrant/js-client-rest";
import { AppError } from "../../errors.ts";
import type { ChunkParts, IndexedChunk } from "../../ports/knowledge-index.ts";
import { pointId } from "./point-id.ts";
import type { Collection } from "./qdrant-collection.ts";
import type { Condition } from "./qdrant-filter.ts";
import { toPoint } from "./qdrant-points.ts";
import type { QdrantRequests } from "./qdrant-requests.ts";

/** A dense vector of 1,024 numbers is some 20 kB of JSON, and Qdrant takes 32 MB. */
const UPSERT_BATCH = 100;
/** How often a search is made anew because documents change under it. */
const SEARCH_TRIES = 5;

/** By document: the replacement that counts. None: chunks from before replacements had names. */
type Versions = Map<string, string | undefined>;
type Found = Schemas["ScoredPoint"][];

const ofDocument = (documentId: string) => ({ key: "documentId", match: { value: documentId } });
const ofReplacement = (replacement: string) => ({ key: "replacement", match: { value: replacement } });
const versionId = (documentId: string) => pointId(`version ${documentId}`);

/**
 * Qdrant changes points one by one, so one point says which replacement of a document counts. New chunks are written hidden,
 * shown, then made to count by that point, and the old ones go. A search keeps only what counts, and asks again without the
 * rest: it sees one version or the other, never some of each.
 */
export function qdrantVersions(requests: QdrantRequests, newId: () => string) {
  async function deletePoints(collection: string, filter: Schemas["Filter"]): Promise<void> {
    await requests.sendUnless([404], (client) => client.delete(collection, { wait: true, filter }));
  }

  async function write(target: Collection, chunks: IndexedChunk[], replacement: string): Promise<void> {
    const points = chunks.map((chunk) => toPoint(chunk, { averageTokens: target.averageTokens, replacement }));
    for (let start = 0; start < points.length; start += UPSERT_BATCH) {
      const batch = points.slice(start, start + UPSERT_BATCH);
      await requests.send((client) => client.upsert(target.name, { wait: true, points: batch }));
    }
  }

  async function makeCurrent(collection: string, documentId: string, replacement: string): Promise<void> {
    const payload = { documentId, replacement, state: "version" };
    const points = [{ id: versionId(documentId), vector: {}, payload }];
    await requests.send((client) => client.upsert(collection, { wait: true, points }));
  }

  async function currentOf(collection: string, documentIds: string[]): Promise<Versions> {
    const ids = documentIds.map(versionId);
    const found = await requests.send((client) =>
      client.retrieve(collection, { ids, with_payload: ["documentId", "replacement"], with_vector: false }),
    );
    return new Map(found.map(({ payload }) => [String(payload?.["documentId"]), String(payload?.["replacement"])]));
  }

  return {
    /** `ready` gives the collection that takes vectors of these dimensions. */
    async replace(documentId: string, parts: ChunkParts, ready: (dimensions: Set<number>) => Promise<Collection>) {
      const replacement = newId();
      let target: Collection | undefined;
      let written = 0;
      const dimensions = new Set<number>();
      for await (const part of Array.isArray(parts) ? [parts] : parts) {
        const known = dimensions.size;
        for (const { vector } of part) if (vector?.length) dimensions.add(vector.length);
        if (target === undefined || dimensions.size > known) target = await ready(dimensions);
        if (written === 0) await deletePoints(target.name, { must: [ofDocument(documentId), beingWritten] });
        await write(target, part, replacement);
        written += part.length;
      }
      if (target === undefined || written === 0) return false;
      const { name } = target;
      const filter = { must: [ofReplacement(replacement)], must_not: [aboutVersion] };
      const { count } = await requests.send((client) => client.count(name, { exact: true, filter }));
      if (count !== written) throw replacedMeanwhile();
      await requests.send((client) => client.deletePayload(name, { wait: true, keys: ["state"], filter }));
      await makeCurrent(name, documentId, replacement);
      await deletePoints(name, { must: [ofDocument(documentId)], must_not: [ofReplacement(replacement)] });
      return true;
    },

    /** The result of a search, of current chunks alone. `query` takes conditions for what must not be found. */
    async search(collection: string, query: (mustNot: Condition[]) => Promise<Found | undefined>) {
      const excluded = new Map<string, Map<string, Condition>>();
      for (let left = SEARCH_TRIES; ; left -= 1) {
        const found = await query([...excluded.values()].flatMap((conditions) => [...conditions.values()]));
        if (found === undefined || found.length + excluded.size === 0) return found;
        const documentIds = new Set([...found.map(documentOf), ...excluded.keys()]);
        const current = await currentOf(collection, [...documentIds]);
        const outdated = found.filter((point) => replacementOf(point) !== current.get(documentOf(point)));
        // One that was left out counts by now.
        let isComplete = outdated.length === 0;
        for (const [documentId, conditions] of excluded) {
          if (conditions.delete(String(current.get(documentId)))) isComplete = false;
        }
        if (isComplete || left <= 1) return found.filter((point) => !outdated.includes(point));
        for (const point of outdated) {
          const conditions = excluded.get(documentOf(point)) ?? new Map<string, Condition>();
          excluded.set(documentOf(point), conditions.set(String(replacementOf(point)), only(point)));
        }
      }
    },

    async remove(collection: string, documentId: string): Promise<void> {
      await deletePoints(collection, { must: [ofDocument(documentId)] });
    },
  };
}

const beingWritten = { key: "state", match: { value: "written" } };
const aboutVersion = { key: "state", match: { value: "version" } };

function documentOf({ payload }: Schemas["ScoredPoint"]): string {
  return String(payload?.["documentId"]);
}

function replacementOf({ payload }: Schemas["ScoredPoint"]): string | undefined {
  const replacement = payload?.["replacement"];
  return typeof replacement === "string" ? replacement : undefined;
}

/** All chunks that came with this one. */
function only(point: Schemas["ScoredPoint"]): Condition {
  const replacement = replacementOf(point);
  const nameless = { is_empty: { key: "replacement" } };
  return {
    must: [ofDocument(documentOf(point)), replacement === undefined ? nameless : ofReplacement(replacement)],
  };
}

function replacedMeanwhile(): AppError {
  return new AppError("unavailable", "The document was being indexed twice at the same time. Try again in a moment.");
}
