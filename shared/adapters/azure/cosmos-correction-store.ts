import { isDeepStrictEqual } from "node:util";
import type { CorrectionStore, TermCorrection } from "../../ports/correction-store.ts";
import type { CosmosContainer, Stored } from "./cosmos-container.ts";
import { documentId, timeKey } from "./cosmos-keys.ts";
import { listPage, type Listed } from "./cosmos-page.ts";

type Entry = Listed<TermCorrection> & { id: string; catalogue: "corrections"; status: TermCorrection["status"] };

const catalogue = "corrections" as const;

/** Corrections of terms, few and small, in one partition beside the terms. */
export function cosmosCorrectionStore(container: CosmosContainer): CorrectionStore {
  const keyOf = (id: string) => documentId("correction", id);
  const item = ({ record, _etag: etag }: Stored<Entry>): TermCorrection => ({ ...record, etag });
  const read = async (id: string) => {
    const entry = await container.read<Entry>(catalogue, keyOf(id));
    return entry && item(entry);
  };

  return {
    read,

    async write(correction) {
      const { id, status, createdAt, etag } = correction;
      const record = { ...correction, etag: "" };
      const entry: Entry = { id: keyOf(id), catalogue, status, sortKey: timeKey(createdAt, id), record };
      if (etag === "") await container.create(entry);
      else await container.replace(catalogue, entry, etag);
      // What stands there now tells more than the answer, which a lost connection may have made another's.
      const stored = await read(id);
      return stored !== undefined && isDeepStrictEqual({ ...stored, etag: "" }, record) ? stored : undefined;
    },

    async list({ status, ...request }) {
      return listPage<Entry, TermCorrection>(container, request, {
        name: "corrections",
        where: status === undefined ? [] : ["c.status = @status"],
        values: status === undefined ? {} : { status },
        partition: catalogue,
        order: "DESC",
        item,
      });
    },
  };
}
