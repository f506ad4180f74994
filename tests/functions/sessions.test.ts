import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSqliteDatabase } from "../../shared/adapters/embedded/sqlite-database.ts";
import { sqliteSessionStore } from "../../shared/adapters/embedded/sqlite-session-store.ts";
import type { Problem } from "../../shared/errors.ts";
import type { Session, Turn } from "../../shared/ports/session-store.ts";
import type { Summary } from "../../shared/ports/summary-store.ts";
import { client, until, type Client } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";

let host: Host;
let technician: Client;
beforeAll(async () => {
  host = await startHost();
  technician = client(host.url, "kim");
});
afterAll(() => host.stop());

const newSession = async (who = technician, body: object = {}) => (await who.post<Session>("/sessions", body)).body;
const say = (session: Session, message: string) => technician.post<Turn>(`/sessions/${session.id}/turns`, { message });

describe("a session", () => {
  it("is created, told where it is, and read again", async () => {
    const given = { title: "야간 점검", persona: "technician", resonanceKey: "r-1", metadata: { 교대: "야간" } };
    const created = await technician.post<Session>("/sessions", given);
    expect(created.status).toBe(201);
    expect(created.headers.get("location")).toBe(`/api/v1/sessions/${created.body.id}`);
    expect(created.headers.get("etag")).toBe(`"${created.body.etag}"`);
    expect(created.body).toMatchObject({ ...given, userId: "kim", state: "collecting", clues: {}, turnCount: 0 });
    expect(created.body.missing).toContain("location");
    const read = await technician.get<Session>(`/sessions/${created.body.id}`);
    expect(read.body).toEqual(created.body);
  });

  it("is listed newest first, page by page, by state", async () => {
    const lister = client(host.url, "lister");
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.unshift((await newSession(lister)).id);
    await lister.post(`/sessions/${ids[0]}/end`);
    const pages: string[][] = [];
    let continuation = "";
    do {
      const { body } = await lister.get<{ items: Session[]; continuation?: string }>(
        `/sessions?limit=2${continuation && `&continuation=${encodeURIComponent(continuation)}`}`,
      );
      pages.push(body.items.map(({ id }) => id));
      continuation = body.continuation ?? "";
    } while (continuation !== "");
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(ids);
    const ended = await lister.get<{ items: Session[] }>("/sessions?state=ended");
    expect(ended.body.items.map(({ id }) => id)).toEqual([ids[0]]);
  });

  it("forgets its clues on reset, and keeps its turns", async () => {
    const session = await newSession();
    expect((await say(session, "1창고 7번 라인 컨베이어 소음")).status).toBe(200);
    const known = await technician.get<Session>(`/sessions/${session.id}`);
    expect(Object.keys(known.body.clues)).not.toEqual([]);
    const reset = await technician.post<Session>(`/sessions/${session.id}/reset`);
    expect([reset.status, reset.body.clues, reset.body.turnCount]).toEqual([200, {}, 1]);
  });

  it("is gone with everything in it once it is deleted", async () => {
    const session = await newSession();
    await say(session, "펌프 진동");
    expect((await technician.remove(`/sessions/${session.id}`)).status).toBe(204);
    for (const rest of ["", "/turns", "/summary"]) {
      expect((await technician.get(`/sessions/${session.id}${rest}`)).status).toBe(404);
    }
    expect((await technician.remove(`/sessions/${session.id}`)).status).toBe(404);
  });

  it("of somebody else is not found, whatever is asked of it", async () => {
    const session = await newSession();
    const other = client(host.url, "lee");
    const own = `/sessions/${session.id}`;
    const answers = await Promise.all([
      other.get<Problem>(own),
      other.get(`${own}/turns`),
      other.get(`${own}/summary`),
      other.get(`${own}/turns/t/events`),
      other.post(`${own}/turns`, { message: "펌프 소음" }),
      other.post("/chat", { message: "펌프 소음", sessionId: session.id }),
      other.post(`${own}/turns/t/cancel`),
      other.post(`${own}/reset`),
      other.post(`${own}/end`),
      other.post(`${own}/work-orders`, {}),
      other.remove(own),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect((await technician.get<Session>(own)).body).toEqual(session);
  });
});

describe("an ended session", () => {
  it("gets one summary, found by its words, type and date", async () => {
    const session = await newSession();
    await say(session, "No.1 PE 압력용기 누설");
    const none = await technician.get<Problem>(`/sessions/${session.id}/summary`);
    expect([none.status, none.body.type]).toEqual([404, "/problems/summary-not-requested"]);

    const ended = await technician.post<{ summaryStatus: string }>(`/sessions/${session.id}/end`);
    expect([ended.status, ended.body]).toEqual([202, { summaryStatus: "queued" }]);
    expect((await technician.post(`/sessions/${session.id}/end`)).body).toEqual(ended.body);

    const summary = await until(
      () => technician.get<Summary>(`/sessions/${session.id}/summary`),
      ({ status }) => status === 200,
    );
    expect(summary.body).toMatchObject({ sessionId: session.id, userId: "kim", type: "rule", turnCount: 1 });
    expect(summary.body.text.length).toBeGreaterThan(10);

    const found = await technician.get<{ items: Summary[] }>(
      `/summaries?q=${encodeURIComponent("압력용기")}&type=rule`,
    );
    expect(found.body.items.map(({ sessionId }) => sessionId)).toContain(session.id);
    const elsewhere = await client(host.url, "lee").get<{ items: Summary[] }>("/summaries");
    expect(elsewhere.body.items).toEqual([]);
    const later = await technician.get<{ items: Summary[] }>("/summaries?from=2999-01-01");
    expect(later.body.items).toEqual([]);
    const stats = await technician.get("/summaries/stats");
    expect(stats.body).toMatchObject({ llmSummaries: 0, ruleSummaries: 1, failed: 0, last24h: 1 });
  });

  it("takes no more turns, work orders or resets", async () => {
    const session = await newSession();
    await technician.post(`/sessions/${session.id}/end`);
    const answers = [
      await say(session, "펌프 소음"),
      await technician.post(`/sessions/${session.id}/work-orders`, {}),
      await technician.post(`/sessions/${session.id}/reset`),
    ];
    expect(answers.map(({ status, body }) => [status, (body as Problem).type])).toEqual(
      answers.map(() => [409, "/problems/session-ended"]),
    );
  });

  it("is what an idle one becomes when the timer runs", async () => {
    const data = mkdtempSync(path.join(tmpdir(), "pmark-idle-"));
    const start = () => startHost({ data, env: { SAMPLE_PLANT: "off" } });
    const before = await start();
    const { id } = await newSession(client(before.url));
    await before.stop();
    await leaveAlone(data, id);
    const after = await start();
    try {
      const who = client(after.url);
      expect((await fetch(`${after.url}/admin/functions/end-idle-sessions`, { method: "POST" })).status).toBe(202);
      await until(
        () => who.get<Session>(`/sessions/${id}`),
        ({ body }) => body.state === "ended",
      );
      await until(
        () => who.get<Summary>(`/sessions/${id}/summary`),
        ({ status }) => status === 200,
      );
    } finally {
      await after.stop();
      rmSync(data, { recursive: true });
    }
  });
});

/** As if nobody had touched the session for two hours. */
async function leaveAlone(data: string, id: string): Promise<void> {
  const database = openSqliteDatabase(path.join(data, "pmark.sqlite"));
  const sessions = sqliteSessionStore(database);
  const session = (await sessions.read(id))!;
  const updatedAt = new Date(Date.now() - 7_200_000).toISOString();
  expect(await sessions.commit({ session: { ...session, updatedAt } })).toMatchObject({ committed: true });
  database.close();
}
