import { describe, expect, it } from "vitest";
import type { Clue, Clues } from "../../shared/ports/session-store.ts";
import { fieldSimilarity } from "../../shared/work-orders/field-similarity.ts";
import { itemSimilarity } from "../../shared/work-orders/item-similarity.ts";
import { scoreWorkOrder, unnamedWords, wantedFields } from "../../shared/work-orders/score-work-order.ts";
import { sampleOrder } from "../contract/samples.ts";

const clue = (term: string, more: Partial<Clue> = {}): Clue => ({
  original: term,
  term,
  code: term,
  confidence: 0.9,
  explicit: true,
  ...more,
});
const none = new Set<string>();
const score = (clues: Clues, order: Parameters<typeof sampleOrder>[1], scenario: "S1" | "S2" | "S3" = "S1") =>
  scoreWorkOrder(sampleOrder("1", order), { wanted: wantedFields(scenario, clues) }, none);

describe("the similarity of two values of a field", () => {
  it.each([
    ["1창고 #7Line", "1창고 #7Line"],
    ["No.1 PE", "no.1 pe"],
    ["소음", "소음".normalize("NFD")],
    ["Fail to Start", "Fail to Start_Unspecified"],
  ])("is 1 for %s and %s", (left, right) => {
    expect(fieldSimilarity(left, right)).toBe(1);
  });

  it.each([
    ["a line of the same area before one of another", "1창고 #7Line", "1창고 #8Line", "2창고 #7Line"],
    ["the area itself before another line of it", "1창고 #7Line", "1창고", "1창고 #1Line"],
    [
      "another kind of the same class before another class",
      "[AAAA] Alpha/ Big",
      "[AAAA] Alpha/ Small",
      "[BBBB] Beta/ Big",
    ],
    ["the same number of a unit before another number", "No.1 PE", "No.1 PE 포장동", "No.2 PE"],
    ["one of several parts before another part", "Bucket", "Bucket_Hydraulics", "Engine"],
  ])("puts %s", (_, wanted, better, worse) => {
    expect(fieldSimilarity(wanted, better)).toBeGreaterThan(fieldSimilarity(wanted, worse));
    expect(fieldSimilarity(wanted, better)).toBeLessThan(1);
    expect(fieldSimilarity(wanted, better)).toBe(fieldSimilarity(better, wanted));
  });

  it("tells line 1 of area 1 from line 7 of area 1", () => {
    expect(fieldSimilarity("1창고 #1Line", "1창고 #7Line")).toBeLessThan(0.6);
  });

  it.each([
    ["", ""],
    ["", "No.1 PE"],
    ["펌프", "fan"],
    ["[AAAA] General", "[BBBB] General"],
    ["!!!", "???"],
    ["\ud800", "x".repeat(5_000)],
  ])("is 0 for %j and %j", (left, right) => {
    expect(fieldSimilarity(left, right)).toBe(0);
  });
});

describe("the similarity of two item numbers", () => {
  it.each([
    ["P-101A", "p101a", 1],
    ["P-101A", "P-101B", 0.6],
    ["P-101", "P-101B", 0.6],
    ["P-101", "P-102", 0],
    ["P-101", "P-1011", 0],
    ["", "", 0],
    ["--", "..", 0],
  ])("of %j and %j is %d", (left, right, similarity) => {
    expect(itemSimilarity(left, right)).toBe(similarity);
  });
});

describe("the score of a past work order", () => {
  const clues = { location: clue("1창고"), equipmentType: clue("[AAAA] Alpha"), statusCode: clue("고장") };

  it("is 1 when everything that was named is equal, and explains each field", () => {
    const order = { location: "1창고", equipmentType: "[AAAA] Alpha", statusCode: "고장" };
    expect(score(clues, order)).toEqual({ score: 1, why: { location: 1, equipmentType: 1, statusCode: 1 } });
  });

  it("weighs equipment and location 0.35, status 0.2, priority 0.1, over the fields that are there", () => {
    const elsewhere = { location: "다른 곳", equipmentType: "[BBBB] Beta", statusCode: "기타", priority: "나중" };
    const all = { ...clues, priority: clue("긴급") };
    expect(score(all, { ...elsewhere, equipmentType: "[AAAA] Alpha" }).score).toBe(0.35);
    expect(score(all, { ...elsewhere, location: "1창고" }).score).toBe(0.35);
    expect(score(all, { ...elsewhere, statusCode: "고장" }).score).toBe(0.2);
    expect(score(all, { ...elsewhere, priority: "긴급" }).score).toBe(0.1);
    expect(
      score({ location: clue("1창고"), statusCode: clue("고장") }, { ...elsewhere, location: "1창고" }).score,
    ).toBe(0.64);
  });

  it("leaves a guessed priority out", () => {
    const guessed = { ...clues, priority: clue("일반", { explicit: false }) };
    expect(Object.keys(score(guessed, { priority: "일반" }).why)).not.toContain("priority");
  });

  it("weighs an item number 0.7, status 0.2, priority 0.1 when one was named", () => {
    const item = { ...clues, itemNo: clue("CV-101"), priority: clue("긴급") };
    const other = { statusCode: "기타", priority: "나중", location: "1창고" };
    expect(score(item, { ...other, itemNo: "cv-101" }, "S2")).toEqual({
      score: 0.7,
      why: { itemNo: 1, statusCode: 0, priority: 0 },
    });
    expect(score(item, { ...other, itemNo: "CV-101", location: "" }, "S1").why).toHaveProperty("location");
    expect(score({ itemNo: clue("CV-101") }, { itemNo: "CV-101" }, "S1").score).toBe(1);
  });

  it("reads the text of an order that leaves a field open", () => {
    const wanted = wantedFields("S1", { ...clues, equipmentType: clue("Cylinder_Tilt", { original: "bucket cyl" }) });
    const open = sampleOrder("1", { location: "1창고", statusCode: "고장" });
    const scored = scoreWorkOrder(open, { wanted }, new Set(["bucket", "cyl", "leak"]));
    expect(scored.why["equipmentType"]).toBe(0.8);
  });

  it("lets words that no term knows stand for the equipment that is not known", () => {
    const { equipmentType: _unknown, ...rest } = clues;
    const wanted = wantedFields("S1", { ...rest, statusCode: clue("고장", { original: "leaking" }) });
    const unnamed = unnamedWords(wanted, "1창고 cyl leaking, please check");
    expect(unnamed?.weight).toBe(0.35);
    expect(unnamed?.words.has("cyl")).toBe(true);
    expect(unnamed?.words.has("leak")).toBe(false);
    expect(unnamed?.words.has("please")).toBe(false);
    expect(unnamedWords(wantedFields("S1", clues), "1창고 cyl leaking")).toBeUndefined();
  });
});
