import { describe, expect, it } from "vitest";
import { matchTerms } from "../../shared/terms/match-terms.ts";
import { resolveTerm } from "../../shared/terms/resolve-term.ts";
import { compileVocabulary } from "../../shared/terms/vocabulary.ts";
import { bakeryTerms } from "../harness/bakery-terms.ts";

const vocabulary = compileVocabulary(bakeryTerms, 1);
const found = (text: string) => matchTerms(vocabulary, text).map(({ term }) => term.code);
const only = (text: string) => matchTerms(vocabulary, text)[0]!;

describe("a numbered place", () => {
  it.each([
    "No.1 반죽실",
    "1반죽실",
    "1호 반죽실",
    "NO1반죽실",
    "제1 반죽실",
    "반죽실 1호",
    "#1 반죽실",
    "１호　반죽실",
    "dough hall #1",
  ])("is found as %s", (text) => expect(found(`${text}에서`)).toEqual(["HALL-1"]));

  it.each([
    "1매장 4번 카운터",
    "1매장 #4Counter",
    "#4 counter 1매장",
    "1매장4번카운터",
    "shop 1 counter 4",
    "counter 4 shop 1",
  ])("of two numbers is found as %s", (text) => expect(found(text)).toEqual(["SHOP-1-4"]));

  it.each(["Q7-RF-3C/R", "q7rf3cr", "Q7 RF 3 냉장실"])("that looks like a code is found as %s", (text) => {
    expect(found(text)).toEqual(["Q7-RF-3"]);
  });

  it("is found though its halves stand apart", () => {
    expect(found("1매장 오븐 4번 카운터")).toEqual(["SHOP-1-4", "OVEN"]);
    expect(only("1매장 오븐 4번 카운터").original).toBe("1매장 4번 카운터");
  });

  it("is never taken for one with another number", () => {
    expect(found("3반죽실")).toEqual([]);
    expect(found("11매장")).toEqual([]);
    expect(found("Q7-RF-4C/R")).toEqual([]);
  });
});

describe("a thing", () => {
  it("with a more specific name is the more specific thing", () => {
    expect(found("데크오븐")).toEqual(["OVEN-DECK"]);
    expect(found("오븐")).toEqual(["OVEN"]);
  });

  it("is specific with any word for the general one", () => {
    expect(found("로타리 화덕")).toEqual(["OVEN-ROTA"]);
    expect(found("데크 oven")).toEqual(["OVEN-DECK"]);
  });

  it("is found inside a run of words without spaces", () => {
    expect(found("1매장4번카운터데크오븐까맣게탐")).toEqual(["SHOP-1-4", "OVEN-DECK", "BURN"]);
  });

  it("is found behind particles, and less surely inside a longer word", () => {
    expect(only("오븐에서는").confidence).toBeGreaterThan(0.9);
    expect(only("가정오븐").confidence).toBeLessThan(0.9);
  });

  it.each([
    ["반쥭기", "KNED"],
    ["프르퍼", "PROF"],
    ["knaeder", "KNED"],
    ["prooferr", "PROF"],
    ["슬라이서", "SLIC"],
    ["deckoven", "OVEN-DECK"],
    ["qkfgyrl", "PROF"],
  ])("is found though misspelt or transliterated: %s", (text, code) => {
    const match = only(text);
    expect(match.term.code).toBe(code);
    expect(match.how).toBe("typo");
    expect(match.confidence).toBeLessThan(0.95);
  });
});

describe("a symptom", () => {
  it.each(["타요", "탔어요", "탑니다만", "탔습니다", "타네요"])("is found in any form of its verb: %s", (text) => {
    expect(found(`빵이 ${text}`)).toEqual(["BURN"]);
  });

  it("is found with a particle or an adverb in its middle", () => {
    expect(found("발효온도가 계속 떨어져요")).toEqual(["RISE"]);
  });

  it("keeps the user's own words, and where they stand", () => {
    const text = "No.2 반죽실 반죽기가 걸려요";
    const matches = matchTerms(vocabulary, text);
    expect(matches.map(({ original }) => original)).toEqual(["No.2 반죽실", "반죽기", "걸려요"]);
    for (const { original, start, end } of matches) expect(text.slice(start, end)).toBe(original);
  });
});

describe("words of one field", () => {
  it("resolve to its standard term, and say when only a part of them does", () => {
    expect(resolveTerm(vocabulary, "equipmentType", "[OVEN] Oven/ Deck Oven")?.how).toBe("exact");
    expect(resolveTerm(vocabulary, "equipmentType", "deck oven")?.term.code).toBe("OVEN-DECK");
    expect(resolveTerm(vocabulary, "equipmentType", "the big deck oven of our bakery")?.how).toBe("part");
    expect(resolveTerm(vocabulary, "equipmentType", "냉각탑")).toBeUndefined();
    expect(resolveTerm(vocabulary, "location", "오븐")).toBeUndefined();
  });
});
