import path from "node:path";
import { bytesOfFile } from "../../terms/learning/read-lexicon-file.ts";
import { readPairs, type PairText } from "../../terms/learning/read-pairs.ts";

/** Every text of the files, in their order. Throws `invalid-file` for one that is missing or holds no pairs. */
export async function readPairFiles(paths: readonly string[], { needsBoth = true } = {}): Promise<PairText[]> {
  const texts: PairText[] = [];
  for (const file of paths) {
    for (const text of readPairs(await bytesOfFile(file), path.basename(file), { needsBoth })) texts.push(text);
  }
  return texts;
}
