import type { Sender } from "rhea";
import { onArrival } from "./arrivals.ts";
import { amqpError, notAllowed, notFound, notImplemented } from "./broker-error.ts";
import { answerEveryDrain, deliver, onDisposition } from "./deliveries.ts";
import type { AmqpMessage, IncomingLink, OutgoingLink, SettledDelivery } from "./rhea-links.ts";
import { answerClaim, answerRequest } from "./requests.ts";
import type { Source, StoredQueue } from "./stored-queue.ts";

const CLAIMS = "$cbs";
const MANAGEMENT = "/$management";
const PRE_SETTLED = 1;
const OUTCOMES = ["accepted", "modified", "rejected", "released"];

type Seen = (operation: string) => void;
type Transfer = { message: AmqpMessage; delivery: SettledDelivery };

/** What the double does with each link that a client attaches; `seen` is told of every operation before it happens. */
export function brokerLinks(queues: ReadonlyMap<string, StoredQueue>, seen: Seen) {
  const sources = new Map<string, Source>(
    [...queues.values()].flatMap((queue) => [
      [queue.path.toLowerCase(), queue] as const,
      [queue.deadLetters.path.toLowerCase(), queue.deadLetters] as const,
    ]),
  );
  const consumers = new Map<OutgoingLink, Source>();
  const sourceOf = (address: string): Source => {
    const source = sources.get(address.toLowerCase());
    if (source === undefined) throw notFound(address);
    return source;
  };
  const managed = (address: string) =>
    address.endsWith(MANAGEMENT) ? sourceOf(address.slice(0, -MANAGEMENT.length)) : undefined;

  function pump(): void {
    // On a later turn: rhea counts credit down only when it writes, at the end of this one.
    setImmediate(() => {
      for (const [link, source] of consumers) deliver(link, source);
      for (const link of consumers.keys()) {
        if (link._draining) link.set_drained(true);
        link.connection._register();
      }
    });
  }

  function receivesFrom(link: IncomingLink): (transfer: Transfer) => void {
    const address = link.target.address;
    const source = managed(address);
    if (address === CLAIMS || source !== undefined) {
      return ({ message, delivery }) => {
        delivery.accept();
        if (source === undefined) return answerClaim(link, message);
        seen(`${String(message.application_properties?.["operation"])} ${source.path}`);
        answerRequest(link, address, source, message);
        pump();
      };
    }
    const queue = queues.get(address);
    if (queue === undefined) throw notFound(address);
    return ({ message, delivery }) => {
      seen(`send ${queue.path}`);
      onArrival(queue, message, delivery);
      pump();
    };
  }

  function sendsTo(link: OutgoingLink): void {
    const address = link.source.address;
    if (address === CLAIMS || managed(address) !== undefined) return;
    const source = sourceOf(address);
    if (Object.keys((link.source as { filter?: object }).filter ?? {}).length > 0)
      throw notAllowed("There are no filters.");
    if (link.snd_settle_mode === PRE_SETTLED) throw notImplemented("receiving without locks");
    for (const event of OUTCOMES) {
      link.on(event, ({ delivery }: Transfer) => {
        seen(`${event} ${source.path}`);
        onDisposition(source, event, delivery);
        pump();
      });
    }
    link.on("sender_flow", pump);
    consumers.set(link, source);
  }

  return {
    /** The client will send on this link. */
    onIncoming(link: IncomingLink): void {
      link.set_target({ address: link.target.address });
      tryToAttach(link, () => link.on("message", receivesFrom(link)));
    },

    /** The client will receive on this link. */
    onOutgoing(link: OutgoingLink): void {
      link.set_source({ address: link.source.address, filter: {} });
      link.local.attach.snd_settle_mode = link.snd_settle_mode;
      link.local.attach.rcv_settle_mode = link.rcv_settle_mode;
      answerEveryDrain(link);
      tryToAttach(link, () => sendsTo(link));
      link.attach();
    },

    /** Message locks outlive the link: the client may settle by token. */
    forget(isGone: (link: Sender) => boolean): void {
      for (const link of consumers.keys()) if (isGone(link)) consumers.delete(link);
    },
  };
}

/** AMQP refuses a link by answering it and closing it with the error. */
function tryToAttach(link: IncomingLink | OutgoingLink, attach: () => unknown): void {
  try {
    attach();
  } catch (error) {
    link.attach();
    link.close(amqpError(error));
  }
}
