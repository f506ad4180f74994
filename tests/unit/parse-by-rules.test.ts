import { describe, expect, it } from "vitest";
import { itemNoCandidates } from "../../shared/chat/item-no-candidates.ts";
import { parseByRules } from "../../shared/chat/parse-by-rules.ts";
import type { Clues } from "../../shared/ports/session-store.ts";
import { compileVocabulary } from "../../shared/terms/vocabulary.ts";
import { bakeryTerms } from "../harness/bakery-terms.ts";

const vocabulary = compileVocabulary(bakeryTerms, 1);
const clue = (term: string) => ({ original: term, term, code: "X", confidence: 1, explicit: true });
const known: Clues = { location: clue("1매장"), equipmentType: clue("[OVEN] Oven/ General") };

function parse(message: string, clues: Clues = {}, itemNos: string[] = []) {
  const knownItemNos = new Set(itemNoCandidates(message).filter((candidate) => itemNos.includes(candidate)));
  return parseByRules({ message, vocabulary, clues, knownItemNos, recentTurns: [] });
}

function codes(message: string, clues: Clues = {}, itemNos: string[] = []) {
  const { fields } = parse(message, clues, itemNos);
  return Object.fromEntries(Object.entries(fields).map(([field, { code, term }]) => [field, code ?? term]));
}

describe("a report", () => {
  it("gives every field that it names, with the user's words, and no other", () => {
    expect(codes("1매장 4번 카운터 데크오븐이 까맣게 탔어요 당장 봐주세요")).toEqual({
      location: "SHOP-1-4",
      equipmentType: "OVEN-DECK",
      statusCode: "BURN",
      priority: "NOW",
    });
    expect(codes("반죽기 걸림")).toEqual({ equipmentType: "KNED", statusCode: "STUCK" });
  });

  it("says a symptom before it asks for work", () => {
    expect(codes("오븐 청소 부탁드려요")["statusCode"]).toBe("CLEAN");
    expect(codes("오븐 청소 부탁드려요, 빵이 타요")["statusCode"]).toBe("BURN");
  });

  it("of something that is not there does not report it", () => {
    expect(codes("걸림은 없는데 빵이 타요")["statusCode"]).toBe("BURN");
    expect(codes("반죽기 걸림 없음")["statusCode"]).toBeUndefined();
  });

  it("keeps the words for a place that the terms do not know, as a guess", () => {
    const { fields, guessed } = parse("9매장 오븐 걸림");
    expect(fields.location).toEqual({ original: "9매장", confidence: 0.3 });
    expect(guessed.has("location")).toBe(true);
    expect(parse("K9매장 오븐 걸림").fields.location).toEqual({ original: "K9매장", confidence: 0.3 });
    expect(parse("K1 매장 오븐 걸림").fields.location?.code).toBeUndefined();
  });

  it("is as sure as its fields", () => {
    expect(parse("1매장 오븐").confidence).toBeGreaterThan(0.9);
    expect(parse("오늘 뭐 먹지").confidence).toBe(0);
  });
});

describe("words that only resemble a term", () => {
  it.each(["오늘 점심 뭐 먹지?", "오픈?", "그거 바꿔줘"])("are none by themselves: %s", (message) =>
    expect(codes(message)).toEqual({}),
  );

  it("are mended beside a term that is spelt as it should be", () => {
    expect(codes("1매장 어븐")).toEqual({ location: "SHOP-1", equipmentType: "OVEN" });
  });

  it.each(["저걸림 오븐", "무걸림 오븐"])("say the contrary behind a prefix: %s", (message) =>
    expect(codes(message)).toEqual({ equipmentType: "OVEN" }),
  );

  it("are a part of a name in a question about a thing", () => {
    expect(codes("What is the collapsed torque of the oven?")["statusCode"]).toBe("RISE");
    const plug = compileVocabulary([{ category: "statusCode", code: "PLUG", name: "막힘", aliases: ["plug"] }], 1);
    const read = (message: string) =>
      parseByRules({ message, vocabulary: plug, clues: {}, knownItemNos: new Set(), recentTurns: [] }).fields;
    expect(read("What is the drain plug torque?")).toEqual({});
    expect(read("strainer plugged")).toHaveProperty("statusCode");
    expect(read("Why does the strainer plug?")).toHaveProperty("statusCode");
  });
});

