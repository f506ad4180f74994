import type { JobQueue, LockedMessage } from "../shared/ports/job-queue.ts";
import type { TypedData } from "./worker-contract.ts";

export type QueueTrigger = {
  queue: string;
  maxConcurrentCalls: number;
  /** Without it the function settles every message itself. */
  autoComplete: boolean;
  /** Runs the function; a throw gives the message back for another delivery. */
  run: (data: TypedData, metadata: Record<string, TypedData>) => Promise<void>;
  /** A receive or a settlement that failed: the store is away. The message comes again when its lock ends. */
  onFailure: (error: unknown) => void;
  /** Told of each delivery from the call to the settlement, so that a host that stops can wait for both. */
  during: (work: () => Promise<void>) => Promise<void>;
};

export type Listener = { queue: string; start(): void; wake(): void; stop(): void };

/** A killed host's messages come again after this long; a running function's lock is renewed thrice as often. */
const LOCK_MS = 10_000;
/** Scheduled messages announce themselves to nobody. */
const POLL_MS = 1_000;

/** Calls a function for each message of a queue: peek-lock, renewed while it runs, then completed or abandoned. */
export function listenToQueue(queue: JobQueue, trigger: QueueTrigger): Listener {
  const { maxConcurrentCalls, autoComplete, run, onFailure, during } = trigger;
  let running = 0;
  let stopped = false;
  let receiving = false;
  let wokenMeanwhile = false;

  const deliver = async (message: LockedMessage) => {
    const renewal = setInterval(() => void queue.renew(message, LOCK_MS).catch(onFailure), LOCK_MS / 3);
    try {
      const succeeded = await run(dataOf(message.body), metadataOf(message)).then(
        () => true,
        () => false,
      );
      if (!succeeded) await queue.abandon(message);
      else if (autoComplete) await queue.complete(message);
    } catch (error) {
      onFailure(error);
    } finally {
      clearInterval(renewal);
      running -= 1;
      wake();
    }
  };

  const isWanted = () => wokenMeanwhile && !stopped;
  const receive = async () => {
    receiving = true;
    try {
      while (isWanted()) {
        wokenMeanwhile = false;
        const max = maxConcurrentCalls - running;
        const messages = max > 0 ? await queue.receive(trigger.queue, { max, lockMs: LOCK_MS }) : [];
        running += messages.length;
        for (const message of messages) void during(() => deliver(message));
      }
    } finally {
      receiving = false;
    }
  };

  const wake = () => {
    wokenMeanwhile = true;
    if (!receiving) receive().catch(onFailure);
  };

  let poll: NodeJS.Timeout | undefined;
  return {
    queue: trigger.queue,
    start() {
      poll = setInterval(wake, POLL_MS);
      wake();
    },
    wake,
    /** Takes no more messages; those that run go on. */
    stop() {
      stopped = true;
      clearInterval(poll);
    },
  };
}

/** A message without a body arrives as an empty text. */
function dataOf(body: unknown): TypedData {
  return body === undefined ? { string: "" } : { json: JSON.stringify(body) };
}

/** The metadata that the Service Bus extension sends along; the library makes the names camelCase. */
function metadataOf(message: LockedMessage): Record<string, TypedData> {
  const json = (value: unknown) => ({ json: JSON.stringify(value) });
  return {
    MessageId: { string: message.id },
    LockToken: { string: message.lockToken },
    DeliveryCount: json(message.deliveryCount),
    SequenceNumber: json(message.sequenceNumber),
    EnqueuedTimeUtc: json(message.enqueuedAt),
    LockedUntilUtc: json(message.lockedUntil),
    ContentType: { string: "application/json" },
    ApplicationProperties: json({}),
  };
}
