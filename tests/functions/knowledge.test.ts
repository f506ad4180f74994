import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Problem } from "../../shared/errors.ts";
import type { Document } from "../../shared/ports/document-store.ts";
import type { Run } from "../../shared/ports/run-store.ts";
import type { Citation, Turn } from "../../shared/ports/session-store.ts";
import { client, fileForm, until, type Client } from "../harness/client.ts";
import { makeDocx, paragraph } from "../harness/make-docx.ts";
import { makePdf } from "../harness/make-pdf.ts";
import { startHost, type Host } from "../harness/start-host.ts";

type Found = {
  results: { documentId: string; text: string }[];
  answer?: string;
  citations: Citation[];
  table?: { columns: string[]; rows: { cells: { text: string; citation?: number }[] }[] };
};

let host: Host;
let operator: Client;
let technician: Client;
beforeAll(async () => {
  host = await startHost();
  operator = client(host.url);
  technician = client(host.url, "kim");
});
afterAll(() => host.stop());

const manual = `# 계선 윈치 정비 지침

## 밴드 브레이크 라이닝

윈치의 밴드 브레이크 라이닝 두께가 4 mm 아래로 내려가면 라이닝을 교환합니다.
교환한 다음에는 제동 토크를 다시 맞춥니다.
`;
const search = async (who: Client, query: string, more: object = {}) =>
  (await who.post<Found>("/search", { query, ...more })).body;

async function ingest(): Promise<Run> {
  const { status, headers, body } = await operator.post<Run>("/ingestion-runs");
  expect(status).toBe(202);
  const path = headers.get("location")!.replace("/api/v1", "");
  expect(path).toBe(`/ingestion-runs/${body.id}`);
  const run = await until(
    () => operator.get<Run>(path),
    (answer) => answer.body.status === "completed",
  );
  return run.body;
}

