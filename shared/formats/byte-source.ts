/** A file's bytes in pieces; each call reads it anew from its beginning, so that a file of any size never stands in memory. */
export type ByteSource = () => AsyncIterable<Uint8Array>;

const SLICE_BYTES = 65_536;

/** A source of bytes that are in memory, or the source itself. */
export function byteSource(content: Uint8Array | ByteSource): ByteSource {
  return content instanceof Uint8Array ? () => slices(content) : content;
}

/** What an archive keeps under a key. Where it is gone, reading throws what `gone` makes. */
export function archivedSource(
  archive: { stream(key: string): Promise<AsyncIterable<Uint8Array> | undefined> },
  key: string,
  gone: () => Error,
): ByteSource {
  return async function* () {
    const stream = await archive.stream(key);
    if (stream === undefined) throw gone();
    yield* stream;
  };
}

/** At least `count` bytes from the beginning, or all where there are fewer. */
export async function firstBytes(source: ByteSource, count: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source()) {
    pieces.push(piece);
    size += piece.byteLength;
    if (size >= count) break;
  }
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}

async function* slices(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) yield bytes.subarray(at, at + SLICE_BYTES);
}
