import type { Delivery } from "rhea";
import rhea from "rhea";
import { amqpError, notAllowed, notImplemented, onlyKeys } from "./broker-error.ts";
import type { AmqpMessage } from "./rhea-links.ts";
import type { StoredQueue } from "./stored-queue.ts";

/** The message format of a batch: its data sections are encoded messages. */
const BATCH_FORMAT = 0x80013700;

/** A transfer of the client to a queue: one message or a batch, stored whole or refused. */
export function onArrival(queue: StoredQueue, message: AmqpMessage, delivery: Delivery): void {
  try {
    const messages = delivery.format === BATCH_FORMAT ? unpack(message) : [message];
    if (delivery.format !== 0 && delivery.format !== BATCH_FORMAT) throw notImplemented("this message format");
    messages.forEach(refuseUnknown);
    for (const each of messages) queue.enqueue(each);
    delivery.accept();
  } catch (error) {
    delivery.reject(amqpError(error));
  }
}

function unpack(batch: unknown): AmqpMessage[] {
  const decoded = rhea.message.decode(batch as Buffer) as { body?: { multiple?: boolean; content: Buffer | Buffer[] } };
  const content = decoded.body?.content ?? [];
  return (Array.isArray(content) ? content : [content]).map((bytes) => rhea.message.decode(bytes) as AmqpMessage);
}

function refuseUnknown(message: AmqpMessage): void {
  if (message["group_id"] != null) throw notAllowed("The queue has no sessions.");
  if (message["ttl"] != null) throw notImplemented("a time to live");
  onlyKeys("message annotations", message.message_annotations, ["x-opt-scheduled-enqueue-time", "Diagnostic-Id"]);
}
