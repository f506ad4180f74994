import type { HttpRequest } from "@azure/functions";
import { AppError } from "../../shared/errors.ts";

/** The whole body, refused with `too-large` by its declared length or as soon as it grows past the limit. */
export async function readBody(request: HttpRequest, limitBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw tooLarge(limitBytes);
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of arriving(request.body as AsyncIterable<Uint8Array>)) {
    size += chunk.byteLength;
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

async function* arriving(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw new AppError("bad-request", "The body ended before it was complete.", { cause: error });
  }
}

export function tooLarge(limitBytes: number): AppError {
  return new AppError("too-large", `At most ${limitBytes} bytes are taken.`);
}
