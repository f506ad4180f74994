import type { Term } from "../shared/ports/term-store.ts";
import { conversation } from "./conversations.ts";
import type { Call } from "./load.ts";

type Talk = { sessionId?: string; ahead: string[] };

/**
 * Technicians who talk to PMark: each call of the result is one turn, the next message of a conversation that waits for
 * none, else the first of a new one. Says whether the turn was answered.
 */
export function technicians(
  terms: Term[],
  call: (call: Call) => Promise<{ status: number; text: string }>,
): () => Promise<boolean> {
  const waiting: Talk[] = [];
  let begun = 0;

  return async () => {
    const talk = waiting.shift() ?? { ahead: conversation(terms, begun++) };
    const message = talk.ahead.shift();
    const path = talk.sessionId === undefined ? "/api/v1/chat" : `/api/v1/sessions/${talk.sessionId}/turns`;
    const { status, text } = await call({ method: "POST", path, body: { message } });
    if (status !== 200) return false;
    talk.sessionId ??= (JSON.parse(text) as { sessionId: string }).sessionId;
    if (talk.ahead.length > 0) waiting.push(talk);
    return true;
  };
}
