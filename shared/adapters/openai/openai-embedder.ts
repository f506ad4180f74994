import { z } from "zod";
import type { Embedder } from "../../ports/embedder.ts";
import { openEndpoint, type EndpointOptions } from "./endpoint.ts";
import { InvalidAnswerError } from "./model-failure.ts";
import type { Prices } from "./token-tally.ts";
import { vectorCall } from "./vector-call.ts";

const DEADLINE_MS = 30_000;
/** 32 texts of 4,096 numbers, written out, are 3 MB. */
const LIMIT_BYTES = 33_554_432;

const Rows = z.array(z.object({ index: z.int().min(0), embedding: z.array(z.number()).min(1) }));

/** Embeddings through `/v1/embeddings`, in the order of the texts, all of the dimension of the first ever given. */
export function openaiEmbedder(options: EndpointOptions & Prices): Embedder {
  const endpoint = openEndpoint(options, LIMIT_BYTES);
  let dimension: number | undefined;

  function vectorsOf(data: unknown, count: number): Float32Array[] {
    const rows = Rows.safeParse(data);
    if (!rows.success) throw new InvalidAnswerError("the answer has another shape", { cause: rows.error });
    const vectors: (Float32Array | undefined)[] = Array.from({ length: count });
    for (const { index, embedding } of rows.data) vectors[index] = Float32Array.from(embedding);
    const given = vectors.filter((vector) => vector !== undefined);
    const isComplete = rows.data.length === count && given.length === count && vectors.length === count;
    if (!isComplete) throw new InvalidAnswerError(`not one vector for each of ${count} texts`);
    const expected = dimension ?? given[0]?.length;
    const odd = given.find(({ length }) => length !== expected);
    if (odd) throw new InvalidAnswerError(`a vector of ${odd.length} numbers where ${expected} were expected`);
    dimension = expected;
    return given;
  }

  return {
    embed: async (texts, call = {}) =>
      texts.length === 0
        ? []
        : vectorCall("The embeddings endpoint gives no usable answer.", call, {
            endpoint,
            prices: options,
            deadlineMs: DEADLINE_MS,
            async work(client, signal, tally) {
              const request = { model: options.model, input: texts, encoding_format: "float" } as const;
              const answer = await client.embeddings.create(request, { signal });
              tally.add(answer.usage);
              return vectorsOf(answer.data, texts.length);
            },
          }),
    check: () => endpoint.check(),
  };
}
