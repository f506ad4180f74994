import { z } from "zod";
import type { ChatModel, ModelCall } from "../../ports/chat-model.ts";
import { openEndpoint, type EndpointOptions } from "./endpoint.ts";
import { CutStreamError, InvalidAnswerError, modelFailure, statusOf, TooLongAnswerError } from "./model-failure.ts";
import { streamAnswer } from "./stream-answer.ts";
import { tokenTally, type Prices } from "./token-tally.ts";

/** An answer with everything that a server may add to each token is a tenth of it. */
const LIMIT_BYTES = 4_194_304;

export type ChatModelOptions = EndpointOptions & Required<Prices>;

/** A chat model behind an OpenAI-compatible API such as vLLM. `attemptTimeoutMs` is to the whole answer, or for a stream to the first and between two pieces. */
export function openaiChatModel(options: ChatModelOptions): ChatModel {
  const endpoint = openEndpoint(options, LIMIT_BYTES);
  const stream = streamAnswer();
  const schemas = new WeakMap<z.ZodType, object>();
  const schemaOf = (schema: z.ZodType) => {
    const known = schemas.get(schema) ?? z.toJSONSchema(schema);
    schemas.set(schema, known);
    return known as Record<string, unknown>;
  };
  const requestOf = (call: ModelCall) => ({
    model: options.model,
    messages: call.messages,
    max_tokens: call.maxTokens,
    temperature: call.temperature,
  });
  const failed = (error: unknown) => {
    const status = statusOf(error);
    return { ok: false as const, failure: modelFailure(error), ...(status === undefined ? {} : { status }) };
  };

  return {
    async complete(call) {
      const spent = tokenTally(options);
      const format = {
        type: "json_schema",
        json_schema: { name: call.schemaName, strict: true, schema: schemaOf(call.schema) },
      } as const;
      try {
        const value = await endpoint.attempt(call, async (client, { signal }) => {
          const answer = await client.chat.completions.create(
            { ...requestOf(call), response_format: format },
            { signal },
          );
          spent.add(answer.usage);
          const choice = answer.choices?.[0];
          assertFinished(choice?.finish_reason);
          return validated(choice?.message?.content, call.schema);
        });
        return { ok: true, value, usage: spent.usage };
      } catch (error) {
        return { ...failed(error), usage: spent.usage };
      }
    },

    async stream(call) {
      const spent = tokenTally(options);
      let text = "";
      const onToken = (token: string) => {
        text += token;
        return call.onToken(token);
      };
      try {
        await endpoint.attempt({ ...call, mayRetry: () => text === "" }, async (client, timer) => {
          const reason = await stream({ client, timer, request: requestOf(call), onToken, onUsage: spent.add });
          assertFinished(reason);
          if (text.trim() === "") throw new InvalidAnswerError("the answer is empty");
        });
        return { ok: true, text, usage: spent.usage };
      } catch (error) {
        return { ...failed(error), text, usage: spent.usage };
      }
    },

    check: () => endpoint.check(),
  };
}

/** The model had said everything. vLLM says `abort` when it is shut down, `length` at the token limit. */
function assertFinished(reason: string | null | undefined): void {
  if (reason === "length") throw new TooLongAnswerError("the answer was cut at the token limit");
  if (reason === "abort" || reason === "error") throw new CutStreamError("the model was stopped");
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
