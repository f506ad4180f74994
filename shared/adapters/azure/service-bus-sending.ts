import type { ServiceBusMessage, ServiceBusMessageBatch, ServiceBusSender } from "@azure/service-bus";
import { AppError } from "../../errors.ts";

/**
 * Sends in as few batches as the queue's size limit allows; nothing when one message is too large. A failure between two batches
 * leaves the first ones sent: the caller sends all again, and duplicate detection drops what is there.
 */
export async function sendInBatches(
  sender: ServiceBusSender,
  messages: ServiceBusMessage[],
  abortSignal: AbortSignal,
): Promise<void> {
  const batches: ServiceBusMessageBatch[] = [];
  for (const message of messages) {
    if (batches.at(-1)?.tryAddMessage(message)) continue;
    const batch = await sender.createMessageBatch({ abortSignal });
    if (!batch.tryAddMessage(message)) {
      throw new AppError("too-large", `The message ${String(message.messageId)} is larger than the queue takes.`);
    }
    batches.push(batch);
  }
  for (const batch of batches) await sender.sendMessages(batch, { abortSignal });
}
