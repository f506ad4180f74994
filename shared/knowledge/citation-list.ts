import type { KnowledgeHit } from "../ports/knowledge-index.ts";
import type { Citation } from "../ports/session-store.ts";
import { normaliseText } from "../terms/normalise-text.ts";
import { citationOf, quoteOccursIn } from "./cite.ts";
import { unsourcedQuantities } from "./quantities.ts";

/** What somebody says that a passage says: `quote` are its own words, `passage` its number, from 1. */
export type Claim = { text: string; passage: number; quote: string };

/** The citations of an answer as it is put together. A claim is taken only with a quote that stands in its passage. */
export function citationList(passages: KnowledgeHit[]) {
  const citations: Citation[] = [];
  const known = new Map<string, number>();
  let removed = 0;

  return {
    citations,
    /** How many claims were not taken. */
    removed: () => removed,
    /** The citation of a claim whose quote and whose numbers stand in its passage; undefined when it can't be verified. */
    take({ text, passage, quote }: Claim): number | undefined {
      const hit = passages[passage - 1];
      if (hit === undefined || text.trim() === "" || !isSourced(text, quote, hit)) {
        removed += 1;
        return undefined;
      }
      const key = `${passage} ${normaliseText(quote)}`;
      const id = known.get(key) ?? citations.length + 1;
      if (!known.has(key)) {
        known.set(key, id);
        citations.push(citationOf(hit, { id, quote, start: Math.max(0, hit.chunk.text.indexOf(quote)) }));
      }
      return id;
    },
  };
}

function isSourced(text: string, quote: string, { chunk }: KnowledgeHit): boolean {
  if (!quoteOccursIn(quote, chunk.text)) return false;
  return unsourcedQuantities(text, [[chunk.title, ...chunk.headings, chunk.text].join("\n")]).length === 0;
}
