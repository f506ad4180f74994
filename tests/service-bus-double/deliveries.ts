import rhea from "rhea";
import { amqpError, notImplemented } from "./broker-error.ts";
import type { OutgoingLink, SettledDelivery } from "./rhea-links.ts";
import type { Outcome, Source } from "./stored-queue.ts";
import { tagToToken, tokenToTag, toWire } from "./wire-message.ts";

/** Sends what is visible while the client has credit, and answers its drain; true when anything was sent. */
export function deliver(link: OutgoingLink, source: Source): boolean {
  let isBusy = false;
  while (mayTransfer(link)) {
    const stored = source.take();
    if (stored?.lock === undefined) break;
    link.send(toWire(stored) as never, tokenToTag(stored.lock.token));
    isBusy = true;
  }
  return isBusy;
}

/** The client has settled a delivery: our settlement is what its promise waits for. */
export function onDisposition(source: Source, event: string, delivery: SettledDelivery): void {
  let answer: unknown;
  try {
    source.settle(tagToToken(delivery.tag), toOutcome(event, delivery.remote_state ?? {}));
    answer = described("accepted");
  } catch (error) {
    answer = described("rejected", { error: amqpError(error) });
  }
  delivery.update(true, answer);
  // The client does not settle a second time, and rhea keeps 2,048 unsettled deliveries at most.
  delivery.remote_settled = true;
}

/**
 * rhea answers a drain only while credit is left, which leaves a client waiting whose request crosses a last transfer; and it answers
 * again with each later flow, which takes back the credit that the client has given since.
 */
export function answerEveryDrain(link: OutgoingLink): void {
  link._get_drain = () => {
    if (!link._draining || !link._drained) return false;
    link.delivery_count += link.credit;
    link.credit = 0;
    link._draining = false;
    return true;
  };
}

function mayTransfer(link: OutgoingLink): boolean {
  // A transfer without credit would block every later one of its session, so what is queued but unsent counts.
  const { next_delivery_id, next_pending_delivery } = link.session.outgoing;
  return link.is_open() && link.sendable() && link.credit > next_delivery_id - next_pending_delivery;
}

function toOutcome(event: string, state: Record<string, unknown>): Outcome {
  if (event === "accepted") return { kind: "complete" };
  if (event === "modified" && state["undeliverable_here"] !== true && state["message_annotations"] == null) {
    return { kind: "abandon" };
  }
  const error = state["error"] as { condition?: unknown; info?: Record<string, unknown> } | undefined;
  if (event !== "rejected" || error === undefined || String(error.condition) !== "com.microsoft:dead-letter") {
    throw notImplemented(`the outcome ${event}`);
  }
  const { DeadLetterReason: reason, DeadLetterErrorDescription: description, ...properties } = error.info ?? {};
  return { kind: "deadLetter", reason: String(reason), description: String(description), properties };
}

type Outcomes = Record<"accepted" | "rejected", (fields?: object) => { described(): unknown }>;

/** The outcomes are there, but not in rhea's typings. */
const described = (outcome: keyof Outcomes, fields?: object) =>
  (rhea.message as unknown as Outcomes)[outcome](fields).described();
