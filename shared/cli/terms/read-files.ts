import { readFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../errors.ts";
import { readLexicon, type Lexicon } from "../../terms/learning/lexicon.ts";
import { readPairs, type PairText } from "../../terms/learning/read-pairs.ts";

/** Every text of the files, in their order. Throws `invalid-file` for one that is missing or holds no pairs. */
export async function readPairFiles(paths: readonly string[], { needsBoth = true } = {}): Promise<PairText[]> {
  const texts: PairText[] = [];
  for (const file of paths) {
    for (const text of readPairs(await bytesOf(file), path.basename(file), { needsBoth })) texts.push(text);
  }
  return texts;
}

export async function readLexiconFile(file: string): Promise<Lexicon> {
  return readLexicon((await bytesOf(file)).toString("utf8"), path.basename(file));
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "There is no file" : code === "EISDIR" ? "A folder, not a file:" : "Can't read";
    throw new AppError("invalid-file", `${reason} ${file}.`, { cause });
  }
}
