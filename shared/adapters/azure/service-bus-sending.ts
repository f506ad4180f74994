import type { ServiceBusMessage, ServiceBusMessageBatch, ServiceBusSender } from "@azure/service-bus";
import { AppError } from "../../errors.ts";

/**
 * Sends in as few batches as the queue's size limit allows. A failure between two batches leaves the first ones sent:
 * the caller sends all again, and duplicate detection drops what is there.
 */
export async function sendInBatches(
  sender: ServiceBusSender,
  messages: ServiceBusMessage[],
  signal: AbortSignal,
): Promise<void> {
  const options = { abortSignal: signal };
  let batch: ServiceBusMessageBatch | undefined;
  for (const message of messages) {
    batch ??= await sender.createMessageBatch(options);
    if (batch.tryAddMessage(message)) continue;
    if (batch.count > 0) await sender.sendMessages(batch, options);
    batch = await sender.createMessageBatch(options);
    if (!batch.tryAddMessage(message)) {
      throw new AppError("too-large", `The message ${String(message.messageId)} is larger than the queue takes.`);
    }
  }
  if (batch !== undefined) await sender.sendMessages(batch, options);
}
