import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { Term } from "../../shared/ports/term-store.ts";
import { normaliseText } from "../../shared/terms/normalise-text.ts";

const plant = path.join(import.meta.dirname, "../../sample-plant");
const terms = rows("terms.csv").map((row) => Term.parse({ ...row, aliases: row["aliases"]?.split("|") }));
const orders = rows("work-orders.csv");
const manuals = readdirSync(path.join(plant, "manuals")).map((file) => ({
  file,
  text: readFileSync(path.join(plant, "manuals", file), "utf8"),
}));

describe("the standard terms of the sample plant", () => {
  it("name at least 60 locations, the awkward shapes among them", () => {
    const locations = named("location");
    expect(locations.length).toBeGreaterThanOrEqual(60);
    expect(locations).toEqual(expect.arrayContaining(["No.1 PE", "1창고 #7Line", "N3-PW-2S/S"]));
  });

  it("name at least 80 equipment types as [CODE] Class/ Subtype", () => {
    const types = terms.filter(({ category }) => category === "equipmentType");
    expect(types.length).toBeGreaterThanOrEqual(80);
    for (const { name, code } of types) {
      expect(name).toMatch(/^\[[A-Z]{4}\] [^/]+\/ \S.*$/);
      expect(code.slice(0, 4)).toBe(name.slice(1, 5));
    }
    expect(types.find(({ aliases }) => aliases.includes("압력용기"))?.name).toMatch(/^\[PVES\]/);
  });

  it("name the 12 status codes and the 4 priorities", () => {
    expect(named("statusCode").toSorted()).toEqual(
      [
        "SHE",
        "검사/진단",
        "고장.결함.수명소진",
        "기타",
        "법규",
        "사고.이상",
        "설비개선",
        "예방 점검/정비",
        "예지정비",
        "운전 Condition 이상",
        "정기/임시 보수",
        "주기적 점검/정비",
      ].toSorted(),
    );
    expect(terms.filter(({ category }) => category === "priority").map(({ code, name }) => [code, name])).toEqual([
      ["URGENT", "긴급작업(2일이내)"],
      ["PRIORITY", "우선작업(1주일이내)"],
      ["GENERAL", "일반작업(1주일이후)"],
      ["PERIODIC", "주기작업(TA.PM)"],
    ]);
  });

  it("are known by Korean and English words", () => {
    for (const { name, aliases } of terms) {
      const words = [name, ...aliases].join(" ");
      expect(words, name).toMatch(/[가-힣]/);
      expect(words, name).toMatch(/[A-Za-z]{2}/);
    }
  });

  it("share no alias within a category", () => {
    const owners = new Map<string, string>();
    for (const { category, code, name, aliases } of terms) {
      for (const word of new Set([name, ...aliases].map((alias) => normaliseText(alias).replaceAll(" ", "")))) {
        const key = `${category}:${word}`;
        expect(owners.get(key) ?? code, key).toBe(code);
        owners.set(key, code);
      }
    }
  });
});

describe("the work orders of the sample plant", () => {
  it("are at least 600, each with standard names and a title of at most 40 characters", () => {
    expect(orders.length).toBeGreaterThanOrEqual(600);
    for (const field of ["location", "equipmentType", "statusCode", "priority"]) {
      const known = new Set(named(field));
      expect(orders.filter((order) => !known.has(order[field] ?? ""))).toEqual([]);
    }
    expect(orders.filter(({ title }) => (title ?? "").length > 40)).toEqual([]);
  });

  it("never repeat a title for one item on one day", () => {
    const keys = orders.map(({ itemNo, title, createdAt }) => `${itemNo} ${title} ${createdAt?.slice(0, 10)}`);
    expect(new Set(keys).size).toBe(orders.length);
  });

  it("keep an item at one place, as one type", () => {
    const kinds = new Set(
      orders.map(({ itemNo, location, equipmentType }) => `${itemNo} ${location} ${equipmentType}`),
    );
    expect(kinds.size).toBe(new Set(orders.map(({ itemNo }) => itemNo)).size);
  });

  it("are written in Korean and in English", () => {
    const korean = orders.filter(({ details }) => /[가-힣]/.test(details ?? "")).length;
    expect(korean).toBeGreaterThan(orders.length / 3);
    expect(orders.length - korean).toBeGreaterThan(orders.length / 5);
  });
});

describe("the manuals of the sample plant", () => {
  it("are at least 20 pages, Korean and English, with headings, numbered steps and tables", () => {
    const pages = manuals.filter(({ text }) => text.length >= 700);
    expect(pages.length).toBeGreaterThanOrEqual(20);
    expect(pages.filter(({ file }) => file.endsWith("-ko.md")).length).toBeGreaterThanOrEqual(8);
    expect(pages.filter(({ file }) => file.endsWith("-en.md")).length).toBeGreaterThanOrEqual(8);
    for (const { file, text } of manuals) {
      expect(text, file).toMatch(/^# \S/);
      expect(text.match(/^## /gm)?.length ?? 0, file).toBeGreaterThanOrEqual(3);
      expect(text, file).toMatch(/^\| ?-{3}|^\|-{3}/m);
      expect(text, file).toMatch(/^1\. /m);
    }
  });
});

function rows(file: string): Record<string, string>[] {
  return parse(readFileSync(path.join(plant, file), "utf8"), { columns: true });
}

function named(category: string): string[] {
  return terms.filter((term) => term.category === category).map((term) => term.name);
}
