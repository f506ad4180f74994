import { describe, expect, it } from "vitest";
import iconv from "iconv-lite";
import { drainIngestion } from "../../shared/knowledge/drain-ingestion.ts";
import { ingestDocument } from "../../shared/knowledge/ingest-document.ts";
import { archiveKeyOf, registerDocument } from "../../shared/knowledge/register-document.ts";
import { removeDocument } from "../../shared/knowledge/remove-document.ts";
import { searchKnowledge } from "../../shared/knowledge/search-knowledge.ts";
import { queues } from "../../shared/ports/job-message.ts";
import { openaiEmbedder } from "../../shared/adapters/openai/openai-embedder.ts";
import { endpointOf } from "../model-double/endpoint-of.ts";
import type { Caller } from "../../shared/ports/caller.ts";
import { embeddedPorts, type EmbeddedPorts } from "../harness/embedded-ports.ts";

const operator: Caller = { userId: "lee", roles: ["operator"], groups: [] };
const rule = (minutes: number) => `# Gangway\nThe gangway net is checked every ${minutes} minutes.\n`;

function register(ports: EmbeddedPorts, text: string | Uint8Array, more: object = { fileName: "gangway.md" }) {
  return registerDocument(ports, operator, { content: typeof text === "string" ? Buffer.from(text) : text, ...more });
}
const drain = (ports: EmbeddedPorts, more: object = {}) =>
  drainIngestion({ ...ports, ...more }, { deadline: new Date(ports.now().getTime() + 60_000) });
const find = async (ports: EmbeddedPorts, query: string, groups: string[] = []) =>
  (await searchKnowledge(ports, { query, groups, limit: 5 })).map(({ chunk }) => chunk.text);

describe("a registered document", () => {
  it("is queued, then found once it is ingested", async () => {
    const ports = embeddedPorts();
    const document = await register(ports, rule(15));
    expect(document).toMatchObject({ status: "queued", title: "Gangway", contentType: "text/markdown", chunkCount: 0 });
    expect(await find(ports, "gangway net")).toEqual([]);
    expect(await drain(ports)).toEqual({ documents: 1, chunks: 1, failed: 0, withoutVectors: 0 });
    expect(await ports.documents.read(document.id)).toMatchObject({
      status: "indexed",
      chunkCount: 1,
      indexedHash: document.contentHash,
    });
    expect(await find(ports, "gangway net")).toEqual(["The gangway net is checked every 15 minutes."]);
    expect(await ports.queue.depth(queues.documentIngestion)).toMatchObject({ active: 0, locked: 0 });
  });

  it("replaces the one of the same file name or URL, and nothing of the old is left", async () => {
    const ports = embeddedPorts();
    const old = await register(ports, rule(15));
    await drain(ports);
    const document = await register(ports, rule(30));
    expect(document.id).toBe(old.id);
    await drain(ports);
    expect(await find(ports, "gangway net")).toEqual(["The gangway net is checked every 30 minutes."]);
    expect(await ports.archive.read(archiveKeyOf(old))).toBeUndefined();
    expect((await register(ports, rule(30), { url: "https://a.example/b", contentType: "text/markdown" })).id).not.toBe(
      old.id,
    );
  });

  it("that has not changed is left as it is", async () => {
    const ports = embeddedPorts();
    await register(ports, rule(15));
    await drain(ports);
    ports.advance(5_000);
    expect(await register(ports, rule(15))).toMatchObject({ status: "indexed" });
    expect(await drain(ports)).toMatchObject({ documents: 0, chunks: 0 });
  });

  it("that goes back and forth within the duplicate window ends with what came last", async () => {
    const ports = embeddedPorts();
    for (const minutes of [15, 30, 15]) await register(ports, rule(minutes));
    await drain(ports);
    expect(await find(ports, "gangway net")).toEqual(["The gangway net is checked every 15 minutes."]);
  });

  it("whose readers change is hidden from the old ones at once, and found by the new after ingestion", async () => {
    const ports = embeddedPorts();
    await register(ports, rule(15));
    await drain(ports);
    await register(ports, rule(15), { fileName: "gangway.md", allowedGroups: ["deck"] });
    expect(await find(ports, "gangway net")).toEqual([]);
    await drain(ports);
    expect([await find(ports, "gangway net"), (await find(ports, "gangway net", ["deck"])).length]).toEqual([[], 1]);
  });

  it("may be CP949, HTML or text", async () => {
    const ports = embeddedPorts();
    await register(ports, iconv.encode("현문 안전망을 점검한다.", "cp949"), { fileName: "현문.txt" });
    await register(ports, "<h1>Crane</h1><p>The hook is greased weekly.</p>", {
      contentType: "text/html",
      title: "Crane",
    });
    await drain(ports);
    expect(await find(ports, "현문 안전망 점검")).toEqual(["현문 안전망을 점검한다."]);
    expect(await find(ports, "crane hook greased")).toEqual(["The hook is greased weekly."]);
  });

  it.each([
    ["application/rtf", "x.md", "unsupported-media-type", /text\/markdown, text\/plain, text\/html/],
    ["", "x.exe", "unsupported-media-type", /\.exe/],
    ["text/plain", "x.txt", "invalid-file", /neither/],
  ])("declared as %j and named %s is refused", async (contentType, fileName, code, detail) => {
    const ports = embeddedPorts();
    const adding = register(ports, Buffer.from([0xff, 0xff, 0, 1]), { contentType, fileName });
    await expect(adding).rejects.toMatchObject({ code, detail: expect.stringMatching(detail) });
    expect((await ports.documents.list({ limit: 1 })).items).toEqual([]);
  });

  it("named like a path is stored by its id", async () => {
    const ports = embeddedPorts();
    const document = await register(ports, rule(15), { fileName: "../../etc/passwd.md" });
    expect(await ports.archive.list("")).toEqual([archiveKeyOf(document)]);
  });
});

