import type { Document, DocumentStore } from "../../ports/document-store.ts";
import type { CosmosContainer } from "./cosmos-container.ts";
import { documentId, timeKey } from "./cosmos-keys.ts";
import { listPage, type Listed } from "./cosmos-page.ts";

type Entry = Listed<Document> & { id: string; status: Document["status"]; isOpen: boolean; groups: string[] };

/** What is known about each document, each in a partition of its own; its text is in the archive. */
export function cosmosDocumentStore(container: CosmosContainer): DocumentStore {
  const keyOf = (id: string) => documentId("document", id);

  return {
    async put(document) {
      const entry: Entry = {
        id: keyOf(document.id),
        status: document.status,
        isOpen: document.allowedGroups.length === 0,
        groups: document.allowedGroups,
        sortKey: timeKey(document.createdAt, document.id),
        record: document,
      };
      await container.upsert(entry);
    },

    async read(id) {
      return (await container.read<Entry>(keyOf(id), keyOf(id)))?.record;
    },

    async list({ status, groups, ...request }) {
      const readable = ["c.isOpen = true", ...(groups ?? []).map((_, n) => `ARRAY_CONTAINS(c.groups, @group${n})`)];
      return listPage<Entry, Document>(container, request, {
        name: "documents",
        where: [
          ...(status === undefined ? [] : ["c.status = @status"]),
          ...(groups === undefined ? [] : [`(${readable.join(" OR ")})`]),
        ],
        values: {
          ...(status === undefined ? {} : { status }),
          ...Object.fromEntries((groups ?? []).map((group, n) => [`group${n}`, group])),
        },
        order: "DESC",
        item: (entry) => entry.record,
      });
    },

    remove: (id) => container.remove(keyOf(id), keyOf(id)),
  };
}
