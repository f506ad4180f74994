import { ServiceBusAdministrationClient, type TokenCredential } from "@azure/service-bus";
import type { QueueCounts } from "./service-bus-depth.ts";
import { attempt } from "./service-bus-failure.ts";

/** The namespace's HTTPS interface, which emulators lack; the identity needs the right to manage ("Azure Service Bus Data Owner"). */
export function serviceBusAdministration(namespace: string, credential: TokenCredential) {
  return new ServiceBusAdministrationClient(namespace, credential);
}

/** Exact counts of a queue, for `depth`. */
export function queueCounts(
  client: Pick<ServiceBusAdministrationClient, "getQueueRuntimeProperties">,
  timeoutMs = 10_000,
): (queue: string) => Promise<QueueCounts> {
  return async (queue) => {
    const counts = await attempt("count", timeoutMs, (abortSignal) =>
      client.getQueueRuntimeProperties(queue, { abortSignal }),
    );
    return {
      active: counts.activeMessageCount,
      scheduled: counts.scheduledMessageCount,
      deadLettered: counts.deadLetterMessageCount,
    };
  };
}