describe("an English compound", () => {
  it("means its last noun", () => {
    expect(codes("the oven slicer is stuck")["equipmentType"]).toBe("SLIC");
    expect(codes("the kneader and the oven")["equipmentType"]).toBe("KNED");
  });

  it("means the specific thing, though a word in its middle is missing", () => {
    const pump = { category: "equipmentType" as const, code: "BFWP", name: "[PUMP] Pump/ Boiler Feed Water Pump" };
    const words = compileVocabulary([{ ...pump, aliases: [] }, ...bakeryTerms], 1);
    const message = "boiler feed pump is stuck";
    const { fields } = parseByRules({
      message,
      vocabulary: words,
      clues: {},
      knownItemNos: new Set(),
      recentTurns: [],
    });
    expect(fields.equipmentType).toMatchObject({ code: "BFWP", original: "boiler feed pump" });
  });
});

describe("a correction", () => {
  it.each([
    ["1매장이 아니라 2매장", { location: "SHOP-2" }],
    ["아니 2매장이요", { location: "SHOP-2" }],
    ["2매장 말고 1매장", { location: "SHOP-1" }],
    ["오븐 말고 반죽기", { equipmentType: "KNED" }],
    ["not the oven, it's the kneader", { equipmentType: "KNED" }],
    ["it's the proofer, not the oven", { equipmentType: "PROF" }],
    ["the kneader instead of the oven", { equipmentType: "KNED" }],
  ])("keeps what is meant and drops what is taken back: %s", (message, expected) => {
    expect(codes(message, known)).toEqual(expected);
    expect(parse(message, known).scenario).toBe("S3");
  });

  it("names what was taken back", () => {
    expect(parse("오븐 말고 반죽기", known).denied).toEqual({ equipmentType: ["[OVEN] Oven/ General"] });
  });
});

describe("an item number", () => {
  it("is believed when the history knows it, in whatever spelling", () => {
    for (const message of ["M-204B 끼어요", "m204b 끼어요", "M 204b 끼어요"]) {
      expect(codes(message, {}, ["M-204B"])).toEqual({ itemNo: "M-204B", statusCode: "STUCK" });
      expect(parse(message, {}, ["M-204B"]).scenario).toBe("S2");
    }
  });

  it("that the history does not know is none", () => {
    expect(codes("M-204B 끼어요")).toEqual({ statusCode: "STUCK" });
    expect(parse("M-204B 끼어요").scenario).toBe("S1");
  });

  it("is not seen in a standard location, even when the history has it", () => {
    expect(codes("Q7-RF-3 냉장실 반죽기", {}, ["RF-3"])).toEqual({ location: "Q7-RF-3", equipmentType: "KNED" });
  });

  it("is corrected as any other field", () => {
    expect(codes("M-1 아니고 M-2", {}, ["M-1", "M-2"])).toEqual({ itemNo: "M-2" });
  });
});

describe("a question about work", () => {
  const burning: Clues = { ...known, statusCode: clue("타는 증상") };

  it.each(["오븐은 어떻게 청소해?", "청소는 언제 했지?", "how do I clean the oven?"])(
    "leaves the symptom that was reported: %s",
    (message) => expect(parse(message, burning).fields.statusCode).toBeUndefined(),
  );

  it("is a guess at the status while none is known", () => {
    const { fields, guessed } = parse("오븐은 어떻게 청소해?");
    expect(fields.statusCode?.code).toBe("CLEAN");
    expect(guessed.has("statusCode")).toBe(true);
  });

  it.each(["청소 요청으로 바꿔줄래?", "걸림이 아니라 청소 요청이에요", "오븐 청소 부탁드려요"])(
    "is none when it asks for the work itself: %s",
    (message) => {
      const { fields, guessed } = parse(message, burning);
      expect(fields.statusCode?.code).toBe("CLEAN");
      expect(guessed.has("statusCode")).toBe(false);
    },
  );
});

describe("a follow-up", () => {
  it.each(["당장이요", "그럼 천천히", "같은 설비 걸림도 있어", "그거 언제 고쳤지?", "and it is stuck, too"])(
    "goes on with what the session knows: %s",
    (message) => expect(parse(message, known).scenario).toBe("S3"),
  );

  it("is none when nothing is known, or when the message reports something else altogether", () => {
    expect(parse("걸려요").scenario).toBe("S1");
    expect(parse("2매장 반죽기 걸림", known).scenario).toBe("S1");
  });
});
