import rhea from "rhea";
import type { AmqpMessage } from "./rhea-links.ts";
import type { Stored } from "./stored-queue.ts";

const ACTIVE = 0;
const SCHEDULED = 2;

/** A stored message as the service sends it: with the annotations that the client reads. */
export function toWire(stored: Stored): AmqpMessage {
  const { types } = rhea;
  return {
    ...stored.message,
    delivery_count: stored.deliveryCount,
    message_annotations: {
      ...stored.message.message_annotations,
      "x-opt-sequence-number": types.wrap_long(longBytes(stored.sequenceNumber)),
      "x-opt-enqueue-sequence-number": types.wrap_long(longBytes(stored.sequenceNumber)),
      "x-opt-enqueued-time": new Date(stored.enqueuedAt),
      "x-opt-message-state": types.wrap_int(stored.isScheduled ? SCHEDULED : ACTIVE),
      ...(stored.lock === undefined ? {} : { "x-opt-locked-until": new Date(stored.lock.until) }),
      ...(stored.deadLetterSource === undefined ? {} : { "x-opt-deadletter-source": stored.deadLetterSource }),
    },
  };
}

/** A long as rhea reads it: a number, or bytes when it is large. */
export function toNumber(value: unknown): number {
  return Buffer.isBuffer(value) ? Number(value.readBigInt64BE()) : Number(value);
}

/** On a link the lock token is the delivery tag, a .NET Guid: its first three groups are little-endian. */
export const tokenToTag = (token: string): Buffer => swapGuid(Buffer.from(rhea.string_to_uuid(token)));
export const tagToToken = (tag: Buffer): string => rhea.uuid_to_string(swapGuid(tag));

function swapGuid(bytes: Buffer): Buffer {
  return Buffer.concat([
    bytes.subarray(0, 4).toReversed(),
    bytes.subarray(4, 6).toReversed(),
    bytes.subarray(6, 8).toReversed(),
    bytes.subarray(8, 16),
  ]);
}

function longBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}
