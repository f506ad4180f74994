import { answerPhrases } from "./answer-phrases.ts";
import type { TurnState, TurnTools } from "./turn-state.ts";

/** Says honestly that there is no good answer, and what to write instead. Recommendations that were found stay. */
export function apologise(state: TurnState, { writer, cancelled }: TurnTools): Partial<TurnState> {
  if (cancelled.aborted) return { answer: writer.text() };
  const phrases = answerPhrases[state.language];
  const wasChecked = "parsing" in state.quality.scores;
  const lines = [
    wasChecked ? phrases.notUnderstood : phrases.fault,
    ...(wasChecked ? [phrases.writeInstead] : []),
    ...(state.recommendations.length > 0 ? [phrases.recommendationsStay] : []),
  ];
  if (!writer.startOver()) writer.write("\n\n");
  writer.write(lines.join("\n"));
  return { answer: writer.text() };
}
