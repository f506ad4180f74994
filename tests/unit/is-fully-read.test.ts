import { describe, expect, it } from "vitest";
import { isFullyRead } from "../../shared/chat/is-fully-read.ts";
import { parseByRules } from "../../shared/chat/parse-by-rules.ts";
import { compileVocabulary } from "../../shared/terms/vocabulary.ts";
import { bakeryTerms } from "../harness/bakery-terms.ts";

const vocabulary = compileVocabulary(bakeryTerms, 1);

function isRead(message: string): boolean {
  const given = { message, vocabulary, clues: {}, knownItemNos: new Set<string>(), recentTurns: [] };
  return isFullyRead(message, parseByRules(given));
}

describe("a message leaves nothing to a model", () => {
  it.each(["1매장 오븐 걸림", "1매장 오븐에서 걸림!", "1매장 오븐 바로", "shop 1 deck oven jammed"])(
    "when every word of it is a sure term: %s",
    (message) => expect(isRead(message)).toBe(true),
  );

  it("in the letters apart that some keyboards send", () => {
    expect(isRead("1매장 오븐 걸림".normalize("NFD"))).toBe(true);
  });
});

describe("a message is worth a model's reading", () => {
  it.each([
    ["a word that is no term", "1매장 오븐 뚜두둑"],
    ["words that may tell how urgent it is", "1매장 오븐 걸림 오늘 안에"],
    ["a number", "1매장 오븐 걸림 17"],
    ["a term that is misspelt", "1매장 오븓 걸림"],
    ["something taken back", "1매장 오븐 말고 반죽기 걸림"],
    ["a place that the plant does not have", "7공장 오븐 걸림"],
    ["no term at all", "안녕하세요"],
  ])("with %s", (_, message) => expect(isRead(message)).toBe(false));
});
