/** Blocks of exactly `blockBytes`, the last one shorter: at least one, which may be empty. Holds one block at a time. */
export async function* inBlocks(
  content: Uint8Array | AsyncIterable<Uint8Array>,
  blockBytes: number,
): AsyncGenerator<{ block: Uint8Array; isLast: boolean }> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  for await (const piece of content instanceof Uint8Array ? [content] : content) {
    let rest = piece;
    while (waitingBytes + rest.byteLength > blockBytes) {
      const cut = blockBytes - waitingBytes;
      yield { block: joined([...waiting, rest.subarray(0, cut)]), isLast: false };
      rest = rest.subarray(cut);
      [waiting, waitingBytes] = [[], 0];
    }
    waiting.push(rest);
    waitingBytes += rest.byteLength;
  }
  yield { block: joined(waiting), isLast: true };
}

function joined(pieces: Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}
