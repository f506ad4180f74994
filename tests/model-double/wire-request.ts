import { z } from "zod";

/**
 * What PMark may ask of vLLM (0.12 to 0.32), and nothing else: vLLM itself only warns of fields that it does not know, so
 * that one which it has dropped, such as `guided_json`, would go unnoticed. The double refuses it.
 */
const ChatRequest = z
  .strictObject({
    model: z.string(),
    messages: z
      .array(z.strictObject({ role: z.enum(["system", "user", "assistant"]), content: z.string().min(1) }))
      .min(1),
    max_tokens: z.int().min(1),
    temperature: z.number().min(0).max(2),
    stream: z.literal(true).optional(),
    stream_options: z
      .strictObject({ include_usage: z.boolean().optional(), continuous_usage_stats: z.boolean().optional() })
      .optional(),
    response_format: z
      .strictObject({
        type: z.literal("json_schema"),
        json_schema: z.strictObject({
          name: z.string().regex(/^[\w-]{1,64}$/),
          strict: z.boolean(),
          schema: z.looseObject({ type: z.string() }),
        }),
      })
      .optional(),
  })
  .refine(
    ({ stream, stream_options }) => stream || !stream_options,
    "stream_options can only be defined when streaming",
  );
export type ChatRequest = z.infer<typeof ChatRequest>;

const EmbeddingsRequest = z.strictObject({
  model: z.string(),
  input: z.array(z.string().min(1)).min(1).max(2_048),
  encoding_format: z.enum(["float", "base64"]).optional(),
});
export type EmbeddingsRequest = z.infer<typeof EmbeddingsRequest>;

const RerankRequest = z.strictObject({
  model: z.string(),
  query: z.string().min(1),
  documents: z.array(z.string()).min(1),
});
export type RerankRequest = z.infer<typeof RerankRequest>;

/** The paths that the double knows, each with the body it takes. */
export const bodies = {
  "/v1/chat/completions": ChatRequest,
  "/v1/embeddings": EmbeddingsRequest,
  "/v1/rerank": RerankRequest,
};
