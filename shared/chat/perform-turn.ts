import { AppError } from "../errors.ts";
import { readableGroups } from "../knowledge/readable-groups.ts";
import type { Caller } from "../ports/caller.ts";
import type { SessionRecord, Turn } from "../ports/session-store.ts";
import { currentStoreUse } from "../store-use.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";
import { runGraph } from "../workflow/run-graph.ts";
import { answerWriter } from "./answer-writer.ts";
import { chatTurn } from "./chat-turn.ts";
import { keepTurn } from "./keep-turn.ts";
import type { TurnSignals } from "./running-turns.ts";
import { newTurnState, type ChatPorts, type TurnEmit, type TurnState, type TurnTools } from "./turn-state.ts";

/** Of the turn's deadline, kept back from the model for the rules and the commit. */
const RESERVE_SHARE = 0.15;
const MOST_RESERVE_MS = 1_000;

export type TurnWork = {
  session: SessionRecord;
  turnId: string;
  message: string;
  /** Present when a reader follows the turn as it is written. */
  emit?: TurnEmit | undefined;
  /** What an earlier attempt, cut short with its process, had already sent to the reader. */
  alreadySent?: string;
};

/** Takes a message through the whole flow and stores the turn. Throws only for faults of the caller and of the store. */
export async function performTurn(
  ports: ChatPorts,
  caller: Caller,
  { session, turnId, message, emit, alreadySent = "" }: TurnWork,
  signals: TurnSignals,
): Promise<Turn> {
  const startedAt = performance.now();
  const { deadlineMs, searchInChat } = ports.config.turn;
  const modelEnd = startedAt + deadlineMs - Math.min(MOST_RESERVE_MS, deadlineMs * RESERVE_SHARE);
  let vocabulary: Promise<Vocabulary> | undefined;
  const tools: TurnTools = {
    ports,
    vocabulary: () => (vocabulary ??= ports.vocabulary()),
    writer: answerWriter(emit && ((text) => emit("token", { text })), alreadySent),
    emit: emit ?? (() => undefined),
    signal: signals.stop.signal,
    cancelled: signals.cancelled.signal,
    modelMs: () => modelEnd - performance.now(),
  };
  const initial = newTurnState({
    message,
    session,
    groups: readableGroups(caller),
    searchOn: searchInChat,
    answer: alreadySent,
  });
  const { state, path, timings } = await runGraph(chatTurn, initial, tools, {
    signal: tools.cancelled,
    isCallersFault: (error) => error instanceof AppError && error.isCallersFault,
    onFault: ({ name, error }) => ports.events.stepFailed({ step: name, error }),
    onStep: emit && (({ name, ms }) => emit("step", { name, ms: rounded(ms) })),
  });
  const turn = await keepTurn(ports, session, {
    ...turnOf(state, turnId),
    answer: tools.writer.text(),
    ...(tools.cancelled.aborted ? { cancelled: true } : {}),
    path,
    timings: Object.fromEntries(Object.entries(timings).map(([name, ms]) => [name, rounded(ms)])),
  });
  const storeUse = currentStoreUse();
  ports.events.turnAnswered({
    sessionId: session.id,
    turnId,
    scenario: turn.parsed.scenario,
    degraded: turn.degraded,
    ms: rounded(performance.now() - startedAt),
    retries: turn.quality.retries,
    ...(storeUse && { storeRoundTrips: storeUse.roundTrips, storeUnits: rounded(storeUse.units) }),
  });
  return turn;
}

function turnOf(state: TurnState, id: string): Omit<Turn, "path" | "timings" | "createdAt"> {
  const { message, answer, degraded, parsed, clues, missing, recommendations, citations, quality, usage } = state;
  return {
    id,
    sessionId: state.session.id,
    message,
    answer,
    degraded,
    parsed,
    clues,
    missing,
    recommendations,
    citations,
    quality,
    usage,
    variants: {},
  };
}

/** Microseconds are enough, and short in JSON. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
