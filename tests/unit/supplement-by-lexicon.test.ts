import { describe, expect, it } from "vitest";
import { parseByRules } from "../../shared/chat/parse-by-rules.ts";
import { supplementByLexicon } from "../../shared/chat/supplement-by-lexicon.ts";
import type { Term } from "../../shared/ports/term-store.ts";
import { learnLexicon } from "../../shared/terms/learning/learn-lexicon.ts";
import { normaliser } from "../../shared/terms/learning/normaliser.ts";
import { readThroughLexicon } from "../../shared/terms/learning/read-through-lexicon.ts";
import { compileVocabulary } from "../../shared/terms/vocabulary.ts";
import { yardPairs } from "../fixtures/learning-pairs.ts";

const lexicon = normaliser(learnLexicon(yardPairs));
const term = (category: Term["category"], code: string, name: string, ...aliases: string[]): Term => ({
  category,
  code,
  name,
  aliases,
});
const vocabulary = compileVocabulary(
  [
    term("equipmentType", "BEAR", "Bearing"),
    term("equipmentType", "WIND", "Windlass"),
    term("equipmentType", "WINC", "Winch"),
    term("location", "DECK", "Upper deck"),
    term("statusCode", "REPL", "Replacement", "replace"),
  ],
  1,
);

function read(message: string, withLexicon = true) {
  const plain = parseByRules({ message, vocabulary, clues: {}, knownItemNos: new Set(), recentTurns: [] });
  return supplementByLexicon(plain, { message, vocabulary, lexicon: withLexicon ? lexicon : undefined });
}

describe("a message read through a lexicon", () => {
  it("gains the fields that only the words written out show, in the user's own words", () => {
    expect(read("upper deck BRG", false).fields).not.toHaveProperty("equipmentType");
    const { fields, confidence } = read("upper deck BRG");
    expect(fields.equipmentType).toMatchObject({ original: "BRG", term: "Bearing", code: "BEAR" });
    expect(fields.equipmentType!.confidence).toBeGreaterThan(0.5);
    expect(fields.equipmentType!.confidence).toBeLessThanOrEqual(1);
    expect(fields.location).toMatchObject({ term: "Upper deck" });
    expect(confidence).toBeCloseTo((fields.equipmentType!.confidence + fields.location!.confidence) / 2, 6);
    expect(read("RPL upper deck").fields.statusCode).toMatchObject({ original: "RPL", term: "Replacement" });
  });

  it("reads two words as the one that they are", () => {
    const reading = readThroughLexicon(lexicon, "WIND LASS upper deck")!;
    expect(reading.text).toBe("windlass upper deck");
    expect(reading.written(0, 8)).toMatchObject({ original: "WIND LASS" });
  });

  it("keeps what the terms alone found", () => {
    expect(read("winch BRG").fields.equipmentType).toEqual(read("winch BRG", false).fields.equipmentType);
  });

  it("takes no words from what is denied", () => {
    expect(read("not the BRG, upper deck").fields).not.toHaveProperty("equipmentType");
  });

  it.each(["", "   ", "컨베이어 소음", "<id> <num>", "\ud800 BRG", "x ".repeat(500), "KT12"])(
    "is as before where there is nothing to write out: %j",
    (message) => {
      const { fields } = read(message);
      for (const field of Object.values(fields)) expect(field.original).not.toContain("<");
    },
  );

  it("writes masks nowhere, and tells what stood there", () => {
    const reading = readThroughLexicon(lexicon, "KT12 RPL  winch")!;
    expect(reading.text).toBe("KT12 replace winch");
    expect(reading.written(5, 12)).toMatchObject({ original: "RPL" });
    expect(reading.written(13, 18)).toBeUndefined();
    expect(readThroughLexicon(lexicon, "winch rope")).toBeUndefined();
  });
});
