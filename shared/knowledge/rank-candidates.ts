import type { Chunk, KnowledgeHit } from "../ports/knowledge-index.ts";
import { chunkWorth, isFrontMatter } from "./chunk-worth.ts";
import { heldWords, type HeldWord } from "./held-words.ts";
import type { QueryWord } from "./query-words.ts";
import { chunkBags, rarityAmong } from "./word-coverage.ts";

/** What evaluation varies to show what each part of a search adds. */
export type SearchTuning = {
  /** Score by the question's words that a chunk holds, beside BM25. */
  words: boolean;
  /** Weigh chunks by their place, kind and language. */
  worth: boolean;
  /** Look for other names of the same thing in the plant's terms. */
  synonyms: boolean;
  /** Look for what is one slip away from words that nothing holds. */
  slips: boolean;
  /** Find nothing where too little of the question is held. */
  floor: boolean;
};

export type Candidates = { query: string; words: QueryWord[]; lexical: KnowledgeHit[]; dense: KnowledgeHit[] };

/** Parts of the score, found on the tune half: BM25 relative to the best; the share of the words held, held by the text itself, by title and headings; cosine similarity. */
const weights = { lexical: 0.6, held: 0.4, own: 0.1, above: 0.3, dense: 0.5 };
/** A chunk this similar in meaning is relevant whatever its words. */
const SIMILARITY_FLOOR = 0.6;
/**
 * How much speaks for an answer (above 0) or against: the weight of the question's words that a chunk holds, and that its text
 * holds itself; the weight of names that it lacks, also as a share of all; its lead over the chunks that follow. A logistic
 * regression on the tune half of the labelled questions, clean and with typos, the sample manuals' questions and general ones.
 */
const evidence = { constant: 3.15, held: 0.28, own: 0.83, lacking: -1.45, lackingShare: -3.21, lead: 1.68 };
/** A chunk that holds less of several words, by weight, answers nothing; where no word names a thing, half of them. */
const LEAST_HELD = 0.15;
const LEAST_HELD_WITHOUT_NAMES = 0.5;
/** A part number that no chunk has is most often the name of one machine: manuals are about its kind. */
const UNKNOWN_PART = 0.5;
/** The chunks among which the most evidence is looked for, and those over which they lead. */
const JUDGED = 3;
const FOLLOWING = 6;
/** Beside an answer, chunks with this share of its score are shown, too. */
const BESIDE = 0.5;

/** The candidates by how well they answer, scores 0 to 1: none when no chunk holds enough of what is asked. */
export function rankCandidates({ query, words, lexical, dense }: Candidates, tuning: SearchTuning): KnowledgeHit[] {
  const chunks = [...new Map([...lexical, ...dense].map(({ chunk }) => [chunk.id, chunk])).values()];
  const best = Math.max(Number.MIN_VALUE, lexical[0]?.score ?? 0);
  const bm25 = new Map(lexical.map(({ chunk, score }) => [chunk.id, score / best]));
  const cosines = new Map(dense.map(({ chunk, score }) => [chunk.id, Math.max(0, score)]));
  const held = heldWords(words, chunks.map(chunkBags), tuning.slips);
  const sums = chunkSums(held, chunks);
  const most =
    weights.lexical +
    (tuning.words ? weights.held + weights.own + weights.above : 0) +
    (dense.length > 0 ? weights.dense : 0);
  const ranked = chunks.map((chunk, at) => {
    const { whole, own, above, total } = sums[at]!;
    const cosine = cosines.get(chunk.id) ?? 0;
    const byWords = (weights.held * whole + weights.own * own + weights.above * above) / total;
    const parts = weights.lexical * (bm25.get(chunk.id) ?? 0) + (tuning.words ? byWords : 0) + weights.dense * cosine;
    const score = (parts / most) * (tuning.worth ? chunkWorth(chunk, query) : 1);
    return { hit: { chunk, score: rounded(Math.min(1, score)) }, sums: sums[at]!, isAlike: cosine >= SIMILARITY_FLOOR };
  });
  ranked.sort((a, b) => b.hit.score - a.hit.score);
  const hits = ranked.map(({ hit }) => hit);
  if (!tuning.floor) return hits;
  const first = ranked.slice(0, JUDGED);
  const fullest = first.toSorted((a, b) => fullness(b.sums) - fullness(a.sums))[0];
  const answers =
    fullest !== undefined &&
    (first.some(({ isAlike }) => isAlike) ||
      (holdsEnough(fullest.sums, words) && speaksFor(fullest.sums, leadOf(hits, fullest.hit)) >= 0));
  return answers ? hits.filter(({ score }) => score >= BESIDE * hits[0]!.score) : [];
}

/** How fully a chunk holds the question: to tell which one to judge by. */
function fullness({ whole, own, lacking }: ChunkSums): number {
  return 0.65 * whole + 1.1 * own - 2.8 * lacking;
}

function holdsEnough({ whole, total }: ChunkSums, words: QueryWord[]): boolean {
  const least = words.some(({ weight }) => weight >= 1) ? LEAST_HELD : LEAST_HELD_WITHOUT_NAMES;
  return words.length < 2 || whole >= least * total;
}

function speaksFor({ whole, own, lacking, total }: ChunkSums, lead: number): number {
  return (
    evidence.constant +
    evidence.held * whole +
    evidence.own * own +
    evidence.lacking * lacking +
    (evidence.lackingShare * lacking) / total +
    evidence.lead * lead
  );
}

/** How far a hit's score is above the mean of the others that stand first. */
function leadOf(hits: KnowledgeHit[], hit: KnowledgeHit): number {
  const others = hits.slice(0, FOLLOWING).filter((other) => other !== hit);
  return hit.score - others.reduce((sum, { score }) => sum + score, 0) / Math.max(1, others.length);
}

type ChunkSums = { whole: number; own: number; above: number; lacking: number; total: number };

/** Each chunk's words, weighed by how rare they are among the candidates. */
function chunkSums(held: HeldWord[], chunks: Chunk[]): ChunkSums[] {
  const bases = held.map(({ word, whole }) =>
    word.weight > 1 && whole.every((part) => part === 0) ? UNKNOWN_PART : word.weight,
  );
  const weighed = held.map(({ whole }, index) => bases[index]! * rarityAmong(whole));
  const total = weighed.reduce((sum, weight) => sum + weight, 0) || 1;
  const fronts = new Map(chunks.flatMap((chunk, at) => (isFrontMatter(chunk) ? [[chunk.documentId, at]] : [])));
  return chunks.map((chunk, at) => {
    const sums = { whole: 0, own: 0, above: 0, lacking: 0, total };
    // What a document's first lines say of its scope is true of all its sections.
    const front = fronts.get(chunk.documentId) ?? at;
    held.forEach(({ whole, own, above, sure }, index) => {
      const weight = weighed[index]!;
      const part = Math.max(whole[at]!, whole[front]!);
      sums.whole += weight * part;
      sums.own += weight * own[at]!;
      sums.above += weight * above[at]!;
      // Verbs and everyday words are said in many ways: only a name that is lacking tells.
      if (bases[index]! >= 1) sums.lacking += weight * (1 - Math.max(sure[at]!, sure[front]!));
    });
    return sums;
  });
}

function rounded(score: number): number {
  return Math.round(score * 1000) / 1000;
}
