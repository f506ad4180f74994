import { describe, expect, it } from "vitest";
import { comparisonParts, namedIn } from "../../shared/knowledge/comparison-parts.ts";

const titles = ["Centrifugal pump vibration", "블로워·팬 과열과 소음 정비", "교반기 소음 정비"];

describe("a wish to compare", () => {
  it.each<[string, string[], string[]]>([
    ["Compare the vibration limits of pumps and fans", ["pumps", "fans"], ["vibration limits"]],
    ["difference in oil and torque between agitator and blower?", ["agitator", "blower"], ["oil", "torque"]],
    ["pump vs. fan: speed, oil change", ["pump", "fan"], ["speed", "oil change"]],
    ["compare pumps and fans by speed", ["pumps", "fans"], ["speed"]],
    ["펌프와 송풍기의 진동 기준 비교", ["펌프", "송풍기"], ["진동 기준"]],
    ["펌프랑 팬을 소음, 진동으로 비교해 줘", ["펌프", "팬"], ["소음", "진동"]],
    ["교반기와 블로워의 초과 기준과 교환 주기 차이는?", ["교반기", "블로워"], ["초과 기준", "교환 주기"]],
    ["centrifugal pump, 교반기, oil", ["centrifugal pump", "교반기"], ["oil"]],
    ["진동 기준", [], ["진동 기준"]],
    ["!?", [], []],
    ["", [], []],
  ])("is read by its form: %s", (query, subjects, attributes) => {
    expect(comparisonParts(query, titles)).toEqual({ subjects, attributes });
    expect(comparisonParts(query.normalize("NFD"), titles)).toEqual({ subjects, attributes });
  });

  it("names at most six things of each kind, each once", () => {
    const many = Array.from({ length: 50 }, (_, n) => `pump${n}`).join(", ");
    const { subjects, attributes } = comparisonParts(`${many}, PUMP1: speed, speed`, titles);
    expect([subjects.length, attributes]).toEqual([6, ["speed"]]);
    expect(namedIn("oil of agitator and blower")).toEqual(["oil", "agitator", "blower"]);
  });

  it("of a thousand hostile characters is read in no time", () => {
    for (const piece of ["와 ", "의 ", " of ", ": ", "비교", "을 "]) {
      expect(comparisonParts(piece.repeat(1_000 / piece.length), titles).subjects.length).toBeLessThanOrEqual(6);
    }
  });
});
