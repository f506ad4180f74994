import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Problem } from "../../shared/errors.ts";
import type { Turn } from "../../shared/ports/session-store.ts";
import type { WorkOrder } from "../../shared/ports/work-order-store.ts";
import { client, fileForm, until, type Client } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";

type Import = {
  id: string;
  status: string;
  rows: number;
  accepted: number;
  added: number;
  rejected: { row: number; reason: string }[];
};

let host: Host;
let operator: Client;
beforeAll(async () => {
  host = await startHost({ env: { SAMPLE_PLANT: "off" } });
  operator = client(host.url);
});
afterAll(() => host.stop());

async function imported(kind: string, form: FormData): Promise<Import> {
  const { status, headers, body } = await operator.post<Import>(`/imports/${kind}`, form);
  expect(status).toBe(202);
  expect(headers.get("location")).toBe(`/api/v1/imports/${body.id}`);
  expect(body).toMatchObject({ status: "queued", rows: 0, accepted: 0, rejected: [] });
  const run = await until(
    () => operator.get<Import>(`/imports/${body.id}`),
    (answer) => ["completed", "failed"].includes(answer.body.status),
  );
  return run.body;
}

const terms = `category,code,name,aliases
location,DOCK-3,Dock 3,3번 부두|3부두
equipmentType,WINCH,Mooring Winch,윈치|계선 윈치
statusCode,LEAK,누설,샘|새요
priority,GENERAL,일반,
colour,RED,빨강,
`;

describe("an import", () => {
  it("of terms makes them understood in the next turn, and does nothing the second time", async () => {
    const run = await imported("terms", fileForm("terms.csv", terms));
    expect(run).toMatchObject({ status: "completed", rows: 5, accepted: 4, rejected: [{ row: 6 }] });
    const { body } = await operator.post<Turn>("/chat", { message: "3부두 윈치에서 새요" });
    expect(body.clues).toMatchObject({
      location: { term: "Dock 3" },
      equipmentType: { term: "Mooring Winch" },
      statusCode: { term: "누설" },
    });
    expect(await imported("terms", fileForm("terms.csv", terms))).toMatchObject({ accepted: 4, added: 0 });
  });

  it("of past work orders takes Korean headers, and rejects bad rows by number", async () => {
    const csv = `\ufeff작업대상,Plant,Location,설비유형,현상코드,작업명,우선 순위
W-301,항만,3부두,윈치,누설,윈치 유압 누설 점검,일반
,,,,,,
W-302,항만,3부두,윈치,누설,씰 교체,일반
`;
    const run = await imported("work-orders", fileForm("이력.csv", csv));
    expect(run.status).toBe("completed");
    expect([run.accepted, run.rejected.length <= 1]).toEqual([2, true]);
    const { body } = await operator.get<{ items: WorkOrder[] }>("/work-orders?itemNo=W-301");
    expect(body.items).toMatchObject([{ itemNo: "W-301", location: "Dock 3", equipmentType: "Mooring Winch" }]);
  });

  it("takes a mapping from our fields to the file's columns", async () => {
    const mapping = JSON.stringify({ itemNo: "Asset", title: "Text", location: "Where" });
    const run = await imported(
      "work-orders",
      fileForm("x.csv", "Asset,Where,Text\nA-1,Dock 3,replace rope\n", { mapping }),
    );
    expect(run).toMatchObject({ status: "completed", accepted: 1, rejected: [] });
  });

  it.each<[string, FormData, number, string]>([
    ["no table at all", fileForm("x.csv", Buffer.from([0xff, 0xfe, 0x00, 0x01])), 400, "/problems/invalid-file"],
    ["an empty file", fileForm("x.csv", ""), 400, "/problems/invalid-file"],
    ["a file without the columns", fileForm("x.csv", "a,b\n1,2\n"), 400, "/problems/invalid-file"],
    ["a mapping that is no JSON", fileForm("x.csv", terms, { mapping: "{" }), 400, "/problems/bad-request"],
    ["a mapping to no field", fileForm("x.csv", terms, { mapping: '{"color":"a"}' }), 400, "/problems/bad-request"],
    ["an unknown form field", fileForm("x.csv", terms, { sheet: "2" }), 400, "/problems/bad-request"],
  ])("of %s is refused at once, and leaves nothing", async (_, form, status, type) => {
    const before = await operator.get<{ items: unknown[] }>("/terms?limit=100");
    const answer = await operator.post<Problem>("/imports/terms", form);
    expect([answer.status, answer.body.type]).toEqual([status, type]);
    expect((await operator.get("/terms?limit=100")).body).toEqual(before.body);
  });

  it("needs an operator, and a form", async () => {
    expect((await client(host.url, "kim").post("/imports/terms", fileForm("t.csv", terms))).status).toBe(403);
    expect((await operator.post("/imports/terms", {})).status).toBe(415);
    expect((await operator.get("/imports/nothing")).status).toBe(404);
    expect((await client(host.url, "kim").get("/imports/nothing")).status).toBe(403);
  });
});
