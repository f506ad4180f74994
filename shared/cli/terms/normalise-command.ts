import { normaliser } from "../../terms/learning/normaliser.ts";
import { readLexiconFile } from "../../terms/learning/read-lexicon-file.ts";
import { readPairFiles } from "./read-pair-files.ts";

/** Prints every token with its normalised form, a blank line between texts. */
export async function normaliseCommand(path: string, lexicon: string, write: (text: string) => void): Promise<void> {
  const normalise = normaliser(await readLexiconFile(lexicon));
  const texts = await readPairFiles([path], { needsBoth: false });
  write(
    texts
      .map((text) =>
        normalise(text.map((pair) => pair.original))
          .map(({ original, normalised }) => `${original}\t${normalised}\n`)
          .join(""),
      )
      .join("\n"),
  );
}
