import { styleText } from "node:util";
import { ClueField, type Clues, type Recommendation, type Turn } from "../../ports/session-store.ts";
import type { DemoWords } from "./demo-words.ts";

const INDENT = "         ";
const SHOWN_RECOMMENDATIONS = 3;

/** A turn as text: what was said, the answer, the clues so far, past work with its reasons, the sources. */
export function turnAsText(turn: Turn, words: DemoWords): string {
  const blocks = [
    `${styleText("bold", words.you.padEnd(7))}  ${turn.message}`,
    `${styleText(["bold", "cyan"], "PMark")}    ${indented(turn.answer)}`,
    row(words.clues, cluesAsText(turn.clues, words)),
    row(words.missing, turn.missing.map((field) => words.fields[field]).join(", ")),
    row(words.pastWork, turn.recommendations.slice(0, SHOWN_RECOMMENDATIONS).map(withReasons(words)).join("\n")),
    row(words.sources, turn.citations.map(sourceAsText(words)).join("\n")),
    turn.degraded ? row("!", words.degraded) : "",
  ];
  return `${blocks.filter((block) => block !== "").join("\n")}\n`;
}

function row(label: string, text: string): string {
  return text === ""
    ? ""
    : `${INDENT}${styleText("dim", `${label}:`)}\n${INDENT}  ${text.replaceAll("\n", `\n${INDENT}  `)}`;
}

function indented(text: string): string {
  return text.trim().replaceAll("\n", `\n${INDENT}`);
}

function cluesAsText(clues: Clues, words: DemoWords): string {
  return ClueField.options
    .flatMap((field) => {
      const clue = clues[field];
      if (clue === undefined) return [];
      const origin = clue.original === "" ? words.byDefault : `← “${clue.original}”`;
      return [`${words.fields[field]} ${styleText("green", clue.term)} ${styleText("dim", origin)}`];
    })
    .join("\n");
}

function withReasons(words: DemoWords) {
  return ({ score, itemNo, title, location, equipmentType, why }: Recommendation): string => {
    const reasons = Object.entries(why).map(
      ([field, value]) => `${words.fields[field as ClueField] ?? field} ${value.toFixed(2)}`,
    );
    return `${styleText("yellow", score.toFixed(2))} ${itemNo} ${title}\n     ${location}, ${equipmentType}\n     ${styleText("dim", words.because)} ${reasons.join(", ")}`;
  };
}

function sourceAsText(words: DemoWords) {
  return ({ id, title, line, quote }: Turn["citations"][number]): string =>
    `[${id}] ${title}${line === undefined ? "" : `, ${words.line} ${line}`}: “${quote.replaceAll(/\s+/g, " ")}”`;
}
