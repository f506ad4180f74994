import type { Delivery, Receiver, Sender } from "rhea";

/** A decoded message: what the double reads and writes of it. */
export type AmqpMessage = {
  body?: unknown;
  message_id?: unknown;
  reply_to?: string;
  application_properties?: Record<string, unknown>;
  message_annotations?: Record<string, unknown>;
  [field: string]: unknown;
};

/** rhea's link on which the client sends to us. */
export type IncomingLink = Receiver;

/** rhea's link on which we send, with the members its typings leave out. */
export type OutgoingLink = Sender & {
  credit: number;
  delivery_count: number;
  _draining: boolean;
  _drained: boolean;
  _get_drain(): boolean;
  local: { attach: { snd_settle_mode: number; rcv_settle_mode: number } };
  connection: { _register(): void };
  session: { outgoing: { next_delivery_id: number; next_pending_delivery: number } };
};

export type SettledDelivery = Omit<Delivery, "remote_settled" | "tag"> & { tag: Buffer; remote_settled: boolean };
