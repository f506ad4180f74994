import type { IncomingMessage } from "node:http";
import type { HttpRequest } from "@azure/functions";
import { AppError } from "../../shared/errors.ts";

/**
 * The whole body, refused with `too-large` by its declared length or as soon as it grows past the limit. Read from
 * `incoming` where that is known: a web stream around it costs more than all the rest of reading.
 */
export async function readBody(
  request: HttpRequest,
  incoming: IncomingMessage | undefined,
  limitBytes: number,
): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw tooLarge(limitBytes);
  if (request.body === null) return new Uint8Array();
  if (incoming !== undefined) return received(incoming, limitBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of arriving(request.body as AsyncIterable<Uint8Array>)) {
    size += chunk.byteLength;
    if (size > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return joined(chunks);
}

function received(incoming: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (incoming.destroyed) reject(incomplete(incoming.errored));
  incoming.on("data", (chunk: Uint8Array) => {
    size += chunk.byteLength;
    if (size <= limitBytes) return void chunks.push(chunk);
    // What still comes is dropped, so that the answer can be read.
    chunks.length = 0;
    reject(tooLarge(limitBytes));
  });
  incoming.once("end", () => resolve(joined(chunks)));
  incoming.once("error", (cause) => reject(incomplete(cause)));
  incoming.once("close", () => reject(incomplete(undefined)));
  return promise;
}

/**
 * The body as it arrives; ends in `too-large` when it grows past the limit, and in `bad-request` when it breaks off. It is
 * left open when the loop ends early: what still comes must be taken, so that the answer can be read.
 */
export async function* arrivingBody(
  request: HttpRequest,
  incoming: IncomingMessage | undefined,
  limitBytes: number,
): AsyncGenerator<Uint8Array> {
  if (request.body === null) return;
  let size = 0;
  const source = incoming?.iterator({ destroyOnReturn: false }) ?? request.body;
  for await (const chunk of arriving(source as AsyncIterable<Uint8Array>)) {
    size += chunk.byteLength;
    if (size > limitBytes) throw tooLarge(limitBytes);
    yield chunk;
  }
}

async function* arriving(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw incomplete(error);
  }
}

function joined(chunks: Uint8Array[]): Uint8Array {
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

function incomplete(cause: unknown): AppError {
  return new AppError("bad-request", "The body ended before it was complete.", { cause });
}

export function tooLarge(limitBytes: number): AppError {
  return new AppError("too-large", `At most ${limitBytes} bytes are taken.`);
}
