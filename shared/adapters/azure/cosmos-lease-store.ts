import type { LeaseStore } from "../../ports/lease-store.ts";
import { sortableTime } from "../sortable-time.ts";
import type { CosmosContainer } from "./cosmos-container.ts";
import { documentId } from "./cosmos-keys.ts";

type Lease = { id: string; owner: string; until: string; ttl: number };

const maxRaces = 5;
/** Long after any lease is over. */
const keepSeconds = 7 * 24 * 3_600;

/** Leases as documents that change hands under their etag. The clocks of the instances must agree to a few seconds. */
export function cosmosLeaseStore(container: CosmosContainer, { now }: { now: () => Date }): LeaseStore {
  return {
    async acquire(name, owner, until) {
      const id = documentId("lease", name);
      const lease: Lease = { id, owner, until: sortableTime(until), ttl: keepSeconds };
      for (let race = 0; race < maxRaces; race++) {
        const held = await container.read<Lease>(id, id);
        if (held === undefined) {
          if ((await container.create(lease)) !== undefined) return true;
          continue;
        }
        // A repeated write finds its own lease there.
        if (held.owner === owner && held.until === lease.until) return true;
        if (held.owner !== owner && held.until > now().toISOString()) return false;
        if ((await container.replace(id, lease, held._etag)) === "replaced") return true;
      }
      return false;
    },

    async release(name, owner) {
      const id = documentId("lease", name);
      const held = await container.read<Lease>(id, id);
      if (held?.owner === owner) await container.remove(id, id, held._etag);
    },
  };
}
