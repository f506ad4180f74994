import type { Run, RunStore } from "../../ports/run-store.ts";
import type { CosmosContainer } from "./cosmos-container.ts";
import { documentId, timeKey } from "./cosmos-keys.ts";
import { listPage, type Listed } from "./cosmos-page.ts";

type Entry = Listed<Run> & { id: string; kind: Run["kind"]; ttl?: number };

/** Runs, each in a partition of its own; with `retentionSeconds`, forgotten so long after their last change. */
export function cosmosRunStore(container: CosmosContainer, options: { retentionSeconds?: number } = {}): RunStore {
  const keyOf = (id: string) => documentId("run", id);
  const lifetime = options.retentionSeconds === undefined ? {} : { ttl: options.retentionSeconds };

  return {
    async put(run) {
      const sortKey = timeKey(run.createdAt, run.id);
      const entry: Entry = { id: keyOf(run.id), kind: run.kind, sortKey, record: run, ...lifetime };
      await container.upsert(entry);
    },

    async read(id) {
      return (await container.read<Entry>(keyOf(id), keyOf(id)))?.record;
    },

    async list({ kind, ...request }) {
      return listPage<Entry, Run>(container, request, {
        name: "runs",
        where: kind === undefined ? [] : ["c.kind = @kind"],
        values: kind === undefined ? {} : { kind },
        order: "DESC",
        item: (entry) => entry.record,
      });
    },
  };
}
