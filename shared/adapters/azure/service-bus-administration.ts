import { ServiceBusAdministrationClient, type TokenCredential } from "@azure/service-bus";
import type { QueueCounts } from "./service-bus-depth.ts";
import { attempt } from "./service-bus-failure.ts";

type AdministrationOptions = NonNullable<ConstructorParameters<typeof ServiceBusAdministrationClient>[2]>;

/**
 * Exact counts from the namespace's HTTPS interface, which emulators lack; the identity needs the right to manage
 * ("Azure Service Bus Data Owner").
 */
export function queueCounts(
  { namespace, credential }: { namespace: string; credential: TokenCredential },
  { timeoutMs = 10_000, client: options = {} }: { timeoutMs?: number; client?: AdministrationOptions } = {},
): (queue: string) => Promise<QueueCounts> {
  let client: ServiceBusAdministrationClient | undefined;
  return async (queue) => {
    client ??= new ServiceBusAdministrationClient(namespace, credential, options);
    const administration = client;
    const counts = await attempt("count", timeoutMs, (abortSignal) =>
      administration.getQueueRuntimeProperties(queue, { abortSignal }),
    );
    return {
      active: counts.activeMessageCount,
      scheduled: counts.scheduledMessageCount,
      deadLettered: counts.deadLetterMessageCount,
    };
  };
}
