import { describe, expect, it } from "vitest";
import { queryWords } from "../../shared/knowledge/query-words.ts";
import { nearTokens } from "../../shared/terms/near-tokens.ts";
import { synonymsOf } from "../../shared/terms/synonyms.ts";
import { tokenise } from "../../shared/terms/tokenise.ts";
import { compileVocabulary } from "../../shared/terms/vocabulary.ts";
import { sampleTerms } from "../harness/sample-terms.ts";

describe("the tokens one slip away", () => {
  it.each([
    ["펌푸", "펌프"],
    ["밸브", "벨브"],
    ["누서", "누설"],
    ["copuling", "coupling"],
    ["cuopling", "coupling"],
    ["gaket", "gasket"],
    ["gassket", "gasket"],
    ["hosereel", "reel"],
  ])("of %s hold %s", (slipped, meant) => {
    expect(nearTokens(slipped)).toContain(tokenise(meant)[0]);
  });

  it("are few, never the token itself, and none for numbers and signs", () => {
    for (const token of ["펌프", "가", "coupling", "a".repeat(20)]) {
      expect(nearTokens(token)).not.toContain(token);
      expect(nearTokens(token).length).toBeLessThan(1_000);
    }
    for (const token of ["", "100", "p101a", "oil", "漢字", "\ud83d"]) expect(nearTokens(token)).toEqual([]);
  });
});

describe("synonyms from a plant's terms", () => {
  const vocabulary = compileVocabulary(sampleTerms(), 1);

  it("are the other names of the same equipment, also at the end of a compound", () => {
    expect(synonymsOf(vocabulary, "컴프레서")).toEqual(expect.arrayContaining(["압축기", "compressor"]));
    expect(synonymsOf(vocabulary, "냉각압축기")).toContain("냉각컴프레서");
    expect(synonymsOf(vocabulary, "점심")).toEqual([]);
    expect(synonymsOf(compileVocabulary([], 1), "컴프레서")).toEqual([]);
  });

  it("go with the words of a question", () => {
    const [word] = queryWords("컴프레서가 멈췄어요", (found) => synonymsOf(vocabulary, found));
    expect(word).toMatchObject({ text: "컴프레서", also: expect.arrayContaining(["압축기"]) });
  });
});

describe("the words of a question", () => {
  const texts = (query: string) => queryWords(query).map(({ text }) => text);

  it("leave out what only asks, particles and endings", () => {
    expect(texts("교반기 커플링 볼트는 몇으로 조이나요?")).toEqual(["교반기", "커플링", "볼트", "조이"]);
    expect(texts("손으로 에서 까지")).toEqual(["손"]);
  });

  it("know units by their names and their signs, verbs by their stems, and what says little", () => {
    const words = new Map(queryWords("덜덜 떨리는데 몇 퍼센트까지 써도 돼요").map((word) => [word.text, word]));
    expect(words.get("퍼센트")?.also).toEqual(["%"]);
    expect(words.get("덜덜")?.weight).toBeLessThan(1);
    expect([...words.values()].flatMap(({ stems = [] }) => stems)).toEqual(expect.arrayContaining(["쓰"]));
    expect(queryWords("길이는")[0]).toMatchObject({ text: "길이" });
  });
});
