import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Turn } from "../../shared/ports/session-store.ts";
import { client } from "../harness/client.ts";
import { runImportCommand } from "../harness/run-import-command.ts";
import { startHost } from "../harness/start-host.ts";

const root = path.join(import.meta.dirname, "../..");
const records = path.join(root, "../shared/data/excavator/work-orders.csv");
const mapping = path.join(root, "tests/fixtures/excavator-mapping.json");
let folder: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "pmark-import-"));
  data = path.join(folder, "data");
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const file = (name: string, content: string) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
  return path.join(folder, name);
};
const run = (...args: string[]) => runImportCommand([...args, "--data", data]);

describe("npm run import", () => {
  it("explains itself", async () => {
    const { output, code } = await run("--help");
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/terms[\s\S]*work-orders[\s\S]*documents[\s\S]*--from-history/),
    ]);
  });

  it("imports terms, past work and a folder of documents, which the host then serves", async () => {
    const terms = file(
      "terms.csv",
      "category,code,name,aliases\nequipmentType,WIN,Mooring Winch,윈치\nlocation,D-1,Dock 1,1부두\n",
    );
    const history = file(
      "history.csv",
      "작업대상,Location,설비유형,작업명\nW-1,1부두,윈치,브레이크 교체\n,,,\nW-2,1부두,윈치,\n",
    );
    file("manuals/winch/brake.md", "# 윈치 브레이크\n라이닝이 4 mm 아래면 교체한다.\n");
    file("manuals/photo.png", "no document");
    expect(await run("terms", terms)).toMatchObject({
      code: 0,
      output: expect.stringContaining("accepted 2, of them new or changed 2"),
    });
    const orders = await run("work-orders", history);
    expect(orders).toMatchObject({ code: 0, output: expect.stringMatching(/2 rows in .* rows\/s\)\n {2}accepted 1/) });
    expect(orders.output).toContain("row 4: title and details are empty");
    expect(await run("documents", path.join(folder, "manuals"))).toMatchObject({
      code: 0,
      output: expect.stringMatching(/1 of 1 documents taken, 1 indexed[\s\S]*failed 0/),
    });
    expect((await run("terms", terms)).output).toContain("new or changed 0");

    const host = await startHost({ data });
    onTestFinished(async () => void (await host.stop()));
    const { body } = await client(host.url).post<Turn>("/chat", {
      message: "1부두 윈치 브레이크 라이닝은 언제 교체하나요?",
    });
    expect(body.recommendations[0]).toMatchObject({
      itemNo: "W-1",
      location: "Dock 1",
      equipmentType: "Mooring Winch",
    });
    expect(body.citations[0]?.quote).toContain("4 mm");
  });

  it("learns terms from the imported history and writes them to a file", async () => {
    expect(await run("terms", "--from-history")).toMatchObject({
      code: 1,
      output: expect.stringContaining("no work orders"),
    });
    const rows = Array.from(
      { length: 40 },
      (_, index) => `${index % 2 ? "Dock 1,Winch,Leak,winch leaks" : "Dock 2,Crane,Noise,crane is loud"} ${index}`,
    );
    await run("work-orders", file("history.csv", `location,equipmentType,statusCode,title\n${rows.join("\n")}\n`));
    const output = path.join(folder, "terms.csv");
    expect(await run("terms", "--from-history", "--output", output)).toMatchObject({
      code: 0,
      output: expect.stringContaining("equipmentType: 2 terms"),
    });
    expect(readFileSync(output, "utf8")).toMatch(/^category,code,name,aliases\n[\s\S]*equipmentType,[^,]+,Winch,/);
    expect(await run("terms", output)).toMatchObject({ code: 0, output: expect.stringContaining("new or changed 0") });
  });

  it.each<[string, (folder: string) => string[], RegExp]>([
    ["nothing", () => [], /terms, work-orders or documents/],
    ["an unknown kind", () => ["pumps", "x.csv"], /terms, work-orders or documents/],
    ["no file", () => ["terms"], /at least one file/],
    ["an unknown option", () => ["terms", "x.csv", "--colour"], /--help/],
    ["a file that is not there", () => ["terms", "nowhere.csv"], /no file nowhere\.csv/],
    ["a mapping that is not there", () => ["terms", "x.csv", "--mapping", "nowhere.json"], /no mapping nowhere\.json/],
    ["a history with files", () => ["terms", "x.csv", "--from-history"], /stands alone/],
    ["a broken file", () => ["work-orders", file("x.csv", 'title\n"open\n')], /never closed/],
    ["a file without the columns", () => ["work-orders", file("x.csv", "a,b\n1,2\n")], /title or details/],
    ["bad rows only", () => ["terms", file("x.csv", "category,code,name\ncolour,R,red\n")], /rejected 1/],
    ["no document", () => ["documents", file("x.exe", "MZ")], /Accepted are text\/markdown/],
    ["a header without rows", () => ["terms", file("x.csv", "category,code,name\n")], /header and no rows/],
  ])("given %s says what to change and exits with 1", async (_, args, reason) => {
    const { output, errors, code } = await run(...args(folder));
    expect([code, output + errors]).toEqual([1, expect.stringMatching(reason)]);
    expect(errors).not.toContain("    at ");
  });
});

const absent = !existsSync(records);
if (absent) console.log(`skipped: real work orders of excavators, because ${records} is absent`);

describe.skipIf(absent)("4,000 real work orders of excavators", () => {
  it("are imported, teach their terms, and come up again for the same part and failure", async () => {
    const orders = await run("work-orders", records, "--mapping", mapping);
    expect(orders).toMatchObject({
      code: 0,
      output: expect.stringMatching(/4000 rows[\s\S]*accepted 4000, of them new or changed 4000/),
    });
    expect((await run("work-orders", records, "--mapping", mapping)).output).toContain("new or changed 0");
    expect((await run("terms", "--from-history")).code).toBe(0);

    const host = await startHost({ data });
    onTestFinished(async () => void (await host.stop()));
    const ask = async (message: string) =>
      (await client(host.url).post<Turn>("/chat", { message })).body.recommendations;
    const leak = await ask("L/H bucket cyl leaking");
    expect(leak.length).toBeGreaterThanOrEqual(3);
    for (const found of leak)
      expect(found).toMatchObject({ equipmentType: expect.stringMatching(/Cylinder.*Tilt/), statusCode: "Leak" });
    const start = await ask("engine won't start");
    expect(start.length).toBeGreaterThanOrEqual(3);
    for (const found of start)
      expect(found).toMatchObject({
        equipmentType: "Starting System",
        statusCode: expect.stringContaining("Fail to Start"),
      });
    const teeth = await ask("replace bucket teeth");
    expect(teeth.length).toBeGreaterThanOrEqual(3);
    for (const found of teeth)
      expect(found).toMatchObject({ equipmentType: "GET", title: expect.stringMatching(/teeth/i) });
  });
});
