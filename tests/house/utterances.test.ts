import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { ownUtterances } from "../../shared/cli/evaluate/sample-plant-data.ts";
import { meetsCriteria } from "../../shared/evaluation/utterance.ts";

const plant = path.join(import.meta.dirname, "../../sample-plant");
const read = <Row>(file: string): Row[] => parse(readFileSync(path.join(plant, file), "utf8"), { columns: true });
const names = new Set(
  read<{ category: string; name: string }>("terms.csv").map(({ category, name }) => `${category}:${name}`),
);
const orders = read<{ location: string; equipmentType: string; statusCode: string; itemNo: string }>("work-orders.csv");
const itemNos = new Set(orders.map(({ itemNo }) => itemNo));
const tune = await ownUtterances("tune");
const check = await ownUtterances("check");
const all = [...tune, ...check];

describe("the labelled utterances", () => {
  it("are at least 300, half for tuning and half for checking, none in both", () => {
    expect(all.length).toBeGreaterThanOrEqual(300);
    expect(Math.abs(tune.length - check.length)).toBeLessThan(all.length / 20);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ message }) => message.replaceAll(/\s/g, ""))).size).toBe(all.length);
  });

  it("spread kinds and languages evenly over the halves", () => {
    for (const half of [tune, check]) {
      for (const kind of ["typo", "no-space", "transliteration", "abbreviation", "item-number"] as const)
        expect(half.filter((utterance) => utterance.kind === kind).length).toBeGreaterThanOrEqual(10);
      for (const kind of ["correction", "follow-up"] as const)
        expect(half.filter((utterance) => utterance.kind === kind).length).toBeGreaterThanOrEqual(10);
      for (const language of ["ko", "en", "mixed"] as const)
        expect(half.filter((utterance) => utterance.language === language).length).toBeGreaterThanOrEqual(15);
    }
  });

  it("are labelled with standard names and known item numbers alone", () => {
    for (const { id, clues, expected, resolved } of all)
      for (const [field, value] of [clues, expected, resolved].flatMap((fields) => Object.entries(fields ?? {})))
        if (field === "itemNo") expect(itemNos, id).toContain(value);
        else if (field !== "scenario") expect(names, id).toContain(`${field}:${value}`);
  });

  it("ask for past work that the history has", () => {
    for (const { id, relevant } of all)
      if (relevant)
        expect(
          orders.some((order) => meetsCriteria(order, relevant)),
          id,
        ).toBe(true);
  });
});
