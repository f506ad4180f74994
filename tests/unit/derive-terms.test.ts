import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { parseByRules } from "../../shared/chat/parse-by-rules.ts";
import type { WorkOrder } from "../../shared/ports/work-order-store.ts";
import { deriveTerms } from "../../shared/terms/derive-terms.ts";
import { logLikelihoodRatio } from "../../shared/terms/log-likelihood.ts";
import { termCodes } from "../../shared/terms/term-codes.ts";
import { phraseKey } from "../../shared/terms/title-phrases.ts";
import { compileVocabulary } from "../../shared/terms/vocabulary.ts";

type Fields = Partial<Pick<WorkOrder, "location" | "equipmentType" | "statusCode" | "priority" | "title">>;

const excavator = path.join(import.meta.dirname, "../../../shared/data/excavator/work-orders.csv");

describe("terms from a history", () => {
  const history = [
    ...times(8, {
      location: "Hall A",
      equipmentType: "Tilt_Cylinder",
      statusCode: "Leak",
      title: "bucket cyl leaking",
    }),
    ...times(8, { location: "Hall B", equipmentType: "Bucket", statusCode: "Wear", title: "bucket lip worn" }),
    ...times(8, { location: "hall a", equipmentType: "Tilt_Cylinder", statusCode: "", title: "repaint cyl rod" }),
    ...times(8, { location: "Hall B", equipmentType: "Tilt_Cylinder", statusCode: "", title: "repaint cyl rod" }),
    ...times(20, { location: "Hall B", equipmentType: "Bucket", statusCode: "", title: "bucket swapped" }),
    ...times(2, { location: "Hall B", equipmentType: "Bucket", statusCode: "Leak", title: "grease dripping" }),
  ];

  it("are one for each distinct value, in its commonest spelling", async () => {
    const terms = await derived(history);
    expect(terms.filter(({ category }) => category === "statusCode").map(({ name }) => name)).toEqual(["Leak", "Wear"]);
    expect(terms.filter(({ category }) => category === "location").map(({ name }) => name)).toEqual([
      "Hall A",
      "Hall B",
    ]);
    expect(terms.filter(({ category }) => category === "priority")).toEqual([]);
  });

  it("learn the words of the titles that go with one value only", async () => {
    const terms = await derived(history);
    const aliases = (name: string) => terms.find((term) => term.name === name)!.aliases;
    expect(aliases("Tilt_Cylinder")).toContain("cyl");
    expect(terms.flatMap((term) => term.aliases)).not.toContain("leaking");
    expect(aliases("Wear")).toContain("worn");
    expect(aliases("Tilt_Cylinder")).not.toContain("bucket");
    expect(aliases("Leak")).not.toContain("dripping");
  });

  it("learn a phrase in all its forms for one field only, and never the name of another value", async () => {
    const terms = await derived([
      ...history,
      ...times(30, { location: "Hall C", equipmentType: "Frame", statusCode: "Crack", title: "frame cracked" }),
      ...times(9, { location: "Hall C", equipmentType: "Frame", statusCode: "Wear", title: "belt drive cracks" }),
    ]);
    const learnt = terms.flatMap(({ aliases }) => aliases);
    expect(learnt.filter((alias) => /crack|bucket|frame/.test(alias) && !alias.includes(" "))).toEqual([]);
    const keys = learnt.map(phraseKey);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("are the same in any order, each with a code of its own", async () => {
    expect(await derived(history.toReversed())).toEqual(await derived(history));
    const codes = termCodes(["A/B", "a b", "압력 용기", "###", "!!!"]);
    expect(codes.get("압력 용기")).toBe("압력-용기");
    expect(new Set(codes.values()).size).toBe(5);
  });

  it("weigh words as the literature does", () => {
    // Independent: no evidence. The second table is worked out by hand: 2 (10 ln 10 + 90 ln (100 / 90) ... ).
    expect(logLikelihoodRatio({ both: 10, word: 100, value: 100, all: 1000 })).toBeCloseTo(0, 9);
    expect(logLikelihoodRatio({ both: 50, word: 50, value: 50, all: 100 })).toBeCloseTo(200 * Math.log(2), 9);
  });
});

describe.skipIf(!existsSync(excavator))(
  "terms from the real excavator history (skipped without ../shared/data)",
  () => {
    const terms = existsSync(excavator) ? derived(excavatorOrders()) : Promise.resolve([]);

    it.each([
      [
        "L/H bucket cyl leaking",
        { location: "Bucket_Hydraulic Cylinders", equipmentType: "Cylinder_Tilt", statusCode: "Leak" },
      ],
      ["engine won't start", { location: "Engine", statusCode: "Fail to Start_Unspecified" }],
      ["cracked", { statusCode: "Structural Integrity" }],
      ["boom cracked", { statusCode: "Structural Integrity" }],
      ["track", { equipmentType: "Track" }],
      ["change out batteries", { equipmentType: "Starting System" }],
      ["hyd hose", { location: "Hydraulic System" }],
      ["hyd hose blown", { location: "Hydraulic System", statusCode: "Structural Integrity" }],
      ["replace bucket teeth", { location: "Bucket", equipmentType: "GET" }],
    ])("understand %s", async (message, expected) => {
      const vocabulary = compileVocabulary(await terms, 1);
      const { fields } = parseByRules({ message, vocabulary, clues: {}, knownItemNos: new Set(), recentTurns: [] });
      expect(Object.fromEntries(Object.entries(fields).map(([field, { term }]) => [field, term]))).toEqual(expected);
    });
  },
);

async function derived(orders: Fields[]) {
  return await deriveTerms(batches(orders));
}

async function* batches(orders: Fields[]): AsyncGenerator<WorkOrder[]> {
  for (let from = 0; from < orders.length; from += 500) yield orders.slice(from, from + 500).map(toOrder);
}

function toOrder(fields: Fields): WorkOrder {
  const blank = {
    itemNo: "",
    process: "",
    location: "",
    equipmentType: "",
    statusCode: "",
    priority: "",
    title: "",
    details: "",
  };
  return { id: "1", status: "finalized", ...blank, ...fields, createdAt: "", updatedAt: "", etag: "" };
}

function times(count: number, fields: Fields): Fields[] {
  return Array.from({ length: count }, () => fields);
}

function excavatorOrders(): Fields[] {
  const rows: Record<string, string>[] = parse(readFileSync(excavator, "utf8"), { columns: true });
  return rows.map((row) => ({
    location: row["MajorSystem"] ?? "",
    equipmentType: row["Part"] ?? "",
    statusCode: row["FM"] ?? "",
    title: row["OriginalShorttext"] ?? "",
  }));
}
