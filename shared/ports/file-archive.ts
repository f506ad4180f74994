import { z } from "zod";

/** What a key may be, on every platform: file systems take names of 255 bytes, Blob Storage takes keys of 1,024. */
export const FileKey = z
  .string()
  .max(1_000)
  .regex(/^[A-Za-z0-9._-]{1,200}(\/[A-Za-z0-9._-]{1,200})*$/)
  .refine((key) => key.split("/").every((name) => name !== "." && name !== ".."));

/** Whole files under keys such as `documents/ID`. Keys are [A-Za-z0-9._/-], no `..`, no leading `/`; others are a `bad-request`. */
export type FileArchive = {
  /**
   * Durable when it resolves; a reader sees the old file or the new one, never half of it. In pieces, it holds few of them
   * at a time; when the pieces end in an error, nothing has changed and that very error is thrown.
   */
  write(key: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<void>;
  read(key: string): Promise<Uint8Array | undefined>;
  /**
   * The file in pieces, to be iterated once and soon: it stays open until the loop ends. One version throughout, also when
   * another is written or the file is removed meanwhile; where that can't be kept, the loop throws `unavailable`.
   */
  stream(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  remove(key: string): Promise<boolean>;
  /** Keys that begin with `prefix`, sorted. */
  list(prefix: string): Promise<string[]>;
};
