import { AppError } from "../../errors.ts";
import type { CosmosContainer } from "./cosmos-container.ts";

const batchSize = 100;
const maxRounds = 20;

/**
 * Removes all documents of a partition, `first` with the first batch, so that nothing is added to what is going.
 * Whether `first` was there. What is left of a removal that broke off goes with the next one.
 */
export async function removePartition(container: CosmosContainer, partition: string, first?: string): Promise<boolean> {
  let found = false;
  for (let round = 0; round < maxRounds; round++) {
    const ids = await container.query<string>({ text: "SELECT VALUE c.id FROM c", values: {}, partition });
    if (ids.length === 0) return found;
    const ordered = first !== undefined && ids.includes(first) ? [first, ...ids.filter((id) => id !== first)] : ids;
    for (let start = 0; start < ordered.length; start += batchSize) {
      const some = ordered.slice(start, start + batchSize);
      const outcome = await container.batch(
        partition,
        some.map((remove) => ({ remove })),
      );
      found ||= first !== undefined && some.includes(first) && (outcome.done || outcome.repeated);
      // Some of them were removed meanwhile: look again.
      if (!outcome.done) break;
    }
  }
  throw new AppError("unavailable", "The records could not be removed all. Try again.");
}
