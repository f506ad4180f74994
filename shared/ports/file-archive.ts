/** Whole files under keys such as `documents/ID`. Keys are [A-Za-z0-9._/-], no `..`, no leading `/`. */
export type FileArchive = {
  /** Durable when it resolves; a reader sees the old file or the new one, never half of it. */
  write(key: string, content: Uint8Array): Promise<void>;
  read(key: string): Promise<Uint8Array | undefined>;
  remove(key: string): Promise<boolean>;
  /** Keys that begin with `prefix`, sorted. */
  list(prefix: string): Promise<string[]>;
};
