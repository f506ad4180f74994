import { AppError } from "../../errors.ts";
import type { CosmosContainer } from "./cosmos-container.ts";

const batchSize = 100;
const maxRounds = 20;

/**
 * Removes all documents of a partition, `first` with the first batch, so that nothing is added to what is going.
 * Returns their ids. What is left of a removal that broke off goes with the next one.
 */
export async function removePartition(container: CosmosContainer, partition: string, first = ""): Promise<string[]> {
  const idsNow = () => container.query<string>({ text: "SELECT VALUE c.id FROM c", values: {}, partition });
  const removed: string[] = [];
  for (let round = 0; round < maxRounds; round++) {
    const ids = await idsNow();
    if (ids.length === 0) return removed;
    const ordered = ids.includes(first) ? [first, ...ids.filter((id) => id !== first)] : ids;
    removed.push(...(await removeDocuments(container, partition, ordered)));
  }
  throw new AppError("unavailable", "The records could not be removed all. Try again.");
}

/** Removes documents of a partition, a hundred at once, until some are gone already. Returns the ids of the removed. */
export async function removeDocuments(container: CosmosContainer, partition: string, ids: string[]): Promise<string[]> {
  const removed: string[] = [];
  for (let start = 0; start < ids.length; start += batchSize) {
    const some = ids.slice(start, start + batchSize);
    const outcome = await container.batch(
      partition,
      some.map((remove) => ({ remove })),
    );
    if (outcome.done || outcome.repeated) removed.push(...some);
    if (!outcome.done) break;
  }
  return removed;
}
