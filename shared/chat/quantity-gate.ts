import { unsourcedQuantities } from "../knowledge/quantities.ts";

/** A number whose digits or unit may go on with the next piece. */
const unfinished = /\d[\d.,]*[ \u00a0-]?[^\s\d.,!?]*$/;

/**
 * Lets an answer through as it comes, and each number only when one of the sources holds it: a number that the model made
 * up reaches no reader. `signal` is aborted at the first such number, and nothing follows it.
 */
export function quantityGate(write: (text: string) => void, sources: string[]) {
  const controller = new AbortController();
  let written = "";
  let held = "";

  function pass(piece: string): void {
    if (/\d/.test(piece) && unsourcedQuantities(written + piece, sources).length > 0) return controller.abort();
    written += piece;
    write(piece);
  }

  return {
    signal: controller.signal,
    take: (token: string): void => {
      if (controller.signal.aborted) return;
      held += token;
      const end = unfinished.exec(held)?.index ?? held.length;
      if (end === 0) return;
      const piece = held.slice(0, end);
      held = held.slice(end);
      pass(piece);
    },
    /** The text is whole. */
    end: (): void => {
      if (!controller.signal.aborted && held !== "") pass(held);
    },
  };
}
