import { describe, expect, it } from "vitest";
import { letterDistance } from "../../shared/terms/letter-distance.ts";
import { lettersOf } from "../../shared/terms/near-letters.ts";
import { mayTransliterate, soundKey } from "../../shared/terms/sound-key.ts";
import { spelling } from "../../shared/terms/spelling.ts";
import { wordIndex } from "../../shared/terms/word-index.ts";

const distance = (one: string, other: string, limit = 3) => letterDistance(lettersOf(one), lettersOf(other), limit);

describe("the distance of two words", () => {
  it("is less for neighbours on the keyboard and in sound than for other letters", () => {
    expect(distance("소움", "소음")).toBe(0.5);
    expect(distance("모타", "모터")).toBe(0.5);
    expect(distance("소금", "소음")).toBeGreaterThan(0);
    expect(distance("pimp", "pump")).toBe(0.5);
    expect(distance("pamp", "pump")).toBe(1);
  });

  it("counts a doubled letter half, swapped neighbours less than two changes", () => {
    expect(distance("leakking", "leaking")).toBe(0.5);
    expect(distance("vavle", "valve")).toBe(0.75);
  });

  it("is infinite above the limit", () => {
    expect(distance("펌프", "컨베이어", 2)).toBe(Infinity);
  });

  it("is the same in both directions", () => {
    for (const [one, other] of [
      ["컴푸레샤", "컴프레샤"],
      ["compresor", "compressor"],
      ["a", "abc"],
    ] as const) {
      expect(distance(one, other)).toBe(distance(other, one));
    }
  });
});

describe("the nearest word", () => {
  const index = wordIndex(["압력용기", "소음", "펌프", "conveyor", "valve", "공장"]);

  it("is within what the word's length allows", () => {
    expect(index.nearest("압력욕기")?.word).toBe("압력용기");
    expect(index.nearest("convayer")?.word).toBe("conveyor");
    expect(index.nearest("vallve")?.word).toBe("valve");
  });

  it("is none when another consonant makes two syllables another word", () => {
    expect(index.nearest("고장")).toBeUndefined();
    expect(index.nearest("소금")).toBeUndefined();
  });
});

describe("a word that was not written as it is spelt", () => {
  const dictionary = spelling(["noise", "operated", "cooling", "tower", "터빈", "발효기"]);

  it("is found by its sound in the other script", () => {
    expect(soundKey("노이즈")).toBe(soundKey("noise"));
    expect(dictionary.correct("노이즈")?.words).toEqual(["noise"]);
    expect(dictionary.correct("오퍼레이티드")?.words).toEqual(["operated"]);
    expect(mayTransliterate("나사", "noise")).toBe(false);
  });

  it("is found when two words are run together, or a vowel is drawn out", () => {
    expect(dictionary.correct("coolingtower")?.words).toEqual(["cooling", "tower"]);
    expect(dictionary.correct("터어빈")?.words).toEqual(["터빈"]);
  });

  it("stays as it is when nothing is near", () => {
    expect(dictionary.correct("바나나")).toBeUndefined();
    expect(dictionary.correct("umbrella")).toBeUndefined();
  });
});
