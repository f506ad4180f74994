import { describe, expect, it } from "vitest";
import { importTerms } from "../../shared/imports/import-terms.ts";
import { readTable } from "../../shared/imports/read-table.ts";
import { embeddedPorts } from "../harness/embedded-ports.ts";

const table = (text: string) => readTable(Buffer.from(text), { fileName: "terms.csv" });

describe("importing terms", () => {
  it("stores them with their aliases, and changes nothing the second time", async () => {
    const ports = embeddedPorts();
    const csv = "category,code,name,aliases\nlocation,D-1,Dock 1,1부두| 첫째 부두 |1부두\nequipmentType,WIN,Winch,\n";
    expect(await importTerms(ports, table(csv))).toEqual({
      rows: 2,
      accepted: 2,
      added: 2,
      rejected: [],
      rejectedCount: 0,
    });
    const { terms, version } = await ports.terms.all();
    expect(terms).toContainEqual({
      category: "location",
      code: "D-1",
      name: "Dock 1",
      aliases: ["1부두", "첫째 부두"],
    });
    expect(await importTerms(ports, table(csv))).toMatchObject({ accepted: 2, added: 0 });
    expect(await ports.terms.version()).toBe(version);
  });

  it("understands Korean headers and categories, whatever their spaces and case", async () => {
    const ports = embeddedPorts();
    const csv = "분류,코드,명칭,별칭\n설비 유형,P,펌프,pump\nEQUIPMENT_TYPE,V,밸브,\n우선순위,GENERAL,일반,\n";
    expect(await importTerms(ports, table(csv))).toMatchObject({ accepted: 3, rejected: [] });
  });

  it("rejects a bad row by its number and takes the good ones", async () => {
    const ports = embeddedPorts();
    const csv = [
      "category,code,name,aliases",
      "colour,RED,빨강,",
      "location,,Dock 1,",
      "location,D-1,Dock 1,",
      "location,D-1,Dock 2,",
      `location,D-3,${"x".repeat(201)},`,
      "location,D-4",
    ].join("\n");
    const report = await importTerms(ports, table(csv));
    expect(report).toMatchObject({ rows: 6, accepted: 1, rejectedCount: 5 });
    expect(report.rejected).toEqual([
      { row: 2, reason: 'category "colour" is none of location, equipmentType, statusCode, priority' },
      { row: 3, reason: "code is empty" },
      { row: 5, reason: 'code "D-1" of location stands in row 4 already' },
      { row: 6, reason: "name is more than 200 long" },
      { row: 7, reason: "has 2 cells where the header has 4" },
    ]);
  });

  it("names the first thousand rejected rows and counts them all", async () => {
    const csv = "category,code,name\n".concat("colour,R,red\n".repeat(1_500));
    const report = await importTerms(embeddedPorts(), table(csv));
    expect([report.rejected.length, report.rejectedCount]).toEqual([1_000, 1_500]);
  });
});
