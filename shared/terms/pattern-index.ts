import type { Term, TermCategory } from "../ports/term-store.ts";
import { atomTrie, type AtomTrie } from "./atom-trie.ts";
import { verbStems, isPlainlyVerb } from "./korean-stems.ts";
import { directionVariants } from "./direction-words.ts";
import { foldText } from "./normalise-text.ts";
import { modifierOf } from "./modifier-of.ts";
import { countedIn, numberOrders } from "./number-orders.ts";
import { shorterNames } from "./shorter-names.ts";
import { splitAtoms, type Atom } from "./split-atoms.ts";
import { formsOf, type MatchHow } from "./term-forms.ts";

/** One way of writing one term, at the end of its path through the trie. */
export type Pattern = {
  term: Term;
  category: TermCategory;
  how: MatchHow;
  weight: number;
  /** Only a part of the term's own name: says less than a symptom of its own. */
  general: boolean;
  /** A verb stem: counts only where an ending follows. */
  stem: boolean;
  /** Not the term itself but what its name puts before this more general term. */
  modifies: Term | undefined;
  hasNumber: boolean;
};

export type PatternIndex = {
  trie: AtomTrie;
  /** The id of an atom's text; -1 when no term has it. */
  idOf(atom: string): number;
  at(node: number): readonly Pattern[];
  /** Every word of every form that is long enough to be misspelt. */
  words: ReadonlySet<string>;
  /** What is counted in the names of places: the warehouse of warehouse 3. */
  placeWords: ReadonlySet<string>;
};

export function patternIndex(terms: readonly Term[]): PatternIndex {
  const trie = atomTrie();
  const ids = new Map<string, number>();
  const patterns: Pattern[][] = [];
  const words = new Set<string>();
  const placeWords = new Set<string>();
  const things: { atoms: string[]; pattern: Pattern }[] = [];

  const idFor = (atom: string): number => {
    const known = ids.get(atom);
    if (known !== undefined) return known;
    ids.set(atom, ids.size);
    return ids.size - 1;
  };
  const add = (atoms: readonly string[], pattern: Pattern) => {
    const node = trie.insert(atoms.map(idFor));
    const there = (patterns[node] ??= []);
    const same = there.findIndex(
      (other) => other.term === pattern.term && other.stem === pattern.stem && other.modifies === pattern.modifies,
    );
    if (same < 0) there.push(pattern);
    else if (there[same]!.weight < pattern.weight) there[same] = pattern;
  };

  for (const term of terms) {
    for (const form of formsOf(term)) {
      const folded = foldText(form.text);
      const atoms = splitAtoms(folded);
      // A lone "not" denies whatever follows it: it is the name of nothing.
      if (atoms.length === 0 || (atoms.length === 1 && atoms[0]!.text === "not")) continue;
      const pattern: Pattern = {
        term,
        category: term.category,
        how: form.how,
        weight: form.weight,
        general: form.general,
        stem: false,
        modifies: undefined,
        hasNumber: atoms.some(({ kind }) => kind === "number"),
      };
      const plain = withoutCounters(atoms);
      const orders = isPlace(term.category) ? numberOrders(plain) : [plain];
      orders.forEach((order, at) => {
        add(
          order.map(({ text }) => text),
          at === 0 ? pattern : { ...pattern, weight: pattern.weight * 0.97 },
        );
      });
      if (term.category === "location") for (const word of countedIn(plain)) placeWords.add(word);
      if (term.category === "equipmentType") {
        things.push({ atoms: plain.map(({ text }) => text), pattern });
        const isShort = { ...pattern, weight: pattern.weight * 0.9 };
        for (const shorter of shorterNames(folded)) add(textsOf(shorter), isShort);
      }
      if (form.text !== term.code && !form.text.startsWith("[")) for (const word of wordsOf(folded)) words.add(word);
      if (term.category === "statusCode") {
        const { nouns, stems } = directionVariants(form.text);
        const said = { ...pattern, weight: pattern.weight * 0.94 };
        for (const noun of nouns) add(textsOf(noun), said);
        for (const stem of stems) add(textsOf(stem), { ...said, stem: true });
      }
      for (const stem of isPlace(term.category) ? [] : stemsOf(atoms))
        add(stem, { ...pattern, stem: true, weight: pattern.weight * 0.97 });
    }
  }
  const index: PatternIndex = {
    trie,
    idOf: (atom) => ids.get(atom) ?? -1,
    at: (node) => patterns[node] ?? none,
    words,
    placeWords,
  };
  for (const thing of things) {
    const modifier = modifierOf(index, thing);
    if (modifier !== undefined) add(modifier.atoms, modifier.pattern);
  }
  return index;
}

const none: readonly Pattern[] = [];

/** Words as they are written, and what a form of several Korean words is when it is written as one. */
function wordsOf(folded: string): string[] {
  const found: string[] = folded.match(/[가-힣]{2,}|[a-z]{4,}/g) ?? [];
  if (/^[가-힣]+(?: [가-힣]+)+$/.test(folded)) found.push(folded.replaceAll(" ", ""));
  return found;
}

function textsOf(words: string): string[] {
  return splitAtoms(foldText(words)).map(({ text }) => text);
}

/** Numbers stand in the names of places and machines; elsewhere their order is part of the phrase. */
function isPlace(category: TermCategory): boolean {
  return category === "location" || category === "equipmentType";
}

function withoutCounters(atoms: readonly Atom[]): Atom[] {
  const kept: Atom[] = [];
  for (let index = 0; index < atoms.length; index += 1 + atoms[index]!.counters) kept.push(atoms[index]!);
  return kept;
}

/** The form's last word as verb stems, its earlier words as they are. */
function stemsOf(atoms: readonly Atom[]): string[][] {
  let from = atoms.length;
  while (from > 0 && atoms[from - 1]!.kind === "hangul") {
    from -= 1;
    if (atoms[from]!.begins || !atoms[from]!.glued) break;
  }
  if (from === atoms.length) return [];
  const before = atoms.slice(0, from).map(({ text }) => text);
  const last = atoms
    .slice(from)
    .map(({ text }) => text)
    .join("");
  const isVerb = isPlainlyVerb(last);
  return verbStems(last)
    .filter((stem) => stem !== last && (stem.length > 1 || isVerb || from > 0))
    .map((stem) => [...before, ...stem.split("")]);
}