describe("a document", () => {
  it("is taken as a file, ingested on demand, found, cited in a turn, and removed", async () => {
    const added = await operator.post<Document>("/documents", fileForm("../../winch.md", manual));
    expect([added.status, added.body.status, added.body.title]).toEqual([202, "queued", "계선 윈치 정비 지침"]);
    const path = added.headers.get("location")!.replace("/api/v1", "");
    expect((await operator.get<Document>(path)).body).toEqual(added.body);
    expect((await search(technician, "밴드 브레이크 라이닝 두께")).results.map((hit) => hit.documentId)).not.toContain(
      added.body.id,
    );

    const run = await ingest();
    expect(run.report).toMatchObject({ documents: 1, failed: 0 });
    expect((await operator.get<Document>(path)).body).toMatchObject({
      status: "indexed",
      chunkCount: expect.any(Number),
    });
    const found = await search(technician, "밴드 브레이크 라이닝 두께는 언제 교환하나요?");
    expect(found.results[0]?.documentId).toBe(added.body.id);
    expect(found.citations[0]).toMatchObject({ documentId: added.body.id });
    expect(manual.replaceAll(/\s+/g, " ")).toContain(found.citations[0]!.quote.replaceAll(/\s+/g, " "));

    const { body: turn } = await technician.post<Turn>("/chat", {
      message: "윈치 밴드 브레이크 라이닝은 언제 교환하나요?",
    });
    expect(turn.citations.map((citation) => citation.documentId)).toContain(added.body.id);

    expect((await operator.remove(path)).status).toBe(204);
    expect((await operator.remove(path)).status).toBe(404);
    const after = await search(technician, "밴드 브레이크 라이닝 두께");
    expect(after.results.map((hit) => hit.documentId)).not.toContain(added.body.id);
  });

  it("with words that no term has is cited for a statement as for a question", async () => {
    const content =
      "# Glorbin\n\n## Wendel\nWhen the wendel of the glorbin snorks, fit plate QX-77.\n\n## 뽀글대\n뽀글대에서 찌걱이 새면 도르래핀을 QX-78로 교체한다.\n";
    const { body } = await operator.post<Document>("/documents", fileForm("glorbin.md", content));
    await ingest();
    for (const [message, wanted] of [
      ["The glorbin wendel snorks", "QX-77"],
      ["What do I do when the glorbin wendel snorks?", "QX-77"],
      ["뽀글대에서 찌걱이 새요", "QX-78"],
      ["뽀글대에서 찌걱이 새는데 어떻게 하죠?", "QX-78"],
      ["QX-78", "QX-78"],
    ] as const) {
      const { body: turn } = await technician.post<Turn>("/chat", { message });
      expect(turn.path).toContain("retrieve");
      expect(turn.citations[0]).toMatchObject({ documentId: body.id, quote: expect.stringContaining(wanted) });
      expect(turn.answer).toContain(wanted);
    }
  });

  it("may be a PDF or a Word document; one that can't be read says why, and is released by an operator", async () => {
    const add = async (name: string, content: Uint8Array) =>
      (await operator.post<Document>("/documents", fileForm(name, content))).body;
    const pdf = await add("crane.pdf", makePdf([[{ text: "The gantry crane hook is greased weekly.", top: 700 }]]));
    const word = await add("hoist.docx", makeDocx(paragraph("The capstan hoist rope is replaced yearly.")));
    const broken = await add("broken.pdf", Buffer.from("%PDF-1.7 and nothing more"));
    expect(pdf).toMatchObject({ contentType: "application/pdf", status: "queued" });
    await ingest();
    const settled = async (id: string) => (await operator.get<Document>(`/documents/${id}`)).body;
    expect(await settled(pdf.id)).toMatchObject({ status: "indexed", chunkCount: 1 });
    expect(await settled(word.id)).toMatchObject({ status: "indexed", chunkCount: 1 });
    expect(await settled(broken.id)).toMatchObject({ status: "failed", reason: expect.stringContaining("damaged") });
    const found = await search(technician, "gantry crane hook greased");
    expect(found.citations[0]).toMatchObject({ documentId: pdf.id, page: 1 });
    expect((await technician.post(`/documents/${broken.id}/release`)).status).toBe(403);
    expect((await operator.post(`/documents/${pdf.id}/release`)).status).toBe(409);
    expect((await operator.post(`/documents/nothing/release`)).status).toBe(404);
    const released = await operator.post<Document>(`/documents/${broken.id}/release`);
    expect(released).toMatchObject({ status: 202, body: { status: "queued", attempts: 0 } });
    for (const { id } of [pdf, word, broken]) await operator.remove(`/documents/${id}`);
  });

  it("is ingested by the nightly timer, too", async () => {
    const content = "The gangway net must be rigged before the gangway is lowered.";
    const document = { title: "Gangway rules", content, contentType: "text/plain", metadata: { ship: "any" } };
    const { body } = await operator.post<Document>("/documents", document);
    await fetch(`${host.url}/admin/functions/ingest-nightly`, { method: "POST" });
    await until(
      () => operator.get<Document>(`/documents/${body.id}`),
      (answer) => answer.body.status === "indexed",
    );
    const { body: runs } = await operator.get<{ items: Run[] }>("/ingestion-runs?limit=1");
    expect(runs.items).toMatchObject([{ kind: "ingestion", status: "completed", startedBy: "ingest-nightly" }]);
    expect((await search(technician, "gangway net rigged")).results[0]?.documentId).toBe(body.id);
  });

  it("of a group is found, listed and read by that group and by operators only", async () => {
    const content = "The vault combination procedure is kept by the security desk.";
    const secret = { title: "Vault", content, contentType: "text/plain", allowedGroups: ["security"] };
    const { body } = await operator.post<Document>("/documents", secret);
    await ingest();
    expect((await technician.get(`/documents/${body.id}`)).status).toBe(404);
    const { body: listed } = await technician.get<{ items: Document[] }>("/documents?limit=100");
    expect(listed.items.map(({ id }) => id)).not.toContain(body.id);
    expect((await search(technician, "vault combination procedure security desk")).results).toEqual([]);
    expect((await operator.get(`/documents/${body.id}`)).status).toBe(200);
    expect((await search(operator, "vault combination procedure")).results[0]?.documentId).toBe(body.id);
  });

  it.each([
    ["bakers", ["bakers"]],
    ["bakers, millers", ["bakers", "millers"]],
    ['["bakers"]', ["bakers"]],
  ])("as a file takes its groups as %j", async (allowedGroups, groups) => {
    const form = fileForm(`groups-${allowedGroups.length}.md`, `# ${allowedGroups}\nYeast.\n`, { allowedGroups });
    const { status, body } = await operator.post<Document>("/documents", form);
    expect([status, body.allowedGroups]).toEqual([202, groups]);
  });

  it("is found with a score of at most three decimals", async () => {
    const { results, citations } = await search(technician, "펌프 진동");
    for (const { score } of [...results, ...citations] as { score: number }[]) {
      expect(score).toBe(Number(score.toFixed(3)));
    }
  });

  it.each<[string, unknown, number]>([
    ["without a body", undefined, 400],
    ["without a title", { content: "x", contentType: "text/plain" }, 400],
    ["of an unknown kind", { title: "x", content: "x", contentType: "application/x-msdownload" }, 415],
    [
      "with a url that is a script",
      { title: "x", content: "x", contentType: "text/plain", url: "javascript:alert(1)" },
      400,
    ],
    ["with half a file", fileForm("x.md", ""), 400],
    ["that is a program", fileForm("x.exe", "MZ"), 415],
  ])("%s is refused and not stored", async (_, body, status) => {
    const before = (await operator.get("/documents?limit=100")).body;
    expect((await operator.post<Problem>("/documents", body)).status).toBe(status);
    expect((await operator.get("/documents?limit=100")).body).toEqual(before);
  });

  it("is an operator's to add and to remove", async () => {
    expect((await technician.post("/documents", fileForm("m.md", manual))).status).toBe(403);
    expect((await technician.remove("/documents/any")).status).toBe(403);
    expect((await technician.post("/ingestion-runs")).status).toBe(403);
  });
});

describe("search", () => {
  it("says plainly when there is no evidence", async () => {
    const found = await search(technician, "quantum chromodynamics lattice gauge");
    expect(found).toMatchObject({ results: [], citations: [] });
    expect(found.answer).toBeDefined();
  });

  it("takes filters, a format and a limit", async () => {
    const one = await search(technician, "펌프 진동 점검", { limit: 1 });
    expect(one.results.length).toBe(1);
    const { documentId } = one.results[0]!;
    const filtered = await search(technician, "펌프 진동 점검", { filters: { documentIds: [documentId] } });
    expect(new Set(filtered.results.map((hit) => hit.documentId))).toEqual(new Set([documentId]));
    expect((await search(technician, "펌프 진동 점검", { filters: { updatedTo: "2000-01-01" } })).results).toEqual([]);
    expect((await search(technician, "펌프 진동 점검", { format: "summary" })).answer).toContain("[1]");
    const { table, citations } = await search(technician, "펌프와 교반기의 진동 기준 비교", { format: "comparison" });
    expect(table?.columns).toEqual(["대상", "진동 기준"]);
    const sources = table!.rows.map(({ cells }) => cells[1]!.citation);
    expect(sources.filter((id) => citations.some((citation) => citation.id === id)).length).toBeGreaterThan(0);
    expect((await technician.post("/search", { query: "" })).status).toBe(400);
  });
});
