/** A mark that may go on with the next piece. */
const unfinished = /\[\d{0,3}$/;
const mark = /\[(\d{1,3})\]/g;

/** Lets an answer through without the marks, such as [7], that name no citation; `removed` counts them. */
export function markGate(write: (text: string) => void, citationIds: number[]) {
  let held = "";
  let removed = 0;

  function pass(piece: string): void {
    const kept = piece.replaceAll(mark, (whole, id: string) => {
      if (citationIds.includes(Number(id))) return whole;
      removed += 1;
      return "";
    });
    if (kept !== "") write(kept);
  }

  return {
    removed: () => removed,
    take: (token: string): void => {
      held += token;
      const end = unfinished.exec(held)?.index ?? held.length;
      if (end === 0) return;
      const piece = held.slice(0, end);
      held = held.slice(end);
      pass(piece);
    },
    /** The text is whole. */
    end: (): void => {
      if (held !== "") pass(held);
      held = "";
    },
  };
}
