import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { AppError } from "../../errors.ts";
import { learnLexicon } from "../../terms/learning/learn-lexicon.ts";
import { writeLexicon } from "../../terms/learning/lexicon.ts";
import { readPairFiles } from "./read-pair-files.ts";

/** Writes the lexicon whole or not at all. */
export async function learnCommand(
  paths: readonly string[],
  output: string,
  write: (text: string) => void,
): Promise<void> {
  const lexicon = learnLexicon(await readPairFiles(paths));
  const temporary = `${output}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, writeLexicon(lexicon));
    await rename(temporary, output);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new AppError("invalid-file", `Can't write ${output}.`, { cause });
  }
  write(
    `Learnt from ${lexicon.texts} texts of ${lexicon.tokens} tokens: ${lexicon.vocabulary.size} words, ${lexicon.phrases.size} phrases -> ${output}\n`,
  );
}
