import { describe, expect, it } from "vitest";
import { readMapping } from "../../shared/imports/columns.ts";
import { importTerms } from "../../shared/imports/import-terms.ts";
import { importWorkOrders } from "../../shared/imports/import-work-orders.ts";
import { parseDate } from "../../shared/imports/parse-date.ts";
import { readTable } from "../../shared/imports/read-table.ts";
import { embeddedPorts, type EmbeddedPorts } from "../harness/embedded-ports.ts";
import { makeWorkbook } from "../harness/make-workbook.ts";

const table = (content: string | Uint8Array) =>
  readTable(typeof content === "string" ? Buffer.from(content) : content, { fileName: "history.csv" });
const stored = async ({ workOrders }: EmbeddedPorts) => (await workOrders.list({ userId: "nobody", limit: 100 })).items;

const history = `itemNo,process,location,equipmentType,statusCode,title,details,priority,createdAt
W-1,Port,1부두,윈치,샘,Oil leak,"Seal, worn",일반,2024-05-31
W-2,Port,Dock 9,Crane,소음,Noise,,,2024/06/01
`;
const terms = `category,code,name,aliases
location,D-1,Dock 1,1부두
equipmentType,WIN,Mooring Winch,윈치
statusCode,LEAK,누설,샘|새요
`;

describe("importing past work", () => {
  it("stores fields under their standard names where they are known, else as they came", async () => {
    const ports = embeddedPorts();
    await importTerms(ports, table(terms));
    expect(await importWorkOrders(ports, table(history))).toMatchObject({ rows: 2, accepted: 2, added: 2 });
    const [newer, older] = await stored(ports);
    expect(older).toMatchObject({
      itemNo: "W-1",
      location: "Dock 1",
      equipmentType: "Mooring Winch",
      statusCode: "누설",
      details: "Seal, worn",
      status: "finalized",
      createdAt: "2024-05-31T00:00:00.000Z",
    });
    expect(newer).toMatchObject({ location: "Dock 9", equipmentType: "Crane", statusCode: "소음" });
  });

  it("changes nothing the second time, from a workbook either", async () => {
    const ports = embeddedPorts();
    await importWorkOrders(ports, table(history));
    expect(await importWorkOrders(ports, table(history))).toMatchObject({ accepted: 2, added: 0 });
    const workbook = makeWorkbook([
      "itemNo,process,location,equipmentType,statusCode,title,details,priority,createdAt".split(","),
      ["W-1", "Port", "1부두", "윈치", "샘", "Oil leak", "Seal, worn", "일반", new Date("2024-05-31T00:00:00Z")],
    ]);
    expect(await importWorkOrders(ports, table(workbook))).toMatchObject({ accepted: 1, added: 0 });
    expect(await ports.workOrders.count()).toBe(2);
  });

  it("takes identical rows of one file for one order, and rows that differ in any column for two", async () => {
    const ports = embeddedPorts();
    const csv = "title,cost\nLeak,1\nLeak,1\nLeak,2\n";
    expect(await importWorkOrders(ports, table(csv))).toMatchObject({ accepted: 3, added: 2 });
  });

  it("understands the Korean headers without a mapping", async () => {
    const ports = embeddedPorts();
    const csv = "작업대상,plant,LOCATION,설비 유형,현상코드,작업명,우선순위\nW-1,항만,1부두,윈치,누설,오일 누설,일반\n";
    await importWorkOrders(ports, table(csv));
    expect(await stored(ports)).toMatchObject([
      { itemNo: "W-1", process: "항만", location: "1부두", title: "오일 누설", priority: "일반" },
    ]);
  });

  it("takes the title from the details where there is none, and a missing date for the day of the import", async () => {
    const ports = embeddedPorts();
    await importWorkOrders(ports, table("title,details,createdAt\n,Seal replaced,\n"));
    expect(await stored(ports)).toMatchObject([{ title: "Seal replaced", createdAt: ports.now().toISOString() }]);
  });

  it("rejects a bad row by its number and takes the good ones", async () => {
    const ports = embeddedPorts();
    const csv = `title,location,createdAt\n,Dock,2024-01-01\nLeak,Dock,31.12.2024\nLeak,${"x".repeat(300)},\nLeak,Dock\nLeak,Dock,2024-01-01\n`;
    const report = await importWorkOrders(ports, table(csv));
    expect(report.accepted).toBe(1);
    expect(report.rejected).toEqual([
      { row: 2, reason: "title and details are empty" },
      { row: 3, reason: 'createdAt "31.12.2024" is no date, such as 2024-05-31' },
      { row: 4, reason: "location is longer than 200 characters" },
      { row: 5, reason: "has 2 cells where the header has 3" },
    ]);
  });
});

describe("a mapping", () => {
  it("leads from our fields to the file's columns", async () => {
    const ports = embeddedPorts();
    const mapping = readMapping("work-orders", '{"title":"Short text","createdAt":"Start"}');
    await importWorkOrders(ports, table("Short text,Start,location\nLeak,2004-07-01,Bay 4\n"), { mapping });
    expect(await stored(ports)).toMatchObject([
      { title: "Leak", location: "Bay 4", createdAt: "2004-07-01T00:00:00.000Z" },
    ]);
  });

  it.each([
    ["an unknown field", () => readMapping("work-orders", { colour: "Farbe" }), /"colour" \(for the column "Farbe"\)/],
    ["no object", () => readMapping("terms", "[1]"), /JSON object/],
    ["no JSON", () => readMapping("terms", "{"), /not valid JSON/],
  ])("with %s is refused", (_, read, reason) => {
    expect(read).toThrow(reason);
  });

  it("to a column that is not there is refused, naming both", async () => {
    const ports = embeddedPorts();
    const run = importWorkOrders(ports, table("a,b\n1,2\n"), { mapping: { title: "Text" } });
    await expect(run).rejects.toMatchObject({
      code: "bad-request",
      detail: '"title" is mapped to the column "Text", which the file does not have; it has "a", "b"',
    });
  });

  it("is asked for when no column is known", async () => {
    const run = importWorkOrders(embeddedPorts(), table("a,b\n1,2\n"));
    await expect(run).rejects.toMatchObject({
      code: "invalid-file",
      detail: expect.stringContaining("title or details"),
    });
  });
});

describe("a date", () => {
  it.each([
    ["2024-05-31", "2024-05-31T00:00:00.000Z"],
    ["2024/5/1", "2024-05-01T00:00:00.000Z"],
    ["2024. 3. 5.", "2024-03-05T00:00:00.000Z"],
    ["2024.03.05 13:04", "2024-03-05T13:04:00.000Z"],
    ["2024-05-31T10:00:00+09:00", "2024-05-31T01:00:00.000Z"],
    ["2024-05-31T10:00:00.123456Z", "2024-05-31T10:00:00.123Z"],
    ["45123", "2023-07-16T00:00:00.000Z"],
  ])("%s is %s", (text, wanted) => {
    expect(parseDate(text)).toBe(wanted);
  });

  it.each(["2024-02-30", "31.12.2024", "yesterday", "2024-05-31T25:00", "0001-01-01"])("%s is none", (text) => {
    expect(parseDate(text)).toBeUndefined();
  });
});
