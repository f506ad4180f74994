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

/** Characters of a message that the text quotes. */
const QUOTED = 200;

const texts = {
  ko: {
    empty: { title: "대화 없는 세션", text: "대화 없이 끝난 세션입니다." },
    known: "확인된 내용",
    first: "첫 요청",
    last: "마지막 요청",
    suggested: "추천된 과거 작업",
    order: { draft: "작업오더 초안", finalized: "작업오더 확정" },
    story: (count: number, first: string, last: string | undefined) =>
      `“${first}” 요청으로 시작해 대화 ${count}회로 끝났습니다.` +
      (last === undefined ? "" : ` 마지막 메시지의 내용은 “${last}”입니다.`),
    learnt: (known: string) => `확인된 내용은 ${known}입니다.`,
    shown: (work: string) => `과거 작업 “${work}” 건을 추천했습니다.`,
    made: (titles: string[]) => `작업오더 ${titles.map((title) => `“${title}”`).join(", ")} 건을 만들었습니다.`,
    noOrder: "작업오더는 만들지 않았습니다.",
  },
  en: {
    empty: { title: "Session without a conversation", text: "The session ended without a single turn." },
    known: "Known",
    first: "First request",
    last: "Last request",
    suggested: "Suggested past work",
    order: { draft: "Work order drafted", finalized: "Work order finalised" },
    story: (count: number, first: string, last: string | undefined) =>
      `The session began with “${first}” and took ${count === 1 ? "1 turn" : `${count} turns`}.` +
      (last === undefined ? "" : ` It closed with “${last}”.`),
    learnt: (known: string) => `It established ${known}.`,
    shown: (work: string) => `Past work suggested: “${work}”.`,
    made: (titles: string[]) => `It led to ${titles.map((title) => `“${title}”`).join(", ")}.`,
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
    ...madeOf(workOrders).map(({ title, status }) => `${say.order[status]}: ${title}`),
  ].filter((point): point is string => Boolean(point));
  const titles = madeOf(workOrders).map(({ title }) => title);
  const story = [
    say.story(
      session.turnCount,
      cutText(first.message, QUOTED),
      last === first ? undefined : cutText(last.message, QUOTED),
    ),
    known && say.learnt(known),
    suggested && say.shown(suggested),
    titles.length > 0 ? say.made(titles) : say.noOrder,
  ];
  return bounded({
    title: session.title || titleOf(first.message),
    text: story.filter(Boolean).join(" "),
    keyPoints: points,
  });
}

/** Each title once; a draft that became final counts as final alone. */
function madeOf(workOrders: SummarySource["workOrders"]): SummarySource["workOrders"] {
  const byTitle = new Map<string, SummarySource["workOrders"][number]>();
  for (const order of workOrders) {
    if (byTitle.get(order.title)?.status !== "finalized") byTitle.set(order.title, order);
  }
  return [...byTitle.values()];
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
