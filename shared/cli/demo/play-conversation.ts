import { setTimeout as wait } from "node:timers/promises";
import { styleText } from "node:util";
import { z } from "zod";
import { Document } from "../../ports/document-store.ts";
import { Session, Turn } from "../../ports/session-store.ts";
import { Summary } from "../../ports/summary-store.ts";
import { WorkOrder } from "../../ports/work-order-store.ts";
import type { CallInterface } from "./call-interface.ts";
import type { DemoWords } from "./demo-words.ts";
import { turnAsText } from "./print-turn.ts";
import type { DemoScript } from "./read-demo-script.ts";

export type Stage = {
  call: CallInterface;
  script: DemoScript;
  words: DemoWords;
  print: (text: string) => void;
  pauseMs: number;
};

const PATIENCE_MS = 60_000;
const POLL_MS = 200;

/** The whole story: turns, a work order, its summary from the queue, a document that is uploaded and then cited. */
export async function playConversation(stage: Stage): Promise<void> {
  const startedAt = performance.now();
  const session = await startSession(stage);
  const lastTurn = await talk(stage, session);
  await makeWorkOrder(stage, session, lastTurn);
  await awaitSummary(stage, session);
  await citeNewDocument(stage);
  stage.print(stage.words.done(((performance.now() - startedAt) / 1000).toFixed(1)));
}

function startSession({ call }: Stage): Promise<Session> {
  return call.json("POST", "/api/v1/sessions", Session, {});
}

function ask(stage: Stage, session: Session, message: string): Promise<Turn> {
  return stage.call.json("POST", `/api/v1/sessions/${session.id}/turns`, Turn, { message });
}

async function talk(stage: Stage, session: Session): Promise<Turn | undefined> {
  heading(stage, stage.words.parts.conversation);
  let turn: Turn | undefined;
  for (const message of stage.script.turns) {
    turn = await ask(stage, session, message);
    stage.print(turnAsText(turn, stage.words));
    await wait(stage.pauseMs);
  }
  return turn;
}

async function makeWorkOrder(stage: Stage, session: Session, lastTurn: Turn | undefined): Promise<void> {
  const { call, words, print, script } = stage;
  heading(stage, words.parts.workOrder);
  const [best] = lastTurn?.recommendations ?? [];
  const draft = await call.json("POST", `/api/v1/sessions/${session.id}/work-orders`, WorkOrder, {
    ...(best === undefined ? {} : { workOrderId: best.workOrderId, fields: { itemNo: best.itemNo } }),
    message: script.workOrderMessage,
  });
  print(styleText("dim", words.draft));
  for (const field of ["itemNo", "process", "location", "equipmentType", "statusCode", "priority"] as const) {
    print(`  ${field.padEnd(14)} ${draft[field]}`);
  }
  print(`  ${"title".padEnd(14)} ${styleText("bold", draft.title)}\n  ${"details".padEnd(14)} ${draft.details}`);
  await wait(stage.pauseMs);
  await call.json("POST", `/api/v1/work-orders/${draft.id}/finalize`, WorkOrder, {});
  print(`${words.finalized}\n`);
}

const SummaryAnswer = z.union([Summary, z.object({ status: z.string() })]);

async function awaitSummary(stage: Stage, session: Session): Promise<void> {
  const { call, words, print } = stage;
  heading(stage, words.parts.summary);
  print(words.summaryWait);
  const { type, title, text, keyPoints } = await until(async () => {
    const answer = await call.json("GET", `/api/v1/sessions/${session.id}/summary`, SummaryAnswer);
    return "status" in answer ? undefined : answer;
  }, "The summary");
  print(styleText("dim", words.summaryReady(type)));
  print(
    [title, text, ...keyPoints.map((point) => `• ${point}`)]
      .map((line) => `  ${line.replaceAll("\n", "\n  ")}`)
      .join("\n"),
  );
  print("");
}

async function citeNewDocument(stage: Stage): Promise<void> {
  const { call, script, words, print } = stage;
  heading(stage, words.parts.document);
  const { id, title } = await call.json("POST", "/api/v1/documents", Document, {
    ...script.document,
    contentType: "text/markdown",
  });
  print(words.uploaded(title));
  try {
    await ingestNow(call);
    const indexed = await until(async () => {
      const document = await call.json("GET", `/api/v1/documents/${id}`, Document);
      if (document.status === "failed" || document.status === "parked") throw new Error(document.reason);
      return document.status === "indexed" ? document : undefined;
    }, "The ingestion");
    print(`${words.indexed(indexed.chunkCount)}\n`);
    await wait(stage.pauseMs);
    print(turnAsText(await ask(stage, await startSession(stage), script.question), words));
  } finally {
    await call.status("DELETE", `/api/v1/documents/${id}`);
  }
}

/** Fires the nightly timer, which only answers this machine; elsewhere an ingestion run does the same. */
async function ingestNow(call: CallInterface): Promise<void> {
  if ((await call.status("POST", "/admin/functions/ingest-nightly")) < 300) return;
  await call.json("POST", "/api/v1/ingestion-runs", z.looseObject({ id: z.string() }));
}

async function until<T>(probe: () => Promise<T | undefined>, what: string): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    const found = await probe();
    if (found !== undefined) return found;
    await wait(POLL_MS);
  }
  throw new Error(`${what} did not come within ${PATIENCE_MS / 1000} s.`);
}

function heading({ print }: Stage, text: string): void {
  print(styleText(["bold", "underline"], text));
}
