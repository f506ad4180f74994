import { describe, expect, it } from "vitest";
import { initialsOf, toJamo } from "../../shared/terms/jamo.ts";
import { isNounTail, withoutParticle } from "../../shared/terms/korean-particles.ts";
import { verbStems } from "../../shared/terms/korean-stems.ts";
import { chunkLanguage, languageOf } from "../../shared/terms/language.ts";
import { spelledLetters } from "../../shared/terms/letter-names.ts";
import { normaliseText } from "../../shared/terms/normalise-text.ts";
import { tokenise } from "../../shared/terms/tokenise.ts";

describe("normalised text", () => {
  it("is composed, half width, lower case and single-spaced", () => {
    expect(normaliseText("  Ｎｏ．１　 PE\n펌프".normalize("NFD"))).toBe("no.1 pe 펌프");
  });
});

describe("index tokens", () => {
  it("are the bigrams of Korean words without their particles", () => {
    expect(tokenise("컨베이어에서 소음이")).toEqual(["컨베", "베이", "이어", "소음"]);
  });

  it("are the same for every form of an English word", () => {
    expect(tokenise("Leaks leaking LEAKED")).toEqual(["leak", "leak", "leak"]);
  });

  it("keep part numbers whole and in parts, initials as one word, numbers as they are", () => {
    expect(tokenise("P-101A")).toEqual(["p101a", "101a"]);
    expect(tokenise("S/S 2.5 bar")).toEqual(["ss", "2.5", "bar"]);
    expect(tokenise("won't")).toEqual(["wont"]);
  });

  it("find words of other scripts, and none in signs", () => {
    expect(tokenise("Überdruck ⚠ 点検")).toContain("点検");
    expect(tokenise("!? … ⚠")).toEqual([]);
  });
});

describe("Korean words", () => {
  it.each([
    ["새", "새요 샙니다 샜어요 샘 새네요 새는데 새고"],
    ["시끄럽", "시끄러워요 시끄럽습니다 시끄러움 시끄러웠어요"],
    ["멈추", "멈췄어요 멈춰요 멈춤 멈춥니다"],
    ["막히", "막혔음 막힘 막혀요 막힌"],
    ["줄", "줄었어요 줄어요 줄고"],
    ["흐르", "흘러요 흐릅니다 흘렀어요"],
  ])("of the verb %s- all have its stem", (stem, forms) => {
    for (const form of forms.split(" ")) expect(verbStems(form)).toContain(stem);
  });

  it("that are nouns keep what looks like an ending", () => {
    expect(verbStems("소음")).not.toContain("소");
    expect(withoutParticle("펌프에서는")).toBe("펌프");
    expect(withoutParticle("도로")).toBe("도로");
  });

  it("end in particles, places and light verbs, or in another noun", () => {
    for (const tail of ["", "에서", "쪽에서", "이", "발생", "이심해요", "됩니다", "했어요"])
      expect(isNounTail(tail)).toBe(true);
    for (const tail of ["싶어요", "모", "자료"]) expect(isNounTail(tail)).toBe(false);
  });

  it("spell out the letters of abbreviations", () => {
    const isWord = (letters: string) => ["nht", "mcc"].includes(letters);
    expect(spelledLetters("엔에이치티", isWord)).toBe("nht");
    expect(spelledLetters("엠씨씨", isWord)).toBe("mcc");
    expect(spelledLetters("오이", isWord)).toBeUndefined();
  });

  it("come apart into letters and first consonants", () => {
    expect(toJamo("펌프 A")).toBe("ㅍㅓㅁㅍㅡ A");
    expect(initialsOf("컨베이어")).toBe("ㅋㅂㅇㅇ");
  });
});

describe("the language", () => {
  it("to answer in is Korean as soon as the message is", () => {
    expect(languageOf("1PE pump leak 있어요")).toBe("ko");
    expect(languageOf("No.1 PE pump is leaking")).toBe("en");
    expect(languageOf("the word 펌프 means pump in the manual of the plant")).toBe("en");
    expect(languageOf("12345")).toBe("en");
  });

  it("of a piece of text is that of most of its letters", () => {
    expect(chunkLanguage("펌프 베어링을 교체한다")).toBe("ko");
    expect(chunkLanguage("Replace the pump bearing")).toBe("en");
    expect(chunkLanguage("펌프 베어링 교체 절차 (pump bearing replacement)")).toBe("mixed");
  });
});
