import { readFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../errors.ts";
import { readLexicon, type Lexicon } from "./lexicon.ts";

/** Throws `invalid-file` for a file that is missing, can't be read or holds no lexicon. */
export async function readLexiconFile(file: string): Promise<Lexicon> {
  return readLexicon((await bytesOfFile(file)).toString("utf8"), path.basename(file));
}

export async function bytesOfFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "There is no file" : code === "EISDIR" ? "A folder, not a file:" : "Can't read";
    throw new AppError("invalid-file", `${reason} ${file}.`, { cause });
  }
}
