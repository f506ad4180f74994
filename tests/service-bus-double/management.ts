import rhea from "rhea";
import { notImplemented, onlyKeys } from "./broker-error.ts";
import type { Outcome, Source } from "./stored-queue.ts";
import { toNumber, toWire } from "./wire-message.ts";

export type ManagementBody = Record<string, unknown>;

/** One request to a `$management` node; the body of the answer, or undefined for "no content". */
export function answerManagement(source: Source, operation: string, body: ManagementBody): ManagementBody | undefined {
  const manage = operations[operation];
  if (manage === undefined) throw notImplemented(`the operation ${operation}`);
  return manage(source, body);
}

const operations: Record<string, (source: Source, body: ManagementBody) => ManagementBody | undefined> = {
  "com.microsoft:peek-message": (source, body) => {
    onlyKeys("peek-message", body, ["from-sequence-number", "message-count"]);
    const found = source.peek(toNumber(body["from-sequence-number"]), Number(body["message-count"]));
    if (found.length === 0) return undefined;
    return { messages: found.map((stored) => ({ message: rhea.message.encode(toWire(stored)) })) };
  },

  "com.microsoft:renew-lock": (source, body) => {
    onlyKeys("renew-lock", body, ["lock-tokens"]);
    return { expirations: lockTokens(body).map((token) => source.renew(token)) };
  },

  "com.microsoft:update-disposition": (source, body) => {
    onlyKeys("update-disposition", body, [
      "lock-tokens",
      "disposition-status",
      "deadletter-reason",
      "deadletter-description",
      "properties-to-modify",
    ]);
    const outcome = dispositionOf(body);
    for (const token of lockTokens(body)) source.settle(token, outcome);
    return {};
  },
};

function dispositionOf(body: ManagementBody): Outcome {
  const status = String(body["disposition-status"]);
  if (status === "completed") return { kind: "complete" };
  if (status === "abandoned" && body["properties-to-modify"] == null) return { kind: "abandon" };
  if (status !== "suspended") throw notImplemented(`the disposition ${status}`);
  return {
    kind: "deadLetter",
    reason: textOf(body["deadletter-reason"]),
    description: textOf(body["deadletter-description"]),
    properties: body["properties-to-modify"] ?? {},
  };
}

const lockTokens = (body: ManagementBody) =>
  (body["lock-tokens"] as Buffer[]).map((token) => rhea.uuid_to_string(token));

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