describe("ingestion", () => {
  it("finds a document whose message was lost between two steps", async () => {
    const ports = embeddedPorts();
    const lost = { ...ports, queue: { send: () => Promise.reject(new Error("killed")) } };
    await expect(
      registerDocument(lost, operator, { content: Buffer.from(rule(15)), fileName: "a.md" }),
    ).rejects.toThrow();
    expect(await drain(ports)).toMatchObject({ documents: 1 });
  });

  it("fails what holds no text, with a reason and without another try", async () => {
    const ports = embeddedPorts();
    const { id } = await register(ports, "<script>1</script>", { fileName: "empty.html" });
    expect(await drain(ports)).toMatchObject({ documents: 0, failed: 1 });
    expect(await ports.documents.read(id)).toMatchObject({
      status: "failed",
      reason: "It holds no text.",
      attempts: 1,
    });
    expect(await ports.queue.depth(queues.documentIngestion)).toMatchObject({ active: 0, scheduled: 0 });
  });

  it("tries three times with growing pauses, then parks the document until it is sent again", async () => {
    const ports = embeddedPorts();
    const broken = { index: { ...ports.index, replaceDocument: () => Promise.reject(new Error("disk")) } };
    const { id } = await register(ports, rule(15));
    for (const [attempts, status] of [
      [1, "failed"],
      [2, "failed"],
      [3, "parked"],
    ] as const) {
      expect(await drain(ports, broken)).toMatchObject({ failed: 1 });
      expect(await ports.documents.read(id)).toMatchObject({ attempts, status });
      expect(await drain(ports, broken)).toMatchObject({ failed: 0 });
      ports.advance(60_000 * 4 ** (attempts - 1));
    }
    expect(await drain(ports)).toMatchObject({ documents: 0 });
    await register(ports, rule(15));
    expect(await drain(ports)).toMatchObject({ documents: 1 });
  });

  it("skips what was deleted or replaced meanwhile", async () => {
    const ports = embeddedPorts();
    const old = await register(ports, rule(15));
    const { id } = await register(ports, rule(30));
    expect(await ingestDocument(ports, { documentId: id, contentHash: old.contentHash })).toEqual({
      status: "settled",
    });
    await removeDocument(ports, id);
    expect(await drain(ports)).toMatchObject({ documents: 0, failed: 0 });
    await expect(removeDocument(ports, id)).rejects.toMatchObject({ code: "not-found" });
    expect(await ports.archive.list("")).toEqual([]);
  });

  it("dead-letters a message that is none, and goes on", async () => {
    const ports = embeddedPorts();
    await ports.queue.send(queues.documentIngestion, [{ id: "x", body: { nonsense: true } }]);
    await register(ports, rule(15));
    expect(await drain(ports)).toMatchObject({ documents: 1 });
    expect(await ports.queue.listDeadLetters(10)).toMatchObject([{ id: "x", reason: "InvalidMessage" }]);
  });

  it("stops at the deadline and at the limit, and leaves the rest queued", async () => {
    const ports = embeddedPorts();
    for (let index = 0; index < 5; index += 1) await register(ports, rule(index), { fileName: `${index}.md` });
    expect(await drainIngestion(ports, { deadline: ports.now() })).toMatchObject({ documents: 0 });
    expect(await drainIngestion(ports, { deadline: new Date(8e12), max: 2 })).toMatchObject({ documents: 2 });
    expect((await ports.documents.list({ limit: 10, status: "queued" })).items).toHaveLength(3);
  });

  it("goes on by words alone when the embedder does not answer, and says so", async () => {
    const ports = embeddedPorts();
    const embedder = openaiEmbedder(endpointOf("http://127.0.0.1:9/v1"));
    const { id } = await register(ports, rule(15));
    expect(await drain(ports, { embedder })).toEqual({ documents: 1, chunks: 1, failed: 0, withoutVectors: 1 });
    expect(await ports.documents.read(id)).toMatchObject({
      status: "indexed",
      reason: expect.stringContaining("embedder"),
    });
    expect(await find(ports, "gangway net")).toHaveLength(1);
  });
});
