import type { ServiceBusMessage, ServiceBusReceivedMessage } from "@azure/service-bus";
import type { DeadLetter, LockedMessage, OutgoingMessage } from "../../ports/job-queue.ts";

/** The job's id where the message id had to be another: a replay under its old id would be dropped as a duplicate. */
const JOB_ID = "jobId";
/** Service Bus records neither when a message was dead-lettered nor which delivery that was: we do. */
const DEAD_LETTERED_AT = "deadLetteredAt";
const DELIVERIES = "deliveries";
/** Service Bus refuses longer reasons and descriptions. */
const REASON_CHARACTERS = 4_096;

export function toServiceBusMessage({ id, body, notBefore }: OutgoingMessage): ServiceBusMessage {
  const time = notBefore === undefined ? Number.NaN : Date.parse(notBefore);
  return {
    messageId: id,
    body,
    contentType: "application/json",
    ...(Number.isNaN(time) ? {} : { scheduledEnqueueTimeUtc: new Date(time) }),
  };
}

/** The same job as a new message; a second replay of one dead letter is a duplicate. */
export function toReplay(letter: ServiceBusReceivedMessage): ServiceBusMessage {
  const id = jobId(letter);
  return {
    messageId: `${id}#replay${letter.sequenceNumber?.toString() ?? ""}`,
    body: letter.body as unknown,
    contentType: "application/json",
    applicationProperties: { [JOB_ID]: id },
  };
}

export function toLockedMessage(queue: string, message: ServiceBusReceivedMessage): LockedMessage {
  return {
    queue,
    id: jobId(message),
    body: bodyOf(message),
    lockToken: message.lockToken ?? "",
    lockedUntil: timestamp(message.lockedUntilUtc),
    deliveryCount: (message.deliveryCount ?? 0) + 1,
    sequenceNumber: sequenceNumberOf(message),
    enqueuedAt: timestamp(message.enqueuedTimeUtc),
  };
}

export function toDeadLetter(queue: string, message: ServiceBusReceivedMessage): DeadLetter {
  const properties = message.applicationProperties ?? {};
  const enqueuedAt = timestamp(message.enqueuedTimeUtc);
  return {
    queue,
    sequenceNumber: sequenceNumberOf(message),
    id: jobId(message),
    body: bodyOf(message),
    reason: message.deadLetterReason ?? "",
    description: message.deadLetterErrorDescription ?? "",
    deliveryCount: Number(properties[DELIVERIES] ?? message.deliveryCount ?? 0),
    enqueuedAt,
    deadLetteredAt: String(properties[DEAD_LETTERED_AT] ?? enqueuedAt),
  };
}

/** What is written to a message on its way to the dead letters. */
export function deadLetterProperties(message: LockedMessage, reason: string, description: string, now: Date) {
  return {
    deadLetterReason: reason.slice(0, REASON_CHARACTERS),
    deadLetterErrorDescription: description.slice(0, REASON_CHARACTERS),
    [DEAD_LETTERED_AT]: now.toISOString(),
    [DELIVERIES]: message.deliveryCount,
  };
}

/** What settles a message of which only the lock token is known, as in a trigger function: without a link, the SDK asks the broker's management node. */
export function heldByToken(message: LockedMessage): ServiceBusReceivedMessage {
  const held = { lockToken: message.lockToken, messageId: message.id, body: undefined, delivery: {} };
  return held as unknown as ServiceBusReceivedMessage;
}

export function sequenceNumberOf(message: ServiceBusReceivedMessage): number {
  return message.sequenceNumber?.toNumber() ?? 0;
}

function jobId(message: ServiceBusReceivedMessage): string {
  const { [JOB_ID]: id = message.messageId } = message.applicationProperties ?? {};
  return String(id ?? "");
}

/** What is no JSON reaches the reader as text, who finds it invalid; the SDK leaves it as bytes. */
function bodyOf(message: ServiceBusReceivedMessage): unknown {
  const body: unknown = message.body;
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : body;
}

function timestamp(date: Date | undefined): string {
  return (date ?? new Date(0)).toISOString();
}
