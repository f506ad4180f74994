import { expect, it } from "vitest";
import { queues, type SummarizeSession } from "../../shared/ports/job-message.ts";
import type { JobQueue, QueueDepth } from "../../shared/ports/job-queue.ts";
import { until, type Client } from "../harness/client.ts";

type Letter = { id: string; messageId: string; reason: string; description: string; body: string };
type Running = {
  url: string;
  user: Client;
  operator: Client;
  /** The queues as another process has them. */
  broker: JobQueue;
};

const LIMIT_MS = 30_000;
const QUEUE = queues.sessionSummaries;

const job = (id: string, sessionId: string, revision = 1): SummarizeSession => ({
  type: "summarize-session",
  version: 1,
  id,
  occurredAt: "2026-01-05T00:00:00Z",
  attempt: 1,
  data: { sessionId, revision },
});

/** What becomes of messages on a running PMark, whatever its platform. */
export function describeQueueMessages(running: () => Running) {
  const letters = async () => {
    const { status, body } = await running().operator.get<{ items: Letter[] }>("/operations/dead-letters?limit=100");
    expect(status).toBe(200);
    return body.items;
  };
  const isWorkedOff = ({ active, locked, scheduled }: QueueDepth) => active + locked + scheduled === 0;
  const workedOff = (queue: string) => until(() => running().broker.depth(queue), isWorkedOff, LIMIT_MS);
  const letterOf = async (messageId: string) =>
    (await until(letters, (found) => found.some((each) => each.messageId === messageId), LIMIT_MS)).find(
      (each) => each.messageId === messageId,
    )!;

  async function endedSession(): Promise<string> {
    const { user } = running();
    const { sessionId } = (await user.post<{ sessionId: string }>("/chat", { message: "펌프 진동" })).body;
    await user.post(`/sessions/${sessionId}/end`);
    await until(
      () => user.get(`/sessions/${sessionId}/summary`),
      ({ status }) => status === 200,
      LIMIT_MS,
    );
    return sessionId;
  }

  it.each<[what: string, queue: string, body: unknown]>([
    ["no JSON", QUEUE, "{not json"],
    ["nothing", QUEUE, null],
    ["of a later version", QUEUE, { ...job("v2", "s"), version: 2 }],
    ["of another type", QUEUE, { ...job("other", "s"), type: "make-coffee" }],
    ["huge", QUEUE, "x".repeat(200_000)],
    ["of no import", queues.imports, job("lost", "s")],
  ])("a message that is %s becomes a dead letter with a reason, once", async (what, queue, body) => {
    const id = `poison ${what}`;
    await running().broker.send(queue, [{ id, body }]);
    const letter = await letterOf(id);
    expect(letter).toMatchObject({ queue, reason: "InvalidMessage" });
    expect(letter.description).not.toBe("");
    expect(letter.body.length).toBeLessThanOrEqual(2_000);
    await workedOff(queue);
    expect((await letters()).filter(({ messageId }) => messageId === id)).toHaveLength(1);
  });

  it("a document's message that can't be read becomes a dead letter when the queue is drained", async () => {
    await running().broker.send(queues.documentIngestion, [{ id: "poison document", body: { type: "nothing" } }]);
    await fetch(`${running().url}/admin/functions/ingest-nightly`, { method: "POST" });
    expect(await letterOf("poison document")).toMatchObject({ reason: "InvalidMessage" });
    await workedOff(queues.documentIngestion);
  });

  it("a dead letter can be replayed, which fails again while it is unmended, and deleted for good", async () => {
    const { operator, broker } = running();
    await broker.send(QUEUE, [{ id: "poison again", body: "{" }]);
    const first = await letterOf("poison again");
    expect(await operator.post(`/operations/dead-letters/${first.id}/replay`)).toMatchObject({ status: 202 });
    const second = (
      await until(
        letters,
        (found) => found.some(({ id, messageId }) => messageId === "poison again" && id !== first.id),
        LIMIT_MS,
      )
    ).find(({ messageId }) => messageId === "poison again")!;
    const address = `/operations/dead-letters/${second.id}`;
    expect(await operator.post(`/operations/dead-letters/${first.id}/replay`)).toMatchObject({ status: 404 });
    expect((await operator.remove(address)).status).toBe(204);
    expect((await operator.remove(address)).status).toBe(404);
    expect((await letters()).map(({ messageId }) => messageId)).not.toContain("poison again");
  });

  it("a dead letter that is sound is worked off when it is replayed", async () => {
    const { operator, broker, url } = running();
    const document = { title: "펌프", contentType: "text/plain", content: "펌프의 축봉을 점검한다." };
    const { id: documentId } = (await operator.post<{ id: string }>("/documents", document)).body;
    const [held] = await broker.receive(queues.documentIngestion, { max: 1, lockMs: 10_000 });
    expect(held).toMatchObject({ body: { data: { documentId } } });
    await broker.deadLetter(held!, "ReaderWasBroken", "It is mended now.");
    const letter = await letterOf(held!.id);
    expect(letter).toMatchObject({ reason: "ReaderWasBroken", description: "It is mended now." });
    expect(await operator.post(`/operations/dead-letters/${letter.id}/replay`)).toMatchObject({ status: 202 });
    await fetch(`${url}/admin/functions/ingest-nightly`, { method: "POST" });
    const read = async () => (await operator.get<{ status: string }>(`/documents/${documentId}`)).body;
    expect(await until(read, ({ status }) => status !== "queued", LIMIT_MS)).toMatchObject({ status: "indexed" });
    await workedOff(queues.documentIngestion);
    expect((await letters()).map(({ messageId }) => messageId)).not.toContain(held!.id);
  });

  it("messages that come twice, late, or before their time give one summary of each session's revision", async () => {
    const { user, broker } = running();
    const before = (await user.get<{ items: unknown[] }>("/summaries?limit=100")).body.items.length;
    const sessionId = await endedSession();
    const summary = await user.get(`/sessions/${sessionId}/summary`);
    const outOfOrder = [job("next", sessionId, 2), job("twice", sessionId), job("thrice", sessionId)];
    await broker.send(
      QUEUE,
      outOfOrder.map((body) => ({ id: `${body.id} ${sessionId}`, body })),
    );
    await broker.send(QUEUE, [{ id: `late ${sessionId}`, body: job("late", sessionId), notBefore: inSeconds(1) }]);
    await workedOff(QUEUE);
    expect((await user.get(`/sessions/${sessionId}/summary`)).body).toEqual(summary.body);
    expect((await user.get<{ items: unknown[] }>("/summaries?limit=100")).body.items).toHaveLength(before + 1);
  });
}

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toISOString();
}
