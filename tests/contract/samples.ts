import type { Document } from "../../shared/ports/document-store.ts";
import type { Chunk, IndexedChunk } from "../../shared/ports/knowledge-index.ts";
import type { SessionRecord, Turn } from "../../shared/ports/session-store.ts";
import type { Summary } from "../../shared/ports/summary-store.ts";
import type { WorkOrder } from "../../shared/ports/work-order-store.ts";

/** The `n`th minute of a day. */
export const minute = (n: number) => new Date(Date.UTC(2030, 0, 1, 0, n)).toISOString();

export const sampleSession = (id: string, more: Partial<SessionRecord> = {}): SessionRecord => ({
  id,
  userId: "anna",
  title: "펌프 점검",
  state: "collecting",
  clues: {},
  missing: [],
  runningSummary: "",
  turnCount: 0,
  createdAt: minute(0),
  updatedAt: minute(0),
  expiresAt: minute(600),
  etag: "",
  recentTurns: [],
  summaryRevision: 0,
  summaryStatus: "none",
  ...more,
});

export const sampleTurn = (id: string, sessionId: string): Turn => ({
  id,
  sessionId,
  message: `“${id}” 소음이 나요 'quoted'; DROP TABLE turns;--`,
  answer: "확인했습니다.",
  degraded: false,
  parsed: { scenario: "S1", fields: {}, confidence: 1 },
  clues: {},
  missing: [],
  recommendations: [],
  citations: [],
  quality: { scores: {}, overall: 1, retries: 0 },
  path: ["validate"],
  timings: {},
  usage: { promptTokens: 0, completionTokens: 0, cost: 0 },
  variants: {},
  createdAt: minute(0),
});

export const sampleOrder = (id: string, more: Partial<WorkOrder> = {}): WorkOrder => ({
  id,
  status: "finalized",
  itemNo: "",
  process: "",
  location: "",
  equipmentType: "",
  statusCode: "",
  priority: "",
  title: "제목",
  details: "내용",
  createdAt: minute(0),
  updatedAt: minute(0),
  etag: "",
  ...more,
});

export const sampleSummary = (sessionId: string, revision: number, more: Partial<Summary> = {}): Summary => ({
  id: `${sessionId}:${revision}`,
  sessionId,
  userId: "anna",
  revision,
  type: "rule",
  title: "펌프 누설",
  text: "가스켓을 바꾸었다.",
  keyPoints: [],
  terms: {},
  workOrderIds: [],
  turnCount: 3,
  createdAt: minute(0),
  ...more,
});

export const sampleDocument = (id: string, more: Partial<Document> = {}): Document => ({
  id,
  title: id,
  contentType: "text/markdown",
  allowedGroups: [],
  metadata: {},
  status: "queued",
  attempts: 0,
  sizeBytes: 10,
  contentHash: "00",
  chunkCount: 0,
  createdAt: minute(0),
  updatedAt: minute(0),
  ...more,
});

/** A chunk found by the words of its text. */
export const sampleChunk = (
  documentId: string,
  ordinal: number,
  text: string,
  more: Partial<Chunk> & { vector?: number[] } = {},
): IndexedChunk => {
  const { vector, ...fields } = more;
  const chunk: Chunk = {
    id: `${documentId}#${ordinal}`,
    documentId,
    ordinal,
    title: documentId,
    headings: [],
    text,
    contentType: "text/markdown",
    language: "ko",
    allowedGroups: [],
    updatedAt: minute(0),
    ...fields,
  };
  return { chunk, tokens: text.split(" "), ...(vector === undefined ? {} : { vector: Float32Array.from(vector) }) };
};
