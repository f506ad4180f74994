import { AppError } from "../../errors.ts";
import type { Term, TermStore } from "../../ports/term-store.ts";
import type { CosmosContainer, Stored } from "./cosmos-container.ts";

type Head = { id: "head"; catalogue: "terms"; version: number; chunks: string[] };
type Chunk = { id: string; catalogue: "terms"; terms: Term[] };
type State = { head: Stored<Head> | undefined; terms: Term[] };

const catalogue = "terms" as const;
const maxRaces = 8;
/** Far below the 2 MB of a document. */
const maxChunkBytes = 500_000;

/**
 * The terms in a few chunks, named by a head document. A change writes new chunks and then swaps the head under its
 * etag, so that readers see all of it or nothing, however many terms there are. Every turn asks for the version, so it is
 * read anew only every `versionFreshMs`: so long a change made by another instance may stay unseen.
 */
export function cosmosTermStore(
  container: CosmosContainer,
  { now, newId, versionFreshMs = 30_000 }: { now: () => Date; newId: () => string; versionFreshMs?: number },
): TermStore {
  let known: { version: number; until: number } | undefined;
  const readHead = () => container.read<Head>(catalogue, "head");
  const remember = (version = 0) => {
    known = { version, until: now().getTime() + versionFreshMs };
    return version;
  };

  /** Undefined when the chunks were replaced meanwhile. */
  const readState = async (): Promise<State | undefined> => {
    const head = await readHead();
    const chunks = await Promise.all((head?.chunks ?? []).map((id) => container.read<Chunk>(catalogue, id)));
    const terms = chunks.flatMap((chunk) => chunk?.terms ?? []);
    return chunks.includes(undefined) ? undefined : { head, terms };
  };

  const swap = async ({ head }: State, terms: Term[]): Promise<boolean> => {
    const version = (head?.version ?? 0) + 1;
    const chunks = inChunks(terms).map((some): Chunk => ({ id: `chunk:${newId()}`, catalogue, terms: some }));
    for (const chunk of chunks) await container.upsert(chunk);
    const next: Head = { id: "head", catalogue, version, chunks: chunks.map(({ id }) => id) };
    const isSwapped =
      head === undefined
        ? (await container.create(next)) !== undefined
        : (await container.replace(catalogue, next, head._etag)) === "replaced";
    // A repeated write finds its own head there.
    const isDone = isSwapped || (await readHead())?.chunks[0] === next.chunks[0];
    const unused = isDone ? (head?.chunks ?? []) : next.chunks;
    for (const id of unused) await container.remove(catalogue, id);
    return isDone;
  };

  return {
    async all() {
      for (let race = 0; race < maxRaces; race++) {
        const state = await readState();
        if (state !== undefined) return { version: remember(state.head?.version), terms: state.terms };
      }
      throw changedTooOften();
    },

    async version() {
      if (known !== undefined && now().getTime() < known.until) return known.version;
      return remember((await readHead())?.version);
    },

    async upsert(changes) {
      for (let race = 0; race < maxRaces; race++) {
        const state = await readState();
        if (state === undefined) continue;
        const terms = new Map(state.terms.map((term) => [keyOf(term), term]));
        const different = changes.filter((term) => !isSame(terms.get(keyOf(term)), term));
        remember(state.head?.version);
        if (different.length === 0) return 0;
        for (const term of different) terms.set(keyOf(term), term);
        if (!(await swap(state, [...terms.values()]))) continue;
        remember((state.head?.version ?? 0) + 1);
        return new Set(different.map(keyOf)).size;
      }
      throw changedTooOften();
    },
  };
}

function inChunks(terms: Term[]): Term[][] {
  const chunks: Term[][] = [];
  let bytes = Infinity;
  for (const term of terms) {
    const size = Buffer.byteLength(JSON.stringify(term));
    bytes += size;
    if (bytes > maxChunkBytes) {
      chunks.push([]);
      bytes = size;
    }
    chunks.at(-1)?.push(term);
  }
  return chunks;
}

function keyOf({ category, code }: Term): string {
  return `${category} ${code}`;
}

function isSame(one: Term | undefined, other: Term): boolean {
  const facts = (term: Term) => JSON.stringify([term.name, term.aliases]);
  return one !== undefined && facts(one) === facts(other);
}

function changedTooOften(): AppError {
  return new AppError("unavailable", "The terms are being changed by others. Try again in a moment.");
}
