import { randomUUID } from "node:crypto";
import { lockLost, notAllowed } from "./broker-error.ts";
import type { AmqpMessage } from "./rhea-links.ts";

export type QueueSettings = {
  now: () => Date;
  lockMs: number;
  maxDeliveryCount: number;
  duplicateWindowMs: number;
};

export type Stored = {
  sequenceNumber: number;
  message: AmqpMessage;
  isScheduled: boolean;
  enqueuedAt: number;
  visibleAt: number;
  deliveryCount: number;
  lock?: { token: string; until: number } | undefined;
  deadLetterSource?: string;
};

export type Outcome =
  | { kind: "complete" }
  | { kind: "abandon" }
  | {
      kind: "deadLetter";
      reason?: string | undefined;
      description?: string | undefined;
      properties?: object | undefined;
    };

export type StoredQueue = ReturnType<typeof storedQueue>;

/** One queue's messages and its dead letters, without AMQP. Whatever is due happens at the next call: the clock is the test's. */
export function storedQueue(path: string, settings: QueueSettings) {
  const clock = () => settings.now().getTime();
  const living = new Map<number, Stored>();
  const dead = new Map<number, Stored>();
  const seenIds = new Map<string, number>();
  let lastSequenceNumber = 0;

  function bury(stored: Stored, reason?: string, description?: string, properties?: object): void {
    living.delete(stored.sequenceNumber);
    const given = {
      ...(reason === undefined ? {} : { DeadLetterReason: reason }),
      ...(description === undefined ? {} : { DeadLetterErrorDescription: description }),
    };
    const application_properties = { ...stored.message.application_properties, ...properties, ...given };
    dead.set(stored.sequenceNumber, {
      ...stored,
      message: { ...stored.message, application_properties },
      deadLetterSource: path,
    });
  }

  function releaseAfterFailure(stored: Stored, isDead: boolean): void {
    stored.lock = undefined;
    stored.deliveryCount += 1;
    if (isDead || stored.deliveryCount < settings.maxDeliveryCount) return;
    bury(stored, "MaxDeliveryCountExceeded", `It could not be consumed after ${stored.deliveryCount} deliveries.`);
  }

  function applyDue(): void {
    const at = clock();
    for (const messages of [living, dead]) {
      for (const stored of messages.values()) {
        if (stored.lock !== undefined && stored.lock.until <= at) releaseAfterFailure(stored, messages === dead);
      }
    }
    const due = [...living.values()].filter((stored) => stored.isScheduled && stored.visibleAt <= at);
    for (const stored of due.sort((a, b) => a.visibleAt - b.visibleAt)) {
      // An activated message goes to the end of the queue under a new number.
      living.delete(stored.sequenceNumber);
      lastSequenceNumber += 1;
      const activated = { sequenceNumber: lastSequenceNumber, isScheduled: false, enqueuedAt: stored.visibleAt };
      living.set(lastSequenceNumber, Object.assign(stored, activated));
    }
    for (const [id, until] of seenIds) if (until <= at) seenIds.delete(id);
  }

  function view(messages: Map<number, Stored>) {
    const isDead = messages === dead;
    const held = (token: string): Stored => {
      applyDue();
      const stored = [...messages.values()].find(({ lock }) => lock?.token === token);
      if (stored === undefined) throw lockLost();
      return stored;
    };
    return {
      path: isDead ? `${path}/$deadletterqueue` : path,

      /** Locks the next visible message. */
      take(): Stored | undefined {
        applyDue();
        const next = [...messages.values()].find(({ isScheduled, lock }) => !isScheduled && lock === undefined);
        if (next !== undefined) next.lock = { token: randomUUID(), until: clock() + settings.lockMs };
        return next;
      },

      renew(token: string): Date {
        const stored = held(token);
        stored.lock = { token, until: clock() + settings.lockMs };
        return new Date(stored.lock.until);
      },

      settle(token: string, outcome: Outcome): void {
        const stored = held(token);
        if (outcome.kind === "abandon") return releaseAfterFailure(stored, isDead);
        if (outcome.kind === "deadLetter" && isDead) throw notAllowed("It is a dead letter already.");
        stored.lock = undefined;
        messages.delete(stored.sequenceNumber);
        if (outcome.kind === "deadLetter") bury(stored, outcome.reason, outcome.description, outcome.properties);
      },

      peek(from: number, count: number): Stored[] {
        applyDue();
        return [...messages.values()].filter(({ sequenceNumber }) => sequenceNumber >= from).slice(0, count);
      },
    };
  }

  return {
    ...view(living),
    deadLetters: view(dead),

    /** Stores a message, or drops it as a duplicate. */
    enqueue(message: AmqpMessage): void {
      applyDue();
      const { message_id: id } = message;
      if (typeof id !== "string" || id === "") throw notAllowed("A message without an id defeats duplicate detection.");
      const at = clock();
      if (seenIds.has(id)) return;
      seenIds.set(id, at + settings.duplicateWindowMs);
      const time = message.message_annotations?.["x-opt-scheduled-enqueue-time"];
      const visibleAt = time === undefined ? at : new Date(time as Date | number).getTime();
      lastSequenceNumber += 1;
      living.set(lastSequenceNumber, {
        sequenceNumber: lastSequenceNumber,
        message,
        isScheduled: visibleAt > at,
        enqueuedAt: at,
        visibleAt,
        deliveryCount: 0,
      });
    },

    clear(): void {
      for (const map of [living, dead, seenIds]) map.clear();
    },
  };
}

/** What a receiver attaches to: a queue or its dead letters. */
export type Source = Pick<StoredQueue, "path" | "take" | "renew" | "settle" | "peek">;
