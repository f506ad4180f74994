import type { Language } from "../sessions/field-labels.ts";
import { languageOf } from "../terms/language.ts";
import { checkMessage } from "./check-message.ts";
import { isQuestion } from "./is-question.ts";
import type { TurnState } from "./turn-state.ts";

/** Refuses what can't be read as a message; says in which language to answer, and whether something is asked. */
export function validate(state: TurnState): Partial<TurnState> {
  const message = checkMessage(state.message);
  return { message, language: replyLanguage(message, state), isQuestion: isQuestion(message) };
}

/** A message without letters, such as a bare number, goes on in the language of the one before. */
function replyLanguage(message: string, { session }: TurnState): Language {
  const written = /\p{L}{2}/u.test(message) ? message : session.recentTurns.at(-1)?.message;
  return languageOf(written ?? message);
}
