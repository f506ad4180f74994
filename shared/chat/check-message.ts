import { AppError } from "../errors.ts";

export const MESSAGE_LIMIT = 1_000;

/** The message as it is stored: trimmed, NFC. Throws `invalid-message` with what to change. */
export function checkMessage(message: string): string {
  if (!message.isWellFormed()) throw invalid("The message is not valid Unicode: it holds half of a character.");
  const text = message.normalize("NFC").replace(directionMarks, "").trim();
  if (text === "") throw invalid("The message is empty. Write what is wrong, and where.");
  const length = text.length > MESSAGE_LIMIT ? Array.from(text).length : text.length;
  if (length > MESSAGE_LIMIT)
    throw invalid(`The message has ${length} characters; at most ${MESSAGE_LIMIT} are taken.`);
  // Tab, line feed and carriage return are how people write; other control characters are not.
  if (/[^\P{Cc}\t\n\r]/u.test(text)) {
    throw invalid("The message holds control characters. Remove them.");
  }
  if (!/[\p{L}\p{N}]/u.test(text)) throw invalid("The message has no letter or digit. Write what is wrong, in words.");
  return text;
}

/** Embeddings, overrides and isolates: they can make a text look like another, and say nothing. */
const directionMarks = /[\u202A-\u202E\u2066-\u2069]/g;

function invalid(detail: string): AppError {
  return new AppError("invalid-message", detail, { errors: [{ path: "message", message: detail }] });
}
