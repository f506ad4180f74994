import { evaluateNormalisation, type NormalisationReport } from "../../terms/learning/evaluate-normalisation.ts";
import { normaliser } from "../../terms/learning/normaliser.ts";
import { readLexiconFile } from "../../terms/learning/read-lexicon-file.ts";
import { readPairFiles } from "./read-pair-files.ts";

/** Prints how well the lexicon normalises the files' tokens: JSON with shares, or lines with per cent. */
export async function evaluateCommand(
  paths: readonly string[],
  lexicon: string,
  options: { asJson: boolean; write: (text: string) => void },
): Promise<void> {
  const normalise = normaliser(await readLexiconFile(lexicon));
  const report = evaluateNormalisation(normalise, await readPairFiles(paths));
  options.write(options.asJson ? `${JSON.stringify(report)}\n` : asLines(report));
}

function asLines({ n, precision, recall, errorReductionRate }: NormalisationReport): string {
  const percent = (share: number) => `${(share * 100).toFixed(2)} %`;
  return [
    `tokens                ${n}`,
    `precision             ${percent(precision)}   right changes / all changes`,
    `recall                ${percent(recall)}   right changes / needed changes`,
    `error reduction rate  ${percent(errorReductionRate)}   (right changes - tokens spoilt) / needed changes`,
    "",
  ].join("\n");
}
