import { BadRequestError, type OpenAI } from "openai";
import type { attemptTimer } from "./attempt-timer.ts";
import { CutStreamError, TooLongAnswerError } from "./model-failure.ts";
import { readPieces, type Piece } from "./read-pieces.ts";

/** No token stands for more characters; a text that is longer ignores its limit. */
const CHARACTERS_PER_TOKEN = 20;
/** After its last piece an answer is complete: the usage that follows is worth no long waiting. */
const AFTER_THE_END_MS = 500;
/** After the mark of the end the body ends at once, or the connection is not worth keeping. */
const AFTER_THE_MARK_MS = 50;

type Request = Pick<OpenAI.ChatCompletionCreateParamsStreaming, "model" | "messages" | "temperature"> & {
  max_tokens: number;
};
type Streaming = {
  client: OpenAI;
  timer: ReturnType<typeof attemptTimer>;
  request: Request;
  onToken: (token: string) => void | Promise<void>;
  /** Once, also when the stream fails: what the endpoint told until then. */
  onUsage: (usage: OpenAI.CompletionUsage | null | undefined) => void;
};

/** Streams one answer and gives the reason for which it ended. */
export function streamAnswer() {
  /** vLLM tells the usage with every piece when asked, so that it is known for what was stopped, too. Others refuse the field. */
  let tellsAlways = true;

  const open = (client: OpenAI, request: Request, signal: AbortSignal) =>
    client.chat.completions
      .create(
        {
          ...request,
          stream: true,
          stream_options: { include_usage: true, ...(tellsAlways ? { continuous_usage_stats: true } : {}) },
        },
        { signal },
      )
      .asResponse();

  return async ({ client, timer, request, onToken, onUsage }: Streaming): Promise<string> => {
    const response = await open(client, request, timer.signal).catch((error: unknown) => {
      const isRefused = error instanceof BadRequestError && error.message.includes("continuous_usage_stats");
      if (!isRefused || !tellsAlways) throw error;
      tellsAlways = false;
      return open(client, request, timer.signal);
    });
    let usage: OpenAI.CompletionUsage | null | undefined;
    let reason: string | undefined;
    let characters = 0;
    const take = (piece: Piece): void | Promise<void> => {
      timer.touch();
      usage = piece.usage ?? usage;
      const choice = piece.choices?.[0];
      if (choice?.finish_reason != null) {
        reason = choice.finish_reason;
        timer.hurry(AFTER_THE_END_MS);
      }
      const token = choice?.delta?.content ?? "";
      if (token === "") return;
      characters += token.length;
      if (characters > request.max_tokens * CHARACTERS_PER_TOKEN) throw new TooLongAnswerError("no end in sight");
      return onToken(token);
    };
    try {
      await readPieces(response, take, () => timer.hurry(AFTER_THE_MARK_MS));
    } catch (error) {
      if (reason === undefined) throw error;
    } finally {
      onUsage(usage);
    }
    if (reason !== undefined) return reason;
    timer.signal.throwIfAborted();
    throw new CutStreamError("the stream ended early");
  };
}
