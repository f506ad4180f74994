import { describe, expect, it } from "vitest";
import { suggestTerms } from "../../shared/terms/suggest-terms.ts";
import { compileVocabulary } from "../../shared/terms/vocabulary.ts";
import { bakeryTerms } from "../harness/bakery-terms.ts";
import { sampleTerms } from "../harness/sample-terms.ts";

const bakery = compileVocabulary(bakeryTerms, 1);
const suggested = (query: string, limit = 7) => suggestTerms(bakery, { query, limit }).map(({ code }) => code);

describe("suggestions", () => {
  it("come from the first letter on, names before aliases, the shortest first", () => {
    expect(suggested("o")).toEqual(["OVEN", "OVEN-DECK", "OVEN-ROTA"]);
    expect(suggested("반")[0]).toBe("KNED");
    expect(suggested("1").slice(0, 2)).toEqual(["SHOP-1", "SHOP-1-4"]);
  });

  it.each(["프", "플", "프루", "ㅍㄹㅍ", "proo", "vmfnvj"])("follow what is being typed: %s", (query) => {
    expect(suggested(query)).toContain("PROF");
  });

  it("find a word in the middle of a name", () => {
    expect(suggested("deck")).toEqual(["OVEN-DECK"]);
    expect(suggested("counter")).toContain("SHOP-1-4");
  });

  it("keep to the category and to the limit", () => {
    expect(suggestTerms(bakery, { query: "반", category: "location", limit: 1 })).toHaveLength(1);
    const sample = compileVocabulary(sampleTerms(), 1);
    for (const query of ["ㅋ", "p", "1", "펌"])
      expect(suggestTerms(sample, { query, limit: 7 }).length).toBeGreaterThan(2);
    expect(suggestTerms(sample, { query: "p", limit: 7 })).toHaveLength(7);
  });

  it("put whole classes and first aliases first, in words that are as short as can be", () => {
    const sample = compileVocabulary(sampleTerms(), 1);
    const names = (query: string) => suggestTerms(sample, { query, limit: 8 }).map(({ name }) => name);
    const first = (query: string) => names(query).slice(0, 3);
    expect(first("압").toSorted()).toEqual([
      "[COMP] Compressor/ General",
      "[EXTR] Extruder/ General",
      "[PVES] Pressure Vessel/ General",
    ]);
    expect(names("p")[0]).toBe("[PUMP] Pump/ General");
    expect(names("#")).toEqual(expect.arrayContaining(["#1 Jetty", "1창고 #7Line"]));
    expect(names("#1")[0]).toBe("#1 Jetty");
    expect(suggested("#4")).toEqual(["SHOP-1-4"]);
  });

  it("mend what is misspelt, and are none for nonsense", () => {
    expect(suggested("반쥭기")).toEqual(["KNED"]);
    expect(suggested("zzzzz")).toEqual([]);
    expect(suggested("  ")).toEqual([]);
  });
});
