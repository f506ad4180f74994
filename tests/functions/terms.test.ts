import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TermCorrection } from "../../shared/ports/correction-store.ts";
import type { Turn } from "../../shared/ports/session-store.ts";
import type { Term } from "../../shared/ports/term-store.ts";
import type { WorkOrder } from "../../shared/ports/work-order-store.ts";
import { client, type Client } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";

let host: Host;
let technician: Client;
beforeAll(async () => {
  host = await startHost();
  technician = client(host.url, "kim");
});
afterAll(() => host.stop());

describe("the standard terms", () => {
  it("are listed by category, page by page, each once", async () => {
    const seen: string[] = [];
    let continuation: string | undefined;
    do {
      const more = continuation === undefined ? "" : `&continuation=${encodeURIComponent(continuation)}`;
      const { body } = await technician.get<{ items: Term[]; continuation?: string }>(
        `/terms?category=location&limit=25${more}`,
      );
      expect(body.items.every(({ category }) => category === "location")).toBe(true);
      seen.push(...body.items.map(({ code }) => code));
      continuation = body.continuation;
    } while (continuation !== undefined);
    expect(seen.length).toBeGreaterThanOrEqual(60);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await technician.get("/terms?category=colour")).status).toBe(400);
    expect((await technician.get("/terms?continuation=elsewhere")).status).toBe(400);
  });

  it("are suggested from the first character on, at most seven", async () => {
    const ask = async (q: string, rest = "") =>
      (await technician.get<{ items: Term[] }>(`/terms/suggestions?q=${encodeURIComponent(q)}${rest}`)).body.items;
    for (const q of ["펌", "p", "압력용", "보일러"]) {
      const found = await ask(q);
      expect(found.length).toBeGreaterThan(0);
      expect(found.length).toBeLessThanOrEqual(7);
    }
    const places = await ask("1", "&category=location");
    expect(places.every(({ category }) => category === "location")).toBe(true);
    expect((await technician.get("/terms/suggestions")).status).toBe(400);
    expect((await technician.get("/terms/suggestions?q=")).status).toBe(400);
  });
});

describe("words that were corrected in a work order", () => {
  it("wait for an operator, and are understood once accepted", async () => {
    const operator = client(host.url);
    const message = "1창고 7번 라인 빙글러 소음";
    const { body: turn } = await technician.post<Turn>("/chat", { message });
    expect(turn.parsed.fields).not.toHaveProperty("equipmentType");
    const drafted = await technician.post<WorkOrder>(`/sessions/${turn.sessionId}/work-orders`, {
      message: "빙글러 소음",
    });
    const { items: terms } = (await technician.get<{ items: Term[] }>("/terms/suggestions?q=%ED%8E%8C%ED%94%84")).body;
    const pump = terms.find(({ category }) => category === "equipmentType")!;
    const change = { equipmentType: pump.name };
    const edited = await technician.patch(`/work-orders/${drafted.body.id}`, change, { "if-match": "*" });
    expect(edited.status).toBe(200);
    expect((await technician.post(`/work-orders/${drafted.body.id}/finalize`)).status).toBe(200);

    expect((await technician.get("/terms/corrections")).status).toBe(403);
    const { body } = await operator.get<{ items: TermCorrection[] }>("/terms/corrections?status=proposed");
    const correction = body.items.find(({ category }) => category === "equipmentType")!;
    expect(correction).toMatchObject({ words: "빙글러", name: pump.name, seen: 1 });
    const path = `/terms/corrections/${correction.id}`;
    expect((await technician.post(`${path}/accept`)).status).toBe(403);
    expect((await operator.post<TermCorrection>(`${path}/accept`)).body.status).toBe("accepted");
    const after = (await technician.post<Turn>("/chat", { message })).body;
    expect(after.parsed.fields.equipmentType?.term).toBe(pump.name);
    expect((await operator.post<TermCorrection>(`${path}/reject`)).body.status).toBe("rejected");
    const before = (await technician.post<Turn>("/chat", { message })).body;
    expect(before.parsed.fields.equipmentType?.term).not.toBe(pump.name);

    expect((await operator.post("/terms/corrections/none/accept")).status).toBe(404);
    expect((await operator.post(`${path}/accept`, { unknown: 1 })).status).toBe(400);
    expect((await operator.get("/terms/corrections?status=maybe")).status).toBe(400);
  });
});
