import type { ServiceBusReceivedMessage, ServiceBusReceiver } from "@azure/service-bus";
import Long from "long";
import { attempt } from "./service-bus-failure.ts";

/** The broker answers at most this many at once. */
const PAGE_MESSAGES = 250;

/** The oldest `limit` messages from a sequence number on, without locking them: waiting, locked and scheduled alike. */
export async function peekMessages(
  receiver: ServiceBusReceiver,
  { from = 0, limit, timeoutMs }: { from?: number; limit: number; timeoutMs: number },
): Promise<ServiceBusReceivedMessage[]> {
  const messages: ServiceBusReceivedMessage[] = [];
  let fromSequenceNumber = Long.fromNumber(from);
  while (messages.length < limit) {
    const count = Math.min(PAGE_MESSAGES, limit - messages.length);
    const page = await attempt("peek", timeoutMs, (abortSignal) =>
      receiver.peekMessages(count, { fromSequenceNumber, abortSignal }),
    );
    messages.push(...page);
    // A page may be short though more follow: only an empty one is the end.
    const last = page.at(-1)?.sequenceNumber;
    if (last === undefined) break;
    fromSequenceNumber = last.add(1);
  }
  return messages;
}
