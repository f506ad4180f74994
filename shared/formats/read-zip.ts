import { Inflate, Unzip, type UnzipDecoder } from "fflate";
import { AppError } from "../errors.ts";
import type { ByteSource } from "./byte-source.ts";

/** Takes an entry's content as it is inflated. */
export type EntrySink = (content: Uint8Array, isLast: boolean) => void;

const ENTRY_LIMIT = 10_000;
/** Minutes of work at most, whatever the file says of itself. */
const INFLATED_LIMIT_BYTES = 2 * 1024 * 1024 * 1024;
/** Sheets of repeated rows shrink about 1:100; small entries may shrink more and do no harm. */
const RATIO_LIMIT = 250;
const RATIO_FREE_BYTES = 2 * 1024 * 1024;
/** A few kilobytes may inflate to megabytes: they go in by so much, and what came out is taken before the next. */
const PIECE_BYTES = 8_192;

/**
 * Reads a zip archive from front to end, each wanted entry into its sink; yields after every piece, so that the caller can
 * hand on what has come and stop when it has enough. Memory holds a piece. Throws `invalid-file` for a damaged archive and
 * for one that unpacks to far more than a document would.
 */
export async function* readZip(
  source: ByteSource,
  sinkOf: (entry: string) => EntrySink | undefined,
): AsyncGenerator<void> {
  const guard = zipGuard();
  const unzip = new Unzip((file) => {
    guard.entry();
    const sink = sinkOf(file.name);
    file.ondata = (error, content, isLast) => {
      if (error !== null) throw error;
      sink?.(content, isLast);
    };
    file.start();
  });
  for (const compression of [0, 8]) unzip.register(decoder(compression, (entry) => sinkOf(entry) !== undefined, guard));
  try {
    for await (const piece of source()) {
      for (let at = 0; at < piece.length; at += PIECE_BYTES) {
        unzip.push(piece.subarray(at, at + PIECE_BYTES));
        yield;
      }
    }
    unzip.push(new Uint8Array(), true);
    yield;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("invalid-file", "The archive is damaged or encrypted.", { cause });
  }
}

function zipGuard() {
  let entries = 0;
  let total = 0;
  const bomb = () => new AppError("invalid-file", "It unpacks to far more than such a file should.");
  return {
    entry(): void {
      entries += 1;
      if (entries > ENTRY_LIMIT) throw bomb();
    },
    inflated(bytes: number, ofEntry: { compressed: number; inflated: number }): void {
      total += bytes;
      const swells = ofEntry.inflated > RATIO_FREE_BYTES && ofEntry.inflated > ofEntry.compressed * RATIO_LIMIT;
      if (swells || total > INFLATED_LIMIT_BYTES) throw bomb();
    },
  };
}

/** Inflates what is wanted, and lets the rest pass unread. */
function decoder(compression: number, isWanted: (entry: string) => boolean, guard: ReturnType<typeof zipGuard>) {
  return class implements UnzipDecoder {
    static readonly compression = compression;
    ondata!: UnzipDecoder["ondata"];
    private readonly take: (content: Uint8Array, isLast: boolean) => void;

    constructor(entry: string) {
      const size = { compressed: 0, inflated: 0 };
      const handOn = (content: Uint8Array, isLast: boolean) => {
        size.inflated += content.length;
        guard.inflated(content.length, size);
        this.ondata(null, content as Uint8Array<ArrayBuffer>, isLast);
      };
      const inflate = compression === 8 ? new Inflate(handOn) : undefined;
      this.take = (content, isLast) => {
        size.compressed += content.length;
        if (inflate === undefined) handOn(content, isLast);
        else inflate.push(content, isLast);
      };
      if (!isWanted(entry)) this.take = () => undefined;
    }

    push(content: Uint8Array, isLast: boolean): void {
      this.take(content, isLast);
    }
  };
}
