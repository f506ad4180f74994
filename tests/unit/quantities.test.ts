import { describe, expect, it } from "vitest";
import { unsourcedQuantities } from "../../shared/knowledge/quantities.ts";

const manual = "라이닝 두께가 4 mm 아래로 내려가면 교환한다. Tested at 150 % load, 1,200 rpm, below 80 °C.";
const table = "항목 | 기준 (mm/s)\n진동 | 7.1\n경보 | 4.5";

describe("a quantity in an answer", () => {
  it.each([
    "It is replaced below 4 mm.",
    "4mm 아래에서 교환합니다.",
    "4 밀리미터",
    "4.0 millimetres",
    "150% load at 1200 rpm",
    "150퍼센트, 1,200RPM",
    "80℃ 미만, 80도, 80 degrees C",
    "진동은 7.1 mm/s 이하",
    "경보는 4.5mm/s",
    "1. First step\n2) Second step [1][12]",
    "no number at all",
    "oil of grade VG46, 부품QX78",
    "４ mm".normalize("NFKC"),
  ])("that a source holds is sourced: %s", (answer) => {
    expect(unsourcedQuantities(answer, [manual, table])).toEqual([]);
  });

  it.each([
    ["It is replaced below 5 mm.", ["5 mm"]],
    ["4 cm 아래에서", ["4 cm"]],
    ["7.1 mm", ["7.1 mm"]],
    ["150 bar, 150 %", ["150 bar"]],
    ["P-999 at 80 °F", ["999", "80 °F"]],
    ["40 mm, 1,20 rpm", ["40 mm", "1,20 rpm"]],
    ["Step one: 12 bolts", ["12"]],
    ["약5mm 아래", ["5mm"]],
  ])("that none holds, or with another unit, is not: %s", (answer, wanted) => {
    expect(unsourcedQuantities(answer, [manual, table])).toEqual(wanted);
  });

  it("is found in a long hostile text in no time", () => {
    const long = `${"1,".repeat(20_000)} ${"9".repeat(50_000)} ${"4 ".repeat(20_000)}`;
    expect(unsourcedQuantities(long, [manual]).length).toBeGreaterThan(0);
  });
});
