import type { Events } from "../events.ts";
import type { ChatModel, TokenUsage } from "../ports/chat-model.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { KnowledgeHit, KnowledgeIndex } from "../ports/knowledge-index.ts";
import type { Reranker } from "../ports/reranker.ts";
import type { ClueField, RecentTurn, SessionRecord, SessionStore, Turn } from "../ports/session-store.ts";
import type { TurnLog } from "../ports/turn-log.ts";
import type { WorkOrderStore } from "../ports/work-order-store.ts";
import type { Language } from "../sessions/field-labels.ts";
import type { Normaliser } from "../terms/learning/normaliser.ts";
import type { Vocabulary } from "../terms/vocabulary.ts";
import type { AnswerWriter } from "./answer-writer.ts";

/** What a turn needs of the application. */
export type ChatPorts = {
  sessions: SessionStore;
  workOrders: WorkOrderStore;
  index: KnowledgeIndex;
  turnLog: TurnLog;
  vocabulary: () => Promise<Vocabulary>;
  /** Writes out the plant's abbreviations and slips, where it has learnt them. */
  lexicon?: Normaliser | undefined;
  model?: ChatModel | undefined;
  embedder?: Embedder | undefined;
  reranker?: Reranker | undefined;
  events: Events;
  now: () => Date;
  newId: () => string;
  config: { turn: { deadlineMs: number; maxRetries: number; searchInChat: boolean }; learnFromUsers: boolean };
};

/** A past work order that the message is about, with what was done. */
export type PastWork = { workOrderId: string; title: string; details: string; date: string };

/** Everything that a turn knows, in plain JSON: it can be stored between two steps and gone on with. */
export type TurnState = Pick<
  Turn,
  "message" | "parsed" | "clues" | "missing" | "recommendations" | "citations" | "answer" | "degraded" | "quality"
> & {
  /** As it was read at the start of the turn. */
  session: SessionRecord;
  /** The caller's, for documents; undefined when every document may be read. */
  groups: string[] | undefined;
  /** Whether documents may be looked into. */
  searchOn: boolean;
  language: Language;
  isQuestion: boolean;
  /** Fields of `parsed` that were inferred, not said. */
  guessedFields: ClueField[];
  hits: KnowledgeHit[];
  /** Earlier exchanges of the session that bear on the message, oldest first. */
  pastTurns: RecentTurn[];
  /** The past work that the message points at, else the most similar one. */
  pastWork: PastWork | undefined;
  isAboutPastWork: boolean;
  /** Whether other past work is asked for than what was shown before. */
  wantsOtherWork: boolean;
  usage: TokenUsage;
  /** After an outage the model is not asked again within the turn. */
  modelIsDown: boolean;
  /** Whether checkQuality wants the turn tried again. */
  tryAgain: boolean;
};

/** What the steps may reach: the application, and the outside of this one turn. */
export type TurnTools = {
  ports: ChatPorts;
  /** The same for all steps of the turn. */
  vocabulary: () => Promise<Vocabulary>;
  writer: AnswerWriter;
  emit: TurnEmit;
  /** Aborts the model's work: the user cancelled, or nobody waits for the answer any more. */
  signal: AbortSignal;
  /** Aborts when the user cancelled: nothing more is written. */
  cancelled: AbortSignal;
  /** What a model may still take, in ms: the time to the turn's deadline less what the rules need. */
  modelMs: () => number;
};

/** Sends an event to whoever follows the turn. */
export type TurnEmit = (event: TurnEventName, data: unknown) => void;

export type TurnEventName = "turn" | "step" | "recommendations" | "citations" | "token" | "done" | "error";

/** The state of a turn that has not begun. */
export function newTurnState(
  given: Pick<TurnState, "message" | "session" | "groups" | "searchOn" | "answer">,
): TurnState {
  const { clues, missing } = given.session;
  return {
    ...given,
    language: "ko",
    isQuestion: false,
    parsed: { scenario: "S1", fields: {}, confidence: 0 },
    guessedFields: [],
    clues,
    missing,
    hits: [],
    citations: [],
    pastTurns: [],
    pastWork: undefined,
    isAboutPastWork: false,
    wantsOtherWork: false,
    recommendations: [],
    degraded: false,
    quality: { scores: {}, overall: 0, retries: 0 },
    usage: { promptTokens: 0, completionTokens: 0, cost: 0 },
    modelIsDown: false,
    tryAgain: false,
  };
}
