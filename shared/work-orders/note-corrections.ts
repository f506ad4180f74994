import { createHash } from "node:crypto";
import { AppError } from "../errors.ts";
import type { CorrectionStore, TermCorrection } from "../ports/correction-store.ts";
import type { Clue, SessionRecord, SessionStore } from "../ports/session-store.ts";
import { termCategories, type Term, type TermCategory } from "../ports/term-store.ts";
import type { WorkOrder } from "../ports/work-order-store.ts";
import { isKnown } from "../sessions/clues.ts";
import { normaliseText } from "../terms/normalise-text.ts";
import { unreadWords } from "../terms/unread-words.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";

const ROUNDS = 20;
const KEPT_WORK_ORDERS = 20;
/** Longer is a sentence, not a name. */
const MOST_CHARACTERS = 60;

export type NotePorts = {
  sessions: SessionStore;
  corrections: CorrectionStore;
  vocabulary: () => Promise<Vocabulary>;
  now: () => Date;
};

/**
 * Notes for an operator which words of the order's session meant other terms than PMark read in them, as the user's edits
 * show. Noting the same order again changes nothing.
 */
export async function noteCorrections(ports: NotePorts, order: WorkOrder): Promise<void> {
  const edited = termCategories.filter((category) => order.edited?.includes(category));
  if (edited.length === 0 || order.sessionId === undefined) return;
  const session = await ports.sessions.read(order.sessionId);
  if (session === undefined) return;
  const vocabulary = await ports.vocabulary();
  const unread = unreadClue(session, edited, vocabulary);
  for (const category of edited) {
    const clue = session.clues[category] ?? unread;
    const meant = vocabulary.named(category, order[category]);
    if (clue !== undefined && meant !== undefined && isLesson(clue, meant)) await note(ports, order, { clue, meant });
  }
}

/** Words of the session that no term was read in, when they can stand for one edited field alone. */
function unreadClue(
  { clues, recentTurns }: SessionRecord,
  edited: TermCategory[],
  vocabulary: Vocabulary,
): Clue | undefined {
  if (edited.filter((category) => clues[category] === undefined).length !== 1) return undefined;
  const unread = new Set(recentTurns.flatMap(({ message }) => unreadWords(vocabulary, message) ?? []));
  const [words] = unread;
  if (words === undefined || unread.size > 1) return undefined;
  return { original: words, term: words, confidence: 0, explicit: true };
}

function isLesson({ original, term, explicit }: Clue, meant: Term): boolean {
  const words = normaliseText(original);
  const known = [meant.name, meant.code, ...meant.aliases].map(normaliseText);
  return (
    explicit && term !== meant.name && words.length <= MOST_CHARACTERS && /\p{L}/u.test(words) && !known.includes(words)
  );
}

async function note(
  { corrections, now }: NotePorts,
  order: WorkOrder,
  { clue, meant }: { clue: Clue; meant: Term },
): Promise<void> {
  const id = idOf(clue, meant);
  const at = now().toISOString();
  for (let round = 0; round < ROUNDS; round += 1) {
    const known = await corrections.read(id);
    if (known?.workOrderIds.includes(order.id)) return;
    const noted: TermCorrection = known
      ? {
          ...known,
          seen: known.seen + 1,
          workOrderIds: [order.id, ...known.workOrderIds].slice(0, KEPT_WORK_ORDERS),
          updatedAt: at,
        }
      : {
          id,
          category: meant.category,
          words: clue.original.normalize("NFC").trim(),
          ...(isKnown(clue) ? { readAs: clue.term } : {}),
          code: meant.code,
          name: meant.name,
          status: "proposed",
          seen: 1,
          workOrderIds: [order.id],
          createdAt: at,
          updatedAt: at,
          etag: "",
        };
    if ((await corrections.write(noted)) !== undefined) return;
  }
  throw new AppError("conflict", "A correction of these words keeps changing. Try again.");
}

function idOf({ original }: Clue, { category, code }: Term): string {
  const facts = JSON.stringify([category, normaliseText(original), code]);
  return createHash("sha256").update(facts).digest("hex").slice(0, 32);
}
