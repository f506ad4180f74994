import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../errors.ts";
import type { SessionRecord, Turn } from "../ports/session-store.ts";
import { applyTurn } from "../sessions/apply-turn.ts";
import { sessionNotFound } from "../sessions/own-session.ts";
import type { ChatPorts } from "./turn-state.ts";

const ROUNDS = 40;
const LONGEST_WAIT_MS = 50;

/**
 * Stores the turn with the session as it becomes through it, in one transaction. A session that changed meanwhile is read
 * again and the turn applied to it; a turn stored meanwhile under the same id is returned instead.
 */
export async function keepTurn(
  { sessions, now }: Pick<ChatPorts, "sessions" | "now">,
  session: SessionRecord,
  finished: Omit<Turn, "createdAt">,
): Promise<Turn> {
  let current = session;
  for (let round = 0; round < ROUNDS; round += 1) {
    const time = now();
    const turn: Turn = { ...finished, createdAt: time.toISOString() };
    const applied = applyTurn(current, turn, time);
    const kept = { ...turn, clues: applied.clues, missing: applied.missing };
    const verdict = await sessions.commit({ session: applied, turn: kept });
    if (verdict.committed) return kept;
    if (verdict.reason === "duplicate") {
      const stored = await sessions.readTurn(session.id, finished.id);
      if (stored !== undefined) return stored;
    }
    if (verdict.reason === "gone") throw sessionNotFound();
    if (round > 0) await sleep(Math.random() * Math.min(LONGEST_WAIT_MS, 2 ** round));
    const changed = await sessions.read(session.id);
    if (changed === undefined) throw sessionNotFound();
    current = changed;
  }
  throw new AppError("conflict", "Too many turns of this session at once. Send the message again.");
}
