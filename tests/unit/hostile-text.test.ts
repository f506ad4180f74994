import { describe, expect, it } from "vitest";
import { itemNoCandidates } from "../../shared/chat/item-no-candidates.ts";
import { parseByRules } from "../../shared/chat/parse-by-rules.ts";
import { chunkLanguage, languageOf } from "../../shared/terms/language.ts";
import { matchTerms } from "../../shared/terms/match-terms.ts";
import { resolveTerm } from "../../shared/terms/resolve-term.ts";
import { suggestTerms } from "../../shared/terms/suggest-terms.ts";
import { titlePhrases } from "../../shared/terms/title-phrases.ts";
import { tokenise } from "../../shared/terms/tokenise.ts";
import { compileVocabulary } from "../../shared/terms/vocabulary.ts";
import { sampleTerms } from "../harness/sample-terms.ts";

const vocabulary = compileVocabulary(sampleTerms(), 1);
const long = (piece: string) => piece.repeat(Math.ceil(10_000 / piece.length)).slice(0, 10_000);

const pieces = [
  "a",
  "가",
  "1",
  "#",
  "새",
  "ㅋ",
  "-",
  "'",
  " ",
  "İß",
  "\u0000",
  "펌프",
  "펌프 ",
  "pump",
  "온도가 ",
  "온도가 너무 ",
  "1창고7번",
  "no.1 ",
  "no no ",
  "(a+)+$",
  "[.*+?^${}()|\\",
  "\ud800",
  "\udc00\ud800",
  "e\u0301",
  "\u0301",
  "\u1100\u1161",
  "s/",
  "p-1",
  "에이",
  "엔에이치티 ",
  "컨베여",
  "abcde fghij ",
  "고장이 아니라 ",
  "not the pump ",
  "the a an is ",
  "이가은는",
  "👩‍👩‍👧",
];

describe("ten thousand characters of anything", () => {
  it.each(pieces)("neither throw nor hold anybody up: %j", (piece) => {
    const text = long(piece);
    const before = process.cpuUsage();
    matchTerms(vocabulary, text);
    suggestTerms(vocabulary, { query: text, limit: 7 });
    tokenise(text);
    titlePhrases(text);
    resolveTerm(vocabulary, "location", text);
    itemNoCandidates(text);
    languageOf(text);
    chunkLanguage(text);
    parseByRules({ message: text, vocabulary, clues: {}, knownItemNos: new Set(["P-1"]), recentTurns: [] });
    // Of the processor's time, so that a busy machine does not count: each of the nine may take 50 ms.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(450);
  });

  it("name no property of an object by accident", () => {
    expect(matchTerms(vocabulary, "__proto__ constructor toString hasOwnProperty")).toEqual([]);
    expect(compileVocabulary([], 0).named("location", "__proto__")).toBeUndefined();
  });
});
