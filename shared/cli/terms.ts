import { parseArgs } from "node:util";
import { AppError } from "../errors.ts";
import { evaluateCommand } from "./terms/evaluate-command.ts";
import { learnCommand } from "./terms/learn-command.ts";
import { normaliseCommand } from "./terms/normalise-command.ts";

const help = `Learns from pairs how a plant writes, and normalises its texts with it.

  npm run -s terms -- learn FILE... --output LEXICON.json
  npm run -s terms -- evaluate FILE... --lexicon LEXICON.json [--json]
  npm run -s terms -- normalise FILE --lexicon LEXICON.json

FILE is CSV with the columns original,normalised, or lines of original<TAB>normalised with a blank line between texts
(.norm). UTF-8 or CP949. For normalise the second column may be missing.

  --output FILE    learn writes the lexicon there
  --lexicon FILE   a lexicon that learn wrote
  --json           evaluate prints { n, precision, recall, errorReductionRate } and nothing else
  --help           this text

evaluate counts tokens: precision = right changes / all changes, recall = right changes / needed changes,
error reduction rate = (right changes - tokens spoilt) / needed changes.
normalise prints original<TAB>normalised, one token a line, blank lines kept; unknown tokens stay as they are.

Exit code 1: a file could not be read or written. 2: the command is not one of these.`;

class UsageError extends Error {}

try {
  await run(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof UsageError || isArgumentError(error);
  process.exitCode = isUsage ? 2 : 1;
  process.stderr.write(`${messageOf(error)}${isUsage ? " --help tells more." : ""}\n`);
}

async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      output: { type: "string" },
      lexicon: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const [command, ...paths] = positionals;
  const write = (text: string) => void process.stdout.write(text);
  if (command !== "learn" && command !== "evaluate" && command !== "normalise") {
    throw new UsageError("Say what to do: learn, evaluate or normalise.");
  }
  if (paths.length === 0) throw new UsageError("Name a file of pairs.");
  if (command === "learn") {
    if (values.output === undefined) throw new UsageError("Say where the lexicon goes: --output LEXICON.json.");
    await learnCommand(paths, values.output, write);
    return;
  }
  if (values.lexicon === undefined) throw new UsageError("Name the lexicon: --lexicon LEXICON.json.");
  if (command === "evaluate") {
    await evaluateCommand(paths, values.lexicon, { asJson: values.json, write });
    return;
  }
  if (paths.length > 1) throw new UsageError("normalise takes one file.");
  await normaliseCommand(paths[0]!, values.lexicon, write);
}

function isArgumentError(error: unknown): boolean {
  return (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS") === true;
}

function messageOf(error: unknown): string {
  if (error instanceof AppError) return error.detail;
  if (error instanceof UsageError || isArgumentError(error)) return (error as Error).message;
  return (error as Error).stack ?? String(error);
}
