import { isServiceBusError, type ServiceBusReceivedMessage, type ServiceBusReceiver } from "@azure/service-bus";
import { attempt } from "./service-bus-failure.ts";

/** Locks up to `max` messages, waiting up to `waitMs` for the first. */
export async function receiveLocked(
  receiver: ServiceBusReceiver,
  max: number,
  { timeoutMs, waitMs }: { timeoutMs: number; waitMs: number },
): Promise<ServiceBusReceivedMessage[]> {
  return attempt("receive", timeoutMs + waitMs, async (abortSignal) => {
    const receive = async () => receiver.receiveMessages(max, { maxWaitTimeInMs: waitMs, abortSignal });
    try {
      return await receive();
    } catch (error) {
      // A connection that breaks under a waiting receiver ends in a plain error, which the SDK does not try again.
      if (isServiceBusError(error) || abortSignal.aborted) throw error;
      return receive();
    }
  });
}
