import { itemNoCandidates } from "../../chat/item-no-candidates.ts";
import { parseByRules } from "../../chat/parse-by-rules.ts";
import { earlierClues, meetsCriteria, type Utterance } from "../../evaluation/utterance.ts";
import type { Recommendation } from "../../ports/session-store.ts";
import type { WorkOrderStore } from "../../ports/work-order-store.ts";
import { mergeClues } from "../../sessions/clues.ts";
import { recommendWorkOrders } from "../../work-orders/recommend-work-orders.ts";
import type { Vocabulary } from "../../terms/vocabulary.ts";

type RecommendPorts = Parameters<typeof recommendWorkOrders>[0] & {
  workOrders: Pick<WorkOrderStore, "hasItemNo">;
  vocabulary: () => Promise<Vocabulary>;
};

/** What is recommended for a message, understood by rules alone. */
export async function recommendationsFor(ports: RecommendPorts, utterance: Utterance): Promise<Recommendation[]> {
  const { message } = utterance;
  const candidates = itemNoCandidates(message);
  const known = await Promise.all(candidates.map((candidate) => ports.workOrders.hasItemNo(candidate)));
  const earlier = earlierClues(utterance);
  const { guessed, ...parsed } = parseByRules({
    message,
    vocabulary: await ports.vocabulary(),
    clues: earlier,
    knownItemNos: new Set(candidates.filter((_, index) => known[index])),
    recentTurns: [],
  });
  const clues = mergeClues(earlier, parsed, { guessed });
  return recommendWorkOrders(ports, { scenario: parsed.scenario, clues, message });
}

/** Whether one of the recommendations is what the message asks for; undefined when the label does not say. */
export function isRight(recommendations: Recommendation[], { relevant }: Utterance): boolean | undefined {
  return relevant && recommendations.some((recommendation) => meetsCriteria(recommendation, relevant));
}
