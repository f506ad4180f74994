import { createParser, type EventSourceMessage } from "eventsource-parser";
import { APIError, type OpenAI } from "openai";

export type Piece = OpenAI.ChatCompletionChunk;

const END = "[DONE]";

/**
 * Hands on the pieces of a streamed answer as they come, all that one read brought without a wait between them: the SDK's
 * own iterators cost several times as much for each piece. Reads the body to its end, so that the connection can serve the
 * next call; `onEnd` says that only the end of the body is awaited, and what goes wrong after that is nothing.
 */
export async function readPieces(
  response: Response,
  onPiece: (piece: Piece) => void | Promise<void>,
  onEnd: () => void,
): Promise<void> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let events: EventSourceMessage[] = [];
  let ended = false;
  const parser = createParser({ onEvent: (event) => void events.push(event) });
  const text = new TextDecoder();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      if (ended) continue;
      parser.feed(text.decode(read.value, { stream: true }));
      const together = events;
      events = [];
      for (const event of together) {
        ended = event.data === END;
        if (ended) break;
        const taking = onPiece(pieceOf(event, response.headers));
        if (taking !== undefined) await taking;
      }
      if (ended) onEnd();
    }
  } catch (error) {
    if (!ended) throw error;
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** One event. An error that comes as an event is thrown as the SDK throws one that comes as an answer. */
function pieceOf({ event, data }: EventSourceMessage, headers: Headers): Piece {
  const value = JSON.parse(data) as (Piece & { error?: object }) | null;
  const error = value?.error ?? (event === "error" ? value : undefined);
  if (error != null) throw new APIError(undefined, error, undefined, headers);
  return value ?? ({} as Piece);
}
