import type { SessionRecord } from "../ports/session-store.ts";
import type { WorkOrder } from "../ports/work-order-store.ts";
import { languageOf } from "../terms/language.ts";
import { titleOf } from "./apply-turn.ts";
import { cutText } from "./cut-text.ts";
import type { Language } from "./field-labels.ts";
import { knownTerms } from "./turn-facts.ts";
import type { TurnExcerpt } from "./turn-excerpts.ts";

export type SummaryText = { title: string; text: string; keyPoints: string[] };

export type SummarySource = {
  session: Pick<SessionRecord, "title" | "clues" | "turnCount">;
  /** Oldest first. */
  turns: TurnExcerpt[];
  /** Made in the session. */
  workOrders: Pick<WorkOrder, "title" | "status">[];
};

export const summaryLimits = { title: 80, text: 2_000, keyPoints: 8, keyPoint: 200 };

const texts = {
  ko: {
    empty: { title: "대화 없는 세션", text: "대화 없이 끝난 세션입니다." },
    turns: (count: number) => `대화 ${count}회.`,
    known: "확인된 내용",
    first: "첫 요청",
    last: "마지막 요청",
    suggested: "추천된 과거 작업",
    order: { draft: "작업지시 초안", finalized: "작업지시 확정" },
    noOrder: "작업지시는 만들지 않았습니다.",
  },
  en: {
    empty: { title: "Session without a conversation", text: "The session ended without a single turn." },
    turns: (count: number) => (count === 1 ? "1 turn." : `${count} turns.`),
    known: "Known",
    first: "First request",
    last: "Last request",
    suggested: "Suggested past work",
    order: { draft: "Work order drafted", finalized: "Work order finalised" },
    noOrder: "No work order was made.",
  },
} satisfies Record<Language, unknown>;

/** A summary by extraction: only what was said, found and made, in the user's language. */
export function summariseByRules(source: SummarySource): SummaryText {
  const { session, turns, workOrders } = source;
  const first = turns[0];
  const say = texts[summaryLanguage(source)];
  if (first === undefined) return { ...say.empty, title: session.title || say.empty.title, keyPoints: [] };

  const known = knownTerms(session.clues, summaryLanguage(source));
  const last = turns.at(-1)!;
  const suggested = turns.findLast((turn) => turn.suggested !== undefined)?.suggested;
  const points = [
    known && `${say.known}: ${known}`,
    `${say.first}: “${first.message}”`,
    last !== first && `${say.last}: “${last.message}”`,
    suggested && `${say.suggested}: ${suggested}`,
    ...new Set(workOrders.map(({ title, status }) => `${say.order[status]}: ${title}`)),
  ].filter((point): point is string => Boolean(point));
  const closing = workOrders.length === 0 ? [say.noOrder] : [];
  return bounded({
    title: session.title || titleOf(first.message),
    text: [say.turns(session.turnCount), ...points.map((point) => `${point}.`), ...closing].join(" "),
    keyPoints: points,
  });
}

/** The language that the user wrote in; Korean when nothing was written. */
export function summaryLanguage({ session, turns }: Pick<SummarySource, "session" | "turns">): Language {
  const written = turns.length > 0 ? turns.map(({ message }) => message).join(" ") : session.title;
  return written === "" ? "ko" : languageOf(written);
}

/** Cut to the limits of a summary, whoever wrote it. */
export function bounded({ title, text, keyPoints }: SummaryText): SummaryText {
  return {
    title: cutText(title.trim(), summaryLimits.title),
    text: cutText(text.trim(), summaryLimits.text),
    keyPoints: keyPoints
      .slice(0, summaryLimits.keyPoints)
      .map((point) => cutText(point.trim(), summaryLimits.keyPoint)),
  };
}
