import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import { compose } from "../../shared/compose.ts";
import { readConfig } from "../../shared/config.ts";
import { runTurn } from "../../shared/chat/run-turn.ts";
import { businessEvents } from "../../shared/events.ts";
import type { Caller } from "../../shared/ports/caller.ts";
import type { TurnEvent } from "../../shared/ports/turn-log.ts";
import { createSession } from "../../shared/sessions/new-session.ts";

export const technician: Caller = { userId: "technician", roles: ["user"], groups: [] };

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.splice(0)) await close();
});

/** PMark as it is composed, on a temporary folder with the sample plant, its log in a list; gone after the file's tests. */
export async function chatApp(settings: Record<string, string> = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "pmark-chat-"));
  const app = await compose(readConfig({ DATA_DIRECTORY: folder, LOG_LEVEL: "error", ...settings }));
  closing.push(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const logged: { event: string; fields: Record<string, unknown> }[] = [];
  const log = (_level: string, event: string, fields: Record<string, unknown>) => void logged.push({ event, fields });
  const events = businessEvents({ log, count: () => undefined, record: () => undefined });
  return { ...app, events, logged };
}

/** A new session, and the way to say something in it. */
export async function conversation(app: Awaited<ReturnType<typeof chatApp>>) {
  const { id: sessionId } = await createSession(app, technician);
  const say = (message: string, turnId?: string) => runTurn(app, technician, { sessionId, message, turnId });
  return { sessionId, say };
}

export async function collect(events: AsyncIterable<TurnEvent>): Promise<TurnEvent[]> {
  const all: TurnEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** What a reader of the stream has seen of the answer. */
export function streamedText(events: TurnEvent[]): string {
  return events
    .filter(({ event }) => event === "token")
    .map(({ data }) => (data as { text: string }).text)
    .join("");
}
