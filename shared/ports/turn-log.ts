/** One event of a turn's stream. `id` counts from 1 within the turn. */
export type TurnEvent = { id: number; event: string; data: unknown };

/** A turn that has been accepted for streaming: kept until it is stored as a Turn, so that a crash can't lose it. */
export type AcceptedTurn = {
  turnId: string;
  sessionId: string;
  userId: string;
  roles: string[];
  groups: string[];
  message: string;
  acceptedAt: string;
};

/** The streams of turns: what was sent, so that it can be sent again from any instance. Kept for 10 minutes after the last event. */
export type TurnLog = {
  /** Records an accepted turn; `exists` when this turn of this session was accepted before. */
  accept(turn: AcceptedTurn): Promise<"accepted" | "exists">;
  append(sessionId: string, turnId: string, events: TurnEvent[]): Promise<void>;
  /** Events after `afterId`, in order; undefined when the turn is not known (any more). `finished` once no more will come. */
  read(
    sessionId: string,
    turnId: string,
    afterId: number,
  ): Promise<{ events: TurnEvent[]; finished: boolean } | undefined>;
  /** Asks the instance that runs the turn to stop; false when no such turn runs. */
  requestCancel(sessionId: string, turnId: string): Promise<boolean>;
  isCancelRequested(sessionId: string, turnId: string): Promise<boolean>;
  /** The turn is stored: the stream ends after the last event. */
  finish(sessionId: string, turnId: string): Promise<void>;
  /** Turns accepted before `before` and not finished: their instance died. */
  listUnfinished(before: string, limit: number): Promise<AcceptedTurn[]>;
  removeOfSession(sessionId: string): Promise<void>;
  /** Forgets finished streams whose last event is older than `before`; returns how many. */
  purge(before: string): Promise<number>;
};
