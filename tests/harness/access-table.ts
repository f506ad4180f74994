import { fileForm } from "./client.ts";

/** What is there to be reached for: a user's things, a document of a group, an operator's runs. */
export type Things = {
  sessionId: string;
  endedSessionId: string;
  turnId: string;
  draftId: string;
  draftTag: string;
  documentId: string;
  runId: string;
  importId: string;
};

type Access = {
  /** Whom the call is for. */
  role: "anyone" | "user" | "operator";
  /** Whose id stands in the path, where it is not told by the parameter's name. */
  id?: keyof Things;
  query?: string;
  body?: unknown;
  /** As the owner of the things, or an operator, gets it: shows that the call as such is sound. */
  owner: number;
  /** As another plain user gets it. What is found holds nothing of the owner's. */
  stranger: number;
};

/** Said in the owner's things and nowhere else: a stranger's answer must not hold it. */
export const marker = "zyzzyva";

const terms = fileForm("terms.csv", "category,code,name,aliases\nlocation,QUAY,Quay,\n");
const history = fileForm("history.csv", "itemNo,location,title,createdAt\nP-1,Quay,Winch checked,2026-01-05\n");
const question = { query: `What is the ${marker} of the vault?` };

/** Every call of the interface, in an order in which the owner can make them: what is destroyed comes last. */
export const accessTable: Record<string, Access> = {
  "health-live": { role: "anyone", owner: 200, stranger: 200 },
  "read-metrics": { role: "operator", owner: 200, stranger: 403 },
  "health-ready": { role: "anyone", owner: 200, stranger: 200 },
  "read-openapi": { role: "user", owner: 200, stranger: 200 },

  "create-session": { role: "user", body: {}, owner: 201, stranger: 201 },
  "list-sessions": { role: "user", query: "limit=100", owner: 200, stranger: 200 },
  "read-session": { role: "user", owner: 200, stranger: 404 },
  "post-turn": { role: "user", body: { message: "펌프 진동" }, owner: 200, stranger: 404 },
  "list-turns": { role: "user", owner: 200, stranger: 404 },
  "read-turn-events": { role: "user", owner: 200, stranger: 404 },
  "cancel-turn": { role: "user", body: {}, owner: 202, stranger: 404 },
  chat: { role: "user", body: { message: "펌프 진동", sessionId: "sessionId" }, owner: 200, stranger: 404 },
  "list-summaries": { role: "user", query: `q=${marker}`, owner: 200, stranger: 200 },
  "read-summary-stats": { role: "user", owner: 200, stranger: 200 },
  "read-summary": { role: "user", id: "endedSessionId", owner: 200, stranger: 404 },

  "list-terms": { role: "user", owner: 200, stranger: 200 },
  "suggest-terms": { role: "user", query: "q=p", owner: 200, stranger: 200 },
  "list-term-corrections": { role: "operator", owner: 200, stranger: 403 },
  // Of a correction that is not there: who may judge is told before what there is to judge.
  "accept-term-correction": { role: "operator", body: {}, owner: 404, stranger: 403 },
  "reject-term-correction": { role: "operator", body: {}, owner: 404, stranger: 403 },
  "import-terms": { role: "operator", body: terms, owner: 202, stranger: 403 },
  "import-work-orders": { role: "operator", body: history, owner: 202, stranger: 403 },
  "read-import": { role: "operator", id: "importId", owner: 200, stranger: 403 },

  "add-document": {
    role: "operator",
    body: { title: "Quay", content: "The quay is swept.", contentType: "text/plain" },
    owner: 202,
    stranger: 403,
  },
  "list-documents": { role: "user", query: "limit=100", owner: 200, stranger: 200 },
  "read-document": { role: "user", id: "documentId", owner: 200, stranger: 404 },
  // Of no document: one that has failed is hard to have here.
  "release-document": { role: "operator", id: "runId", body: {}, owner: 404, stranger: 403 },
  search: { role: "user", body: question, owner: 200, stranger: 200 },
  "start-ingestion-run": { role: "operator", body: {}, owner: 202, stranger: 403 },
  "list-ingestion-runs": { role: "operator", owner: 200, stranger: 403 },
  "read-ingestion-run": { role: "operator", id: "runId", owner: 200, stranger: 403 },

  "list-dead-letters": { role: "operator", owner: 200, stranger: 403 },
  "replay-dead-letter": { role: "operator", id: "runId", body: {}, owner: 404, stranger: 403 },
  "remove-dead-letter": { role: "operator", id: "runId", owner: 404, stranger: 403 },

  "list-work-orders": { role: "user", query: "limit=100", owner: 200, stranger: 200 },
  "read-work-order": { role: "user", id: "draftId", owner: 200, stranger: 404 },
  "edit-work-order": { role: "user", id: "draftId", body: { title: marker }, owner: 200, stranger: 404 },
  "reset-session": { role: "user", body: {}, owner: 200, stranger: 404 },
  "draft-work-order": { role: "user", body: { fields: { title: marker } }, owner: 201, stranger: 404 },
  "finalize-work-order": { role: "user", id: "draftId", body: {}, owner: 200, stranger: 404 },
  "end-session": { role: "user", body: {}, owner: 202, stranger: 404 },
  "delete-session": { role: "user", owner: 204, stranger: 404 },
  "remove-document": { role: "operator", id: "documentId", owner: 204, stranger: 403 },
};
