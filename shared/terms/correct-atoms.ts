import { isEverydayWord } from "./common-words.ts";
import { isNounTail, withoutParticle } from "./korean-particles.ts";
import { spelledLetters } from "./letter-names.ts";
import type { Reading } from "./read-text.ts";
import type { Hit } from "./scan-patterns.ts";
import type { Spelling } from "./spelling.ts";
import { splitAtoms, type Atom } from "./split-atoms.ts";

/** What the vocabulary knows of words. */
export type Lexicon = { spelling: Spelling; isWord: (latin: string) => boolean };

/** A hit this sure needs no second thought about its spelling. */
const sure = 0.9;
const trustOfLetters = 0.88;
/** What ends so is a verb: its ending is no particle. */
const politeVerb = /(?:니다|[어아여해네나가려져워와봐]요)$/;
/** What ends so asks somebody for something, or tells of an action: no name is near to it. */
const spokenVerb = /(?:줘|줄래|줄까|주라|하자)$/;
const shortVerb = /^[가-힣](?:지|자|네|니|까|요)$/;
/** Longer pieces are no single misspelt word. */
const longestPiece = 9;
/** More misspelt words than this in one message are another language. */
const mostCorrections = 8;

/** The atoms with unknown words as the vocabulary spells them; undefined when there is nothing to correct. */
export function correctAtoms(reading: Reading, hits: readonly Hit[], lexicon: Lexicon): Atom[] | undefined {
  const { atoms } = reading;
  const known = new Uint8Array(atoms.length);
  for (const { start, end, weight } of hits) if (weight >= sure) known.fill(1, start, end);
  const hasSupport = known.includes(1);
  atoms.forEach(({ counters }, at) => known.fill(1, at + 1, at + 1 + counters));
  const corrected: Atom[] = [];
  let corrections = 0;
  for (let from = 0; from < atoms.length;) {
    const to = pieceEnd(reading, known, from);
    const meant =
      corrections < mostCorrections && known[from] === 0
        ? meantBy(reading, { from, to, hasSupport }, lexicon)
        : undefined;
    if (meant === undefined) {
      corrected.push(...atoms.slice(from, to));
    } else {
      corrections += 1;
      corrected.push(...meant.atoms, ...atoms.slice(meant.end, to));
    }
    from = to;
  }
  return corrections > 0 ? corrected : undefined;
}

function pieceEnd({ runEnd }: Reading, known: Uint8Array, from: number): number {
  let to = from + 1;
  while (to < runEnd[from]! && known[to] === known[from]) to += 1;
  return to;
}

type Piece = { from: number; to: number; hasSupport: boolean };

/** What the atoms from `from` on mean when they are one misspelt word, and how far that reaches. */
function meantBy(reading: Reading, { from, to, hasSupport }: Piece, { spelling, isWord }: Lexicon) {
  const { atoms, folded } = reading;
  const first = atoms[from]!;
  if (first.kind === "number") return undefined;
  if (first.kind === "latin") {
    const word = folded.slice(first.start, first.end);
    if (word.length < 3 || !/^[a-z]+$/.test(word) || isEverydayWord(word)) return undefined;
    return replaced(first, first, to, spelling.correct(word));
  }
  const piece = reading.between(from, to);
  if (piece.length < 2 || piece.length > longestPiece || isEverydayWord(piece)) return undefined;
  if (from > reading.runStart[from]! && isNounTail(piece)) return undefined;
  // Every two syllables are near to some word: they are mended only beside a term that stands there as it should.
  if (spokenVerb.test(piece) || (piece.length === 2 && (!hasSupport || shortVerb.test(piece)))) return undefined;
  const mayEndInParticle = to === reading.runEnd[from] && !politeVerb.test(piece);
  const stripped = mayEndInParticle ? withoutParticle(piece) : piece;
  const letters = spelledLetters(piece, isWord);
  if (letters !== undefined) return replaced(first, atoms[to - 1]!, to, { words: [letters], trust: trustOfLetters });
  const whole = spelling.correct(piece);
  const bare = stripped === piece || isEverydayWord(stripped) ? undefined : spelling.correct(stripped);
  const isBare = bare !== undefined && bare.trust > (whole?.trust ?? 0);
  const end = isBare ? from + stripped.length : to;
  return replaced(first, atoms[end - 1]!, end, isBare ? bare : whole);
}

function replaced(first: Atom, last: Atom, end: number, meant: ReturnType<Spelling["correct"]>) {
  if (meant === undefined) return undefined;
  const atoms = splitAtoms(meant.words.join(" ")).map((atom, at) => ({
    ...atom,
    start: first.start,
    end: last.end,
    begins: at === 0 ? first.begins : atom.begins,
    glued: at === 0 ? first.glued : atom.glued,
    trust: meant.trust,
  }));
  return { atoms, end };
}
