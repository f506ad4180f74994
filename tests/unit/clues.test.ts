import { describe, expect, it } from "vitest";
import type { Clue, ClueField, Parsed } from "../../shared/ports/session-store.ts";
import {
  generalPriority,
  mergeClues,
  missingFields,
  overlayClues,
  readyToRecommend,
} from "../../shared/sessions/clues.ts";

const clue = (term: string, more: Partial<Clue> = {}): Clue => ({
  original: term,
  term,
  code: term,
  confidence: 0.9,
  explicit: true,
  ...more,
});
const parsed = (fields: Partial<Record<ClueField, string>>): Pick<Parsed, "fields"> => ({
  fields: Object.fromEntries(
    Object.entries(fields).map(([field, term]) => [field, { original: term, term, code: term, confidence: 0.9 }]),
  ),
});
const general = { category: "priority" as const, code: "GENERAL", name: "일반작업", aliases: [] };

describe("merging clues", () => {
  it("lets a newer explicit value win", () => {
    const merged = mergeClues({ location: clue("1창고"), statusCode: clue("고장") }, parsed({ location: "2창고" }));
    expect(merged).toEqual({ location: clue("2창고"), statusCode: clue("고장") });
  });

  it("never lets a guess replace what was said", () => {
    const guessed = new Set<ClueField>(["location", "statusCode"]);
    const merged = mergeClues({ location: clue("1창고") }, parsed({ location: "2창고", statusCode: "고장" }), {
      guessed,
    });
    expect(merged.location).toEqual(clue("1창고"));
    expect(merged.statusCode).toEqual(clue("고장", { explicit: false }));
    expect(mergeClues(merged, parsed({ statusCode: "누설" })).statusCode).toEqual(clue("누설"));
  });

  it("keeps words that the terms do not know, as words", () => {
    const merged = mergeClues({}, { fields: { location: { original: "99공장", confidence: 0.3 } } });
    expect(merged.location).toEqual({ original: "99공장", term: "99공장", confidence: 0.3, explicit: true });
  });

  it("guesses the general priority while none is stated", () => {
    const defaultPriority = generalPriority([{ ...general, code: "URGENT" }, general]);
    const merged = mergeClues({}, parsed({}), { defaultPriority });
    expect(merged.priority).toMatchObject({ term: "일반작업", code: "GENERAL", explicit: false });
    const stated = mergeClues(merged, parsed({ priority: "긴급작업" }), { defaultPriority });
    expect(stated.priority).toMatchObject({ term: "긴급작업", explicit: true });
  });

  it("forgets what the message takes back, unless it says something else", () => {
    const clues = { location: clue("1창고"), equipmentType: clue("Pump") };
    const denied = { equipmentType: ["Pump"], location: ["9창고"] };
    expect(mergeClues(clues, { fields: {}, denied })).toEqual({ location: clue("1창고") });
    const instead = mergeClues(clues, { ...parsed({ equipmentType: "Fan" }), denied });
    expect(instead.equipmentType).toEqual(clue("Fan"));
    expect(overlayClues(clues, { clues: {}, parsed: { fields: {}, denied } })).toEqual({ location: clue("1창고") });
  });

  it("leaves its input alone", () => {
    const clues = Object.freeze({ location: clue("1창고") });
    expect(mergeClues(clues, parsed({ location: "2창고" })).location?.term).toBe("2창고");
    expect(clues.location.term).toBe("1창고");
  });
});

describe("applying an overtaken turn's clues", () => {
  it("keeps what another turn said meanwhile, and what this one said itself", () => {
    const turn = {
      clues: { location: clue("1창고"), statusCode: clue("누설") },
      parsed: parsed({ statusCode: "누설" }),
    };
    expect(overlayClues({ location: clue("2창고") }, turn)).toEqual({
      location: clue("2창고"),
      statusCode: clue("누설"),
    });
  });
});

describe("what is missing", () => {
  it("is asked for in order: location, equipment, status", () => {
    expect(missingFields({})).toEqual(["location", "equipmentType", "statusCode"]);
    expect(missingFields({ equipmentType: clue("Pump") })).toEqual(["location", "statusCode"]);
  });

  it("counts words that are no standard term as missing", () => {
    const { code: _code, ...unknown } = clue("99공장");
    expect(missingFields({ location: unknown, equipmentType: clue("Pump"), statusCode: clue("고장") })).toEqual([
      "location",
    ]);
    expect(readyToRecommend({ location: unknown, equipmentType: clue("Pump") })).toBe(false);
  });

  it("takes an item number for its place and equipment", () => {
    const { code: _code, ...item } = clue("CV-101");
    expect(missingFields({ itemNo: item })).toEqual(["statusCode"]);
  });
});

describe("readiness to recommend", () => {
  it.each([
    [{}, false],
    [{ location: clue("1창고") }, false],
    [{ equipmentType: clue("Pump"), statusCode: clue("고장") }, false],
    [{ location: clue("1창고"), equipmentType: clue("Pump") }, true],
    [{ location: clue("1창고"), statusCode: clue("고장") }, true],
    [{ itemNo: clue("CV-101") }, true],
  ])("of %o is %s", (clues, ready) => {
    expect(readyToRecommend(clues)).toBe(ready);
  });
});
