import { AppError } from "../errors.ts";
import type { Caller } from "../ports/caller.ts";
import type { CorrectionStore, TermCorrection } from "../ports/correction-store.ts";
import type { LeaseStore } from "../ports/lease-store.ts";
import type { Term, TermStore } from "../ports/term-store.ts";
import { normaliseText } from "../terms/normalise-text.ts";
import { withLease } from "./with-lease.ts";

/** One judgement at a time: a term is written whole, so two at once could lose an alias. */
const LEASE = "judge-corrections";
const LEASE_MS = 30_000;
const MOST_ALIASES = 200;

export type JudgePorts = {
  corrections: CorrectionStore;
  terms: TermStore;
  leases: LeaseStore;
  now: () => Date;
  newId: () => string;
};

/**
 * Accepted, the words become an alias of the term that was meant, and no longer one of another; rejected, they do not (any
 * more). Judging again the same way changes nothing; a judgement can be reversed.
 */
export async function judgeCorrection(
  ports: JudgePorts,
  caller: Caller,
  id: string,
  verdict: "accepted" | "rejected",
): Promise<TermCorrection> {
  const done = await withLease(ports, LEASE, LEASE_MS, async () => {
    const correction = await ports.corrections.read(id);
    if (correction === undefined) throw new AppError("not-found", "There is no correction with this id.");
    if (correction.status === verdict) return correction;
    const { terms } = await ports.terms.all();
    const changed = verdict === "accepted" ? withAlias(terms, correction) : withoutAlias(terms, correction);
    if (changed.length > 0) await ports.terms.upsert(changed);
    return ports.corrections.write({
      ...correction,
      status: verdict,
      judgedBy: caller.userId,
      updatedAt: ports.now().toISOString(),
    });
  });
  if (!done.ran || done.value === undefined) {
    throw new AppError("conflict", "Another correction is being judged, or this one has just been seen again. Repeat.");
  }
  return done.value;
}

/** The term with the alias, and the one that loses it. */
function withAlias(terms: Term[], correction: TermCorrection): Term[] {
  const { category, words, code } = correction;
  const meant = terms.find((term) => term.category === category && term.code === code);
  if (meant === undefined) throw new AppError("conflict", `The terms have no ${category} ${code} any more.`);
  const named = terms.find(
    (term) =>
      term.category === category && term !== meant && [term.name, term.code].some((name) => isSame(name, words)),
  );
  if (named !== undefined) {
    throw new AppError("conflict", `“${words}” is the name of ${named.name}; it can't be an alias of ${meant.name}.`);
  }
  if (meant.aliases.some((alias) => isSame(alias, words))) return [];
  if (meant.aliases.length >= MOST_ALIASES) {
    throw new AppError("conflict", `${meant.name} has ${MOST_ALIASES} aliases. Import it with fewer first.`);
  }
  const losers = terms.filter((term) => term.category === category && term !== meant);
  return [{ ...meant, aliases: [...meant.aliases, words] }, ...losers.flatMap((term) => lessOf(term, words))];
}

/** Only an accepted correction has left an alias to take away. */
function withoutAlias(terms: Term[], { status, category, code, words }: TermCorrection): Term[] {
  const meant = terms.find((term) => term.category === category && term.code === code);
  return status === "accepted" && meant !== undefined ? lessOf(meant, words) : [];
}

function lessOf(term: Term, words: string): Term[] {
  const aliases = term.aliases.filter((alias) => !isSame(alias, words));
  return aliases.length === term.aliases.length ? [] : [{ ...term, aliases }];
}

function isSame(one: string, other: string): boolean {
  return normaliseText(one) === normaliseText(other);
}
