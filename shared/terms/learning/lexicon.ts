import * as z from "zod";
import { AppError } from "../../errors.ts";
import type { Evidence } from "./tally.ts";

/** What was learnt from pairs: counts only, so that an operator can read, merge and correct it. */
export type Lexicon = {
  /** Texts and tokens that it was learnt from. */
  texts: number;
  tokens: number;
  /** By folded token; "= FORM" as it was written; "token | context" where the token is ambiguous. */
  replacements: Evidence;
  /** By shape of the token; `rest` where the token is no mask as a whole. */
  shapes: Evidence;
  /** Neighbours that are read as one; `rest` where they are not. */
  phrases: Evidence;
  /** What stands right beside digits in one token, the digits as 9: "9h", "no9"; signs that part a token: "_/_". */
  units: Evidence;
  /** Words of the normalised side as they are written. */
  vocabulary: Map<string, number>;
  /** Two or three of them that follow one another. */
  sequences: Map<string, number>;
  /** How often a rule's proposal was right for words left out while learning. */
  rules: Map<string, { right: number; total: number }>;
};

/** The outcome of a shape whose tokens are words or made of parts. */
export const rest = "*";

const format = "pmark-lexicon";
const version = 1;

const times = z.number().int().min(1).max(1e9);
const evidence = z.array(z.tuple([z.string(), z.array(z.tuple([z.string(), times])).min(1)]));
const lexiconFile = z.object({
  format: z.literal(format),
  version: z.literal(version),
  texts: z.number().int().min(0),
  tokens: z.number().int().min(0),
  replacements: evidence,
  shapes: evidence,
  phrases: evidence,
  units: evidence,
  vocabulary: z.array(z.tuple([z.string().min(1), times])),
  sequences: z.array(z.tuple([z.string().min(1), times])),
  rules: z.array(z.tuple([z.string(), z.number().int().min(0).max(1e9), times])),
});

/** JSON, one entry a line: differences between two lexicons can be read. */
export function writeLexicon(lexicon: Lexicon): string {
  const list = (rows: unknown[]) =>
    rows.length === 0 ? "[]" : `[\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(",\n")}\n  ]`;
  const tallies = (all: Evidence) => list([...all].map(([key, tally]) => [key, [...tally]]));
  const fields = {
    format: JSON.stringify(format),
    version: JSON.stringify(version),
    texts: JSON.stringify(lexicon.texts),
    tokens: JSON.stringify(lexicon.tokens),
    replacements: tallies(lexicon.replacements),
    shapes: tallies(lexicon.shapes),
    phrases: tallies(lexicon.phrases),
    units: tallies(lexicon.units),
    vocabulary: list([...lexicon.vocabulary]),
    sequences: list([...lexicon.sequences]),
    rules: list([...lexicon.rules].map(([situation, { right, total }]) => [situation, right, total])),
  };
  return `{\n${Object.entries(fields)
    .map(([name, value]) => `  ${JSON.stringify(name)}: ${value}`)
    .join(",\n")}\n}\n`;
}

/** Throws `invalid-file` for what is no lexicon, or one of another version. */
export function readLexicon(text: string, fileName: string): Lexicon {
  const json = parseJson(text, fileName);
  const head = z.object({ format: z.literal(format), version: z.unknown() }).safeParse(json);
  if (!head.success) throw new AppError("invalid-file", `${fileName} is no lexicon: terms learn writes one.`);
  if (head.data.version !== version) {
    throw new AppError(
      "invalid-file",
      `${fileName} is a lexicon of version ${JSON.stringify(head.data.version)}; this program reads version ${version}. Learn it again.`,
    );
  }
  const read = lexiconFile.safeParse(json);
  if (!read.success) {
    const issue = read.error.issues[0]!;
    throw new AppError("invalid-file", `${fileName} is damaged at ${issue.path.join(".")}: ${issue.message}.`, {
      cause: read.error,
    });
  }
  const { texts, tokens, replacements, shapes, phrases, units, vocabulary, sequences, rules } = read.data;
  const tallies = (rows: z.infer<typeof evidence>): Evidence => new Map(rows.map(([key, row]) => [key, new Map(row)]));
  return {
    texts,
    tokens,
    replacements: tallies(replacements),
    shapes: tallies(shapes),
    phrases: tallies(phrases),
    units: tallies(units),
    vocabulary: new Map(vocabulary),
    sequences: new Map(sequences),
    rules: new Map(rules.map(([situation, right, total]) => [situation, { right, total }])),
  };
}

function parseJson(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid-file", `${fileName} is not JSON.`, { cause });
  }
}
