import { describe, expect, it } from "vitest";
import { supplement } from "../../shared/chat/supplement-parsed.ts";
import { bareWords } from "../../shared/terms/bare-words.ts";
import { compileVocabulary } from "../../shared/terms/vocabulary.ts";
import { bakeryTerms } from "../harness/bakery-terms.ts";

const vocabulary = compileVocabulary(bakeryTerms, 1);
const nothing = { scenario: "S1" as const, fields: {}, confidence: 0, guessed: new Set<never>(), denied: {} };

function found(message: string, field: "equipmentType" | "statusCode", words: string) {
  const knownItemNos = new Set<string>();
  return supplement(nothing, [{ field, words, confidence: 0.9 }], { message, vocabulary, knownItemNos });
}

describe("what the model found besides", () => {
  it("is shown without the particles and prepositions behind it", () => {
    expect(found("오븐에서 빵이 타요", "equipmentType", "오븐에서").fields.equipmentType?.original).toBe("오븐");
    expect(found("the kneader is stuck", "equipmentType", "kneader is").fields.equipmentType?.original).toBe("kneader");
    expect(found("걸림이 있어요", "statusCode", "걸림이").fields.statusCode?.original).toBe("걸림");
  });

  it("is a guess when the message only asks about that work", () => {
    expect(found("청소는 어떻게 해?", "statusCode", "청소는").guessed.has("statusCode")).toBe(true);
    expect(found("청소 부탁해요", "statusCode", "청소").guessed.has("statusCode")).toBe(false);
  });
});

describe("bare words", () => {
  it.each([
    ["equipmentType", "deck oven is at the", "deck oven"],
    ["equipmentType", "반쥭기에서는", "반쥭기"],
    ["statusCode", "stuck at", "stuck"],
    ["location", "1매장에서", "1매장"],
    ["location", "7공장에서", "7공장"],
  ] as const)("of a %s lose their tail: %s", (category, words, bare) => {
    expect(bareWords(vocabulary, category, words)).toBe(bare);
  });

  it.each([
    ["priority", "바로"],
    ["equipmentType", "뚝딱이"],
    ["statusCode", "타요"],
    ["statusCode", "안 부풀어요"],
  ] as const)("of a %s keep what belongs to them: %s", (category, words) => {
    expect(bareWords(vocabulary, category, words)).toBe(words);
  });
});
