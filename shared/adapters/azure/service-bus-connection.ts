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
  const client = lazy(() =>
    "connectionString" in address
      ? new ServiceBusClient(address.connectionString, { retryOptions })
      : new ServiceBusClient(address.namespace, address.credential, { retryOptions }),
  );
  const open = (): ServiceBusClient => {
    if (isClosed) throw new AppError("unavailable", "The connection to Service Bus is closed.");
    return client.get();
  };
  // The holder of a message renews its lock; the SDK must not do so behind its back.
  const peekLock = { receiveMode: "peekLock", maxAutoLockRenewalDurationInMs: 0 } as const;

  return {
    sender: perQueue((queue) => open().createSender(queue)),
    receiver: perQueue((queue) => open().createReceiver(queue, peekLock)),
    deadLetterReceiver: perQueue((queue) => open().createReceiver(queue, { ...peekLock, subQueueType: "deadLetter" })),
    async close() {
      isClosed = true;
      await client.made()?.close();
    },
  };
}

function lazy<Value>(make: () => Value) {
  let value: Value | undefined;
  return { get: () => (value ??= make()), made: () => value };
}

function perQueue<Link>(make: (queue: string) => Link): (queue: string) => Link {
  const links = new Map<string, Link>();
  return (queue) => {
    const link = links.get(queue) ?? make(queue);
    links.set(queue, link);
    return link;
  };
}
