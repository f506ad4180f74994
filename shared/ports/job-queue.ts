/** A message as it is sent. `id` is the duplicate-detection key: the same id within the window is sent once. */
export type OutgoingMessage = {
  id: string;
  body: unknown;
  /** RFC 3339; the message stays invisible until then. */
  notBefore?: string;
};

export type LockedMessage = {
  queue: string;
  id: string;
  body: unknown;
  /** The right to settle the message, until `lockedUntil`. */
  lockToken: string;
  lockedUntil: string;
  /** 1 at the first delivery. */
  deliveryCount: number;
  sequenceNumber: number;
  enqueuedAt: string;
};

export type DeadLetter = {
  queue: string;
  sequenceNumber: number;
  id: string;
  body: unknown;
  reason: string;
  description: string;
  deliveryCount: number;
  enqueuedAt: string;
  deadLetteredAt: string;
};

export type QueueDepth = {
  active: number;
  locked: number;
  scheduled: number;
  deadLettered: number;
  /** Of the oldest visible message; 0 when there is none. */
  oldestAgeMs: number;
};

/** Peek-lock delivery, at least once. Every send is durable when the promise resolves. */
export type JobQueue = {
  send(queue: string, messages: OutgoingMessage[]): Promise<void>;
  /** Locks up to `max` visible messages, oldest first. A message delivered `maxDeliveryCount` times is dead-lettered instead. */
  receive(queue: string, options: { max: number; lockMs: number }): Promise<LockedMessage[]>;
  /** Each settles or renews; `lockLost` when the lock has expired or the message is gone: somebody else may have it. */
  complete(message: LockedMessage): Promise<"done" | "lockLost">;
  /** Visible again at once. */
  abandon(message: LockedMessage): Promise<"done" | "lockLost">;
  deadLetter(message: LockedMessage, reason: string, description: string): Promise<"done" | "lockLost">;
  /** In one step: sends a copy that is visible at `notBefore` with a new id and body, and completes the original. */
  reschedule(message: LockedMessage, copy: Required<OutgoingMessage>): Promise<"done" | "lockLost">;
  /** Extends the lock by `lockMs` from now; the new end, or undefined when the lock is lost. */
  renew(message: LockedMessage, lockMs: number): Promise<string | undefined>;

  depth(queue: string): Promise<QueueDepth>;
  listDeadLetters(limit: number): Promise<DeadLetter[]>;
  /** Puts it back at the end of its queue with delivery count 0; false when it is gone. */
  replayDeadLetter(queue: string, sequenceNumber: number): Promise<boolean>;
  removeDeadLetter(queue: string, sequenceNumber: number): Promise<boolean>;
};
