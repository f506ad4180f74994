import type { Readable } from "node:stream";
import { blobUnavailable } from "./blob-failure.ts";

type Options = {
  /** The rest of the same version from a byte on; throws when the file is another by now. */
  resume: (offset: number) => Promise<Readable>;
  /** How long to wait for the next piece. */
  idleMs: number;
};

/** How often a download that breaks off without a byte is continued. */
const RESUMES = 3;

/** The pieces of a download that goes on where a connection broke; the SDK's own way fails on a broken connection. */
export async function* downloadedPieces(first: Readable, { resume, idleMs }: Options): AsyncIterable<Uint8Array> {
  let body = first;
  let offset = 0;
  let resumesLeft = RESUMES;
  try {
    for (;;) {
      try {
        for await (const piece of inTime(body, idleMs)) {
          offset += piece.byteLength;
          resumesLeft = RESUMES;
          yield piece;
        }
        return;
      } catch (error) {
        if (resumesLeft === 0) throw error;
      }
      resumesLeft -= 1;
      body = await resume(offset);
    }
  } catch (cause) {
    throw blobUnavailable(cause);
  } finally {
    body.destroy();
  }
}

/** A stream may break before anybody reads it: its reader is told then, and no one else. */
export function withoutUncaughtErrors(body: Readable): Readable {
  return body.on("error", () => {});
}

async function* inTime(body: Readable, idleMs: number): AsyncGenerator<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  for (;;) {
    const late = setTimeout(() => body.destroy(new Error(`No bytes within ${idleMs} ms.`)), idleMs);
    const next = await pieces.next().finally(() => clearTimeout(late));
    if (next.done) return;
    yield next.value;
  }
}
