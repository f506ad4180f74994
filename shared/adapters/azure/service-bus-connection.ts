import {
  RetryMode,
  ServiceBusClient,
  type ServiceBusReceiver,
  type ServiceBusSender,
  type TokenCredential,
} from "@azure/service-bus";
import { AppError } from "../../errors.ts";

/** A namespace (`NAME.servicebus.windows.net`) with an identity, or a connection string, which is for emulators. */
export type ServiceBusAddress = { namespace: string; credential: TokenCredential } | { connectionString: string };

export type ServiceBusConnection = {
  sender(queue: string): ServiceBusSender;
  receiver(queue: string): ServiceBusReceiver;
  deadLetterReceiver(queue: string): ServiceBusReceiver;
  /** Opens a new connection at the next use, unless that has happened since `startedAt` (of `performance.now()`). */
  renew(startedAt: number): void;
  /** Ends the connection and its links; what is used afterwards throws `unavailable`. */
  close(): Promise<void>;
};

/**
 * One AMQP connection, opened at the first use, with one link of each kind per queue. The SDK waits a whole attempt
 * before it notices a dead connection, so attempts are short and several.
 */
export function serviceBusConnection(address: ServiceBusAddress, attemptTimeoutMs: number): ServiceBusConnection {
  const retryOptions = {
    timeoutInMs: attemptTimeoutMs,
    maxRetries: 3,
    retryDelayInMs: 100,
    maxRetryDelayInMs: 1_000,
    mode: RetryMode.Exponential,
  };
  let isClosed = false;
  const connect = () =>
    "connectionString" in address
      ? new ServiceBusClient(address.connectionString, { retryOptions })
      : new ServiceBusClient(address.namespace, address.credential, { retryOptions });
  let client: ServiceBusClient | undefined;
  let openedAt = 0;
  const open = (): ServiceBusClient => {
    if (isClosed) throw new AppError("unavailable", "The connection to Service Bus is closed.");
    if (client === undefined) openedAt = performance.now();
    return (client ??= connect());
  };
  // The holder of a message renews its lock; the SDK must not do so behind its back.
  const peekLock = { receiveMode: "peekLock", maxAutoLockRenewalDurationInMs: 0 } as const;

  const links = {
    sender: perQueue((queue) => open().createSender(queue)),
    receiver: perQueue((queue) => open().createReceiver(queue, peekLock)),
    deadLetterReceiver: perQueue((queue) => open().createReceiver(queue, { ...peekLock, subQueueType: "deadLetter" })),
  };

  return {
    sender: links.sender.of,
    receiver: links.receiver.of,
    deadLetterReceiver: links.deadLetterReceiver.of,
    renew(startedAt) {
      if (client === undefined || openedAt > startedAt) return;
      client.close().catch(() => undefined);
      client = undefined;
      for (const kind of Object.values(links)) kind.forget();
    },
    async close() {
      isClosed = true;
      await client?.close();
    },
  };
}

function perQueue<Link>(make: (queue: string) => Link) {
  const links = new Map<string, Link>();
  return {
    of(this: void, queue: string): Link {
      const link = links.get(queue) ?? make(queue);
      links.set(queue, link);
      return link;
    },
    forget: () => links.clear(),
  };
}
