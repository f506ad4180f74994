import { z } from "zod";

const line = /^[^\p{Cc}\p{Cs}]*$/u;
const lines = /^(?:[^\p{Cc}\p{Cs}]|[\t\r\n])*$/u;

/** One line of text in NFC, trimmed, at most `limit` UTF-16 units; control characters and lone surrogates are refused. */
export function plainText(limit: number) {
  return z
    .string()
    .trim()
    .regex(line, "must be one line of valid Unicode text without control characters")
    .normalize("NFC")
    .max(limit, `must be at most ${limit} characters long`);
}

/** The same, in which lines may be broken. */
export function plainLines(limit: number) {
  return z
    .string()
    .trim()
    .regex(lines, "must be valid Unicode text without control characters")
    .normalize("NFC")
    .max(limit, `must be at most ${limit} characters long`);
}
