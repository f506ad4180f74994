import { APIUserAbortError, type OpenAI } from "openai";
import { z } from "zod";
import type { ChatModel, ModelCall, TokenUsage } from "../../ports/chat-model.ts";
import { attemptTimer } from "./attempt-timer.ts";
import { withAttempts } from "./attempts.ts";
import { AttemptTimeoutError, CutStreamError, InvalidAnswerError, modelFailure } from "./model-failure.ts";
import { modelGate, type GateLimits } from "./model-gate.ts";
import { openaiClient, type Endpoint } from "./openai-client.ts";

const REACHABLE_WITHIN_MS = 2_000;

export type ChatModelOptions = Endpoint &
  GateLimits & {
    /** For one attempt: to the whole answer, or for a stream to the first and between two pieces. */
    attemptTimeoutMs: number;
    promptPricePerMillion: number;
    completionPricePerMillion: number;
  };

/** A chat model behind an OpenAI-compatible API such as vLLM. */
export function openaiChatModel(options: ChatModelOptions): ChatModel {
  const client = openaiClient(options);
  const gate = modelGate(options);
  const requestOf = (call: ModelCall) => ({
    model: options.model,
    messages: call.messages,
    max_tokens: call.maxTokens,
    temperature: call.temperature,
  });

  return {
    async complete(call) {
      const spent = tally(options);
      const end = performance.now() + call.deadlineMs;
      const format = {
        type: "json_schema",
        json_schema: { name: call.schemaName, strict: true, schema: z.toJSONSchema(call.schema) },
      } as const;
      const attempt = () =>
        gate.execute(() =>
          timed(options.attemptTimeoutMs, end, call.signal, async ({ signal }) => {
            const answer = await client.chat.completions.create(
              { ...requestOf(call), response_format: format },
              { signal },
            );
            spent.add(answer.usage);
            return validated(answer.choices?.[0]?.message?.content, call.schema);
          }),
        );
      try {
        return { ok: true, value: await withAttempts(attempt, call), usage: spent.usage };
      } catch (error) {
        return { ok: false, failure: modelFailure(error), usage: spent.usage };
      }
    },

    async stream(call) {
      const spent = tally(options);
      const end = performance.now() + call.deadlineMs;
      let text = "";
      const attempt = () =>
        gate.execute(() =>
          timed(options.attemptTimeoutMs, end, call.signal, async ({ signal, touch }) => {
            const pieces = await client.chat.completions.create(
              { ...requestOf(call), stream: true, stream_options: { include_usage: true } },
              { signal },
            );
            let finished = false;
            for await (const piece of pieces) {
              touch();
              spent.add(piece.usage);
              const choice = piece.choices?.[0];
              const token = choice?.delta?.content ?? "";
              finished ||= choice?.finish_reason != null;
              if (token === "") continue;
              text += token;
              await call.onToken(token);
            }
            if (signal.aborted) throw signal.reason;
            if (!finished) throw new CutStreamError("the stream ended early");
            if (text.trim() === "") throw new InvalidAnswerError("the answer is empty");
          }),
        );
      try {
        await withAttempts(attempt, { ...call, mayRetry: () => text === "" });
        return { ok: true, text, usage: spent.usage };
      } catch (error) {
        return { ok: false, failure: modelFailure(error), text, usage: spent.usage };
      }
    },

    isReachable: () =>
      client.models.list({ timeout: REACHABLE_WITHIN_MS }).then(
        () => true,
        () => false,
      ),
  };
}

/** Runs one attempt under its timer, and tells its own timeout from the caller's cancel. */
async function timed<T>(
  idleMs: number,
  end: number,
  signal: AbortSignal | undefined,
  work: (timer: ReturnType<typeof attemptTimer>) => Promise<T>,
): Promise<T> {
  const timer = attemptTimer({ idleMs, totalMs: end - performance.now() }, signal);
  try {
    return await work(timer);
  } catch (error) {
    if (timer.timedOut()) throw new AttemptTimeoutError("the model took too long", { cause: error });
    throw signal?.aborted ? new APIUserAbortError() : error;
  } finally {
    timer.stop();
  }
}

function validated<T>(content: string | null | undefined, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(content ?? "");
  } catch (error) {
    throw new InvalidAnswerError("the answer is not JSON", { cause: error });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new InvalidAnswerError("the answer has another shape", { cause: parsed.error });
  return parsed.data;
}

/** Adds up the tokens of all attempts, and what they cost. */
function tally(prices: { promptPricePerMillion: number; completionPricePerMillion: number }) {
  const usage: TokenUsage = { promptTokens: 0, completionTokens: 0, cost: 0 };
  return {
    usage,
    add(more: OpenAI.CompletionUsage | null | undefined) {
      if (!more) return;
      usage.promptTokens += more.prompt_tokens;
      usage.completionTokens += more.completion_tokens;
      usage.cost +=
        (more.prompt_tokens * prices.promptPricePerMillion +
          more.completion_tokens * prices.completionPricePerMillion) /
        1_000_000;
    },
  };
}
