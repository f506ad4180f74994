import { readFileSync } from "node:fs";
import path from "node:path";
import { itemNoCandidates } from "../../shared/chat/item-no-candidates.ts";
import { parseByRules } from "../../shared/chat/parse-by-rules.ts";
import { importWorkOrders } from "../../shared/imports/import-work-orders.ts";
import { readTable } from "../../shared/imports/read-table.ts";
import type { Clues, Recommendation } from "../../shared/ports/session-store.ts";
import { mergeClues } from "../../shared/sessions/clues.ts";
import { recommendWorkOrders } from "../../shared/work-orders/recommend-work-orders.ts";
import type { EmbeddedPorts } from "./embedded-ports.ts";
import { sampleTerms } from "./sample-terms.ts";
import { meetsCriteria, type Utterance } from "./utterances.ts";

/** The sample plant's terms and history in the stores. */
export async function loadSampleHistory(ports: EmbeddedPorts): Promise<void> {
  await ports.terms.upsert(sampleTerms());
  const file = path.join(import.meta.dirname, "../../sample-plant/work-orders.csv");
  await importWorkOrders(ports, readTable(readFileSync(file), { fileName: "work-orders.csv" }));
}

/** What is recommended for a message, understood by rules alone. */
export async function recommendationsFor(ports: EmbeddedPorts, utterance: Utterance): Promise<Recommendation[]> {
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

function earlierClues({ clues }: Utterance): Clues {
  const known: Clues = {};
  for (const [field, term] of Object.entries(clues ?? {}) as [keyof Clues, string][]) {
    known[field] = { original: term, term, code: term, confidence: 1, explicit: true };
  }
  return known;
}
