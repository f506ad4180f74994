import type { AddressInfo } from "node:net";
import type { Socket } from "node:net";
import type { Sender, Session } from "rhea";
import rhea from "rhea";
import { brokerLinks } from "./broker-links.ts";
import type { IncomingLink, OutgoingLink } from "./rhea-links.ts";
import { storedQueue, type QueueSettings } from "./stored-queue.ts";

type Options = { queues: string[] } & QueueSettings;
type ServerConnection = { socket: Socket; abort_socket(socket: Socket): void };

const MAX_MESSAGE_BYTES = 256 * 1024;
const MAX_FRAME_BYTES = 64 * 1024;
const ERRORS = ["connection_error", "protocol_error", "error", "session_error", "receiver_error", "sender_error"];

/**
 * Azure Service Bus on loopback: AMQP 1.0 for the unchanged SDK, in memory, on the test's clock. It has peek-lock, settlement on
 * the link and by token, renewal, expiry, schedules, duplicate detection, batches, peeking and dead letters, and refuses all else.
 */
export async function startServiceBusDouble({ queues, ...settings }: Options) {
  const stored = new Map(queues.map((name) => [name, storedQueue(name, settings)]));
  const connections = new Set<ServerConnection>();
  const operations: string[] = [];
  let listener: (operation: string) => void = () => {};
  const links = brokerLinks(stored, (operation) => {
    operations.push(operation);
    listener(operation);
  });

  const container = rhea.create_container({ id: "service-bus-double" });
  for (const event of ERRORS) container.on(event, () => {});
  container.on("connection_open", ({ connection }: { connection: ServerConnection }) => connections.add(connection));
  for (const event of ["connection_close", "disconnected"]) {
    container.on(event, ({ connection }: { connection: ServerConnection }) => {
      connections.delete(connection);
      links.forget((link) => (link.connection as unknown) === connection);
    });
  }
  container.on("session_open", ({ session }: { session: Session }) => attachLater(session));
  container.on("session_close", ({ session }: { session: Session }) =>
    links.forget((link) => link.session === session),
  );
  container.on("receiver_open", ({ receiver }: { receiver: IncomingLink }) => links.onIncoming(receiver));
  container.on("sender_open", ({ sender }: { sender: OutgoingLink }) => links.onOutgoing(sender));
  container.on("sender_close", ({ sender }: { sender: Sender }) => links.forget((link) => link === sender));

  const server = container.listen({
    host: "127.0.0.1",
    port: 0,
    max_frame_size: MAX_FRAME_BYTES,
    // Without it each link operation waits some 40 ms for an acknowledgement.
    tcp_no_delay: true,
    receiver_options: { autoaccept: false, max_message_size: MAX_MESSAGE_BYTES },
    sender_options: { treat_modified_as_released: false, max_message_size: MAX_MESSAGE_BYTES },
  } as never);
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;

  /** Breaks every TCP connection, as a network fault does. */
  function cutConnections(): void {
    // rhea would not notice a destroyed socket, and keep its consumers.
    for (const connection of connections) connection.abort_socket(connection.socket);
  }

  return {
    connectionString: `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=double;SharedAccessKey=double;UseDevelopmentEmulator=true`,
    /** Every operation that reached the broker, e.g. `send jobs` or `com.microsoft:renew-lock jobs`. */
    operations,
    /** Calls back with each operation before it happens. */
    onOperation(callback: (operation: string) => void): void {
      listener = callback;
    },
    cutConnections,
    /** Empties all queues and forgets what was seen. */
    clear(): void {
      for (const queue of stored.values()) queue.clear();
      operations.length = 0;
      listener = () => {};
    },
    async stop(): Promise<void> {
      const closed = new Promise((resolve) => server.close(resolve));
      cutConnections();
      await closed;
    },
  };
}

/** rhea answers every attach at once; a link on which we send waits until it is known whether we take it. */
function attachLater(session: Session): void {
  const withCreate = session as unknown as { create_sender(...args: unknown[]): object };
  const create = withCreate.create_sender.bind(session);
  withCreate.create_sender = (...args) => Object.assign(create(...args), { open: () => {} });
}
