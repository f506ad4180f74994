import type { Clues } from "../ports/session-store.ts";
import type { WorkOrderStore } from "../ports/work-order-store.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";
import { latestOfItem } from "../work-orders/latest-of-item.ts";

/** How sure the history is of where an item stands now. */
const CONFIDENCE = 0.5;

/** Where an item stands and what it is, from its latest past order: guesses, which give way to whatever the user says. */
export async function cluesOfItem(
  { workOrders }: { workOrders: Pick<WorkOrderStore, "candidates"> },
  itemNo: string,
  vocabulary: Vocabulary,
): Promise<Clues> {
  const order = await latestOfItem(workOrders, itemNo);
  const guesses: Clues = {};
  for (const field of ["location", "equipmentType"] as const) {
    const name = order?.[field] ?? "";
    if (name === "") continue;
    const term = vocabulary.named(field, name);
    const code = term === undefined ? {} : { code: term.code };
    guesses[field] = { original: "", term: term?.name ?? name, ...code, confidence: CONFIDENCE, explicit: false };
  }
  return guesses;
}
