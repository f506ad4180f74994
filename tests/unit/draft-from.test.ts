import { describe, expect, it } from "vitest";
import type { Clues } from "../../shared/ports/session-store.ts";
import { compileVocabulary } from "../../shared/terms/vocabulary.ts";
import { draftFrom } from "../../shared/work-orders/draft-from.ts";
import { sampleOrder } from "../contract/samples.ts";

const term = (
  category: "equipmentType" | "statusCode" | "priority",
  code: string,
  name: string,
  ...aliases: string[]
) => ({
  category,
  code,
  name,
  aliases,
});
const vocabulary = compileVocabulary(
  [
    term("equipmentType", "TRAY", "[TRAY] Tray/ General", "트레이", "tray"),
    term("equipmentType", "MILL-B", "[MILL] Mill/ Ball Mill", "ball mill", "볼밀", "분쇄기"),
    term("statusCode", "FAIL", "고장", "소음", "새요", "leak", "noise"),
    term("priority", "GENERAL", "일반작업"),
  ],
  1,
);
const said = (term: string, original: string) => ({ original, term, code: "X", confidence: 0.9, explicit: true });
const draft = (clues: Clues, more: Partial<Parameters<typeof draftFrom>[0]> = {}) =>
  draftFrom({
    session: { clues, recentTurns: [], title: "소음" },
    stated: {},
    basedOn: undefined,
    sameItem: undefined,
    message: undefined,
    vocabulary,
    ...more,
  });
const tray = "[TRAY] Tray/ General";
const mill = "[MILL] Mill/ Ball Mill";

describe("what a draft calls things", () => {
  it.each([
    [tray, "트레이가", "소음이 심하게", "트레이 소음 점검"],
    [tray, "트레이", "새요", "트레이 점검"],
    [mill, "볼밀에서", "소음", "볼밀 소음 점검"],
    [mill, "분세기", "소음", "볼밀 소음 점검"],
    [mill, "ball mill is", "소음", "ball mill 소음 점검"],
  ])("reads %s said as %s with %s as %s", (equipment, called, wrong, title) => {
    expect(draft({ equipmentType: said(equipment, called), statusCode: said("고장", wrong) }).title).toBe(title);
  });

  it("is English for an English session", () => {
    const session = {
      recentTurns: [],
      title: "noise",
      clues: { equipmentType: said(mill, "ball mill is"), statusCode: said("고장", "noisy noise") },
    };
    expect(draft({}, { session }).title).toBe("Ball mill noise");
  });
});

describe("what a draft is filled from", () => {
  const basedOn = sampleOrder("past", {
    itemNo: "ML-1",
    process: "Grinding",
    location: "Hall 1",
    equipmentType: mill,
    statusCode: "고장",
  });

  it("is the caller's word before the clue before the past order", () => {
    const clues = { location: said("Hall 1", "1홀") };
    expect(draft(clues, { basedOn, stated: { statusCode: "기타" } })).toMatchObject({
      location: "Hall 1",
      statusCode: "기타",
      equipmentType: mill,
      itemNo: "ML-1",
      process: "Grinding",
      priority: "일반작업",
    });
  });

  it("takes the item of a past order for another kind of the same class, and not for another place or class", () => {
    const at = (location: string, equipmentType: string) =>
      draft({ location: said(location, location), equipmentType: said(equipmentType, "") }, { basedOn }).itemNo;
    expect(at("Hall 1", "[MILL] Mill/ General")).toBe("ML-1");
    expect(at("Hall 2", mill)).toBe("");
    expect(at("Hall 1", tray)).toBe("");
  });
});
