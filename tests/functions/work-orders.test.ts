import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Problem } from "../../shared/errors.ts";
import type { Session, Turn } from "../../shared/ports/session-store.ts";
import type { WorkOrder } from "../../shared/ports/work-order-store.ts";
import { client, until, type Client } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";

let host: Host;
let technician: Client;
beforeAll(async () => {
  host = await startHost();
  technician = client(host.url, "kim");
});
afterAll(() => host.stop());

async function draft(message = "1창고 7번 라인 컨베이어 소음") {
  const { body: turn } = await technician.post<Turn>("/chat", { message });
  const workOrderId = turn.recommendations[0]!.workOrderId;
  const drafted = await technician.post<WorkOrder>(`/sessions/${turn.sessionId}/work-orders`, { workOrderId });
  return { turn, ...drafted };
}

describe("a work order", () => {
  it("is drafted from the clues and a recommended one", async () => {
    const { turn, status, headers, body } = await draft();
    expect(status).toBe(201);
    expect(headers.get("location")).toBe(`/api/v1/work-orders/${body.id}`);
    expect(headers.get("etag")).toBe(`"${body.etag}"`);
    expect(body).toMatchObject({
      status: "draft",
      basedOn: turn.recommendations[0]!.workOrderId,
      equipmentType: turn.clues.equipmentType!.term,
      location: turn.clues.location!.term,
    });
    expect(body.title.length).toBeGreaterThan(0);
    expect(Array.from(body.title).length).toBeLessThanOrEqual(20);
    expect(Array.from(body.details).length).toBeLessThanOrEqual(100);
    const session = await technician.get<Session>(`/sessions/${turn.sessionId}`);
    expect(session.body.state).toBe("finalizing");
  });

  it("is changed only by who has read its newest version", async () => {
    const { body: order } = await draft();
    const path = `/work-orders/${order.id}`;
    const without = await technician.patch<Problem>(path, { title: "베어링 교체" });
    expect([without.status, without.body.type]).toEqual([428, "/problems/precondition-required"]);
    const first = await technician.patch<WorkOrder>(path, { title: "베어링 교체" }, { "if-match": `"${order.etag}"` });
    expect([first.status, first.body.title]).toEqual([200, "베어링 교체"]);
    expect(first.headers.get("etag")).toBe(`"${first.body.etag}"`);
    const stale = await technician.patch<Problem>(path, { title: "다른 제목" }, { "if-match": `"${order.etag}"` });
    expect([stale.status, stale.body.type]).toEqual([412, "/problems/precondition-failed"]);
    expect((await technician.patch(path, { details: "줄\n바꿈" }, { "if-match": first.body.etag })).status).toBe(200);
    expect((await technician.patch(path, { details: "어떤 것이든" }, { "if-match": "*" })).status).toBe(200);
  });

  it.each([
    [{ title: "스물한 글자를 넘는 아주 긴 작업명입니다" }, "title"],
    [{ details: "가".repeat(101) }, "details"],
    [{ title: "" }, "title"],
    [{ title: 7 }, "title"],
    [{ status: "finalized" }, "status"],
    [{ id: "other" }, "id"],
  ])("is not changed to %j", async (change, path) => {
    const { body: order } = await draft();
    const { status, body } = await technician.patch<Problem>(`/work-orders/${order.id}`, change, { "if-match": "*" });
    expect(status).toBe(400);
    expect(body.errors?.map((fault) => fault.path)).toEqual([path]);
  });

  it("becomes history when it is finalised: recommended, readable by all, its session ended", async () => {
    const { body: order, turn } = await draft();
    const title = `소음 점검 ${Date.now() % 100_000}`;
    await technician.patch(`/work-orders/${order.id}`, { title }, { "if-match": "*" });
    const done = await technician.post<WorkOrder>(`/work-orders/${order.id}/finalize`);
    expect([done.status, done.body.status]).toEqual([200, "finalized"]);
    expect((await technician.post<WorkOrder>(`/work-orders/${order.id}/finalize`)).body).toEqual(done.body);
    expect((await technician.get<Session>(`/sessions/${turn.sessionId}`)).body.state).toBe("ended");
    await until(
      () => technician.get(`/sessions/${turn.sessionId}/summary`),
      ({ status }) => status === 200,
    );
    const later = await technician.patch<Problem>(`/work-orders/${order.id}`, { title: "늦음" }, { "if-match": "*" });
    expect([later.status, later.body.type]).toEqual([409, "/problems/work-order-finalized"]);

    const colleague = client(host.url, "lee");
    expect((await colleague.get<WorkOrder>(`/work-orders/${order.id}`)).body.title).toBe(title);
    const { body } = await colleague.post<Turn>("/chat", { message: `1창고 7번 라인 컨베이어 ${title}` });
    expect(body.recommendations.map(({ workOrderId }) => workOrderId)).toContain(order.id);
  });

  it("that is a draft is nobody else's", async () => {
    const { body: order } = await draft();
    const other = client(host.url, "lee");
    const answers = [
      await other.get(`/work-orders/${order.id}`),
      await other.patch(`/work-orders/${order.id}`, { title: "내 것" }, { "if-match": "*" }),
      await other.post(`/work-orders/${order.id}/finalize`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    const { body } = await other.get<{ items: WorkOrder[] }>("/work-orders?limit=100");
    expect(body.items.map(({ id }) => id)).not.toContain(order.id);
  });
});

describe("the list of work orders", () => {
  const list = async (query: string) =>
    (await technician.get<{ items: WorkOrder[]; continuation?: string }>(`/work-orders?${query}`)).body;

  it("is filtered by field, in the plant's words too, and by date", async () => {
    const [any] = (await list("limit=1")).items;
    const ofPlace = await list(`limit=100&location=${encodeURIComponent(any!.location)}`);
    expect(new Set(ofPlace.items.map(({ location }) => location))).toEqual(new Set([any!.location]));
    const conveyors = await list(`limit=100&equipmentType=${encodeURIComponent("컨베이어")}`);
    expect(conveyors.items.length).toBeGreaterThan(0);
    expect(new Set(conveyors.items.map(({ equipmentType }) => equipmentType)).size).toBe(1);
    const before = await list("limit=100&to=2000-01-01");
    expect(before.items).toEqual([]);
    expect((await technician.get("/work-orders?from=yesterday")).status).toBe(400);
  });

  it("goes on where the page before ended", async () => {
    const first = await list("limit=3");
    const second = await list(`limit=3&continuation=${encodeURIComponent(first.continuation!)}`);
    const both = await list("limit=6");
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(both.items.map(({ id }) => id));
  });
});
