import path from "node:path";
import { parseArgs } from "node:util";
import { AppError } from "../errors.ts";
import { printable, type EvaluationTable } from "./evaluate/report.ts";

const help = `Measures how good PMark is on labelled data, without a model, beside simpler ways of doing the same.

  npm run evaluate -- retrieval [--documents FOLDER]... [--questions FILE.jsonl] [--excavator FOLDER]
  npm run evaluate -- terms [FILE...] [--train FILE]... [--lexicon FILE]
  npm run evaluate -- parsing
  npm run evaluate -- recommendation

Each figure stands with the interval in which it lies with 95 % confidence (bootstrap, 1,000 resamples, fixed seed).

  --set tune|check    which half of the data (default: check). Rules and thresholds are made on tune alone
  --documents FOLDER  documents to search instead of PMark's own; with --questions
  --questions FILE    lines of {"id","language":"ko"|"en","question","relevant":[{"document","heading"?}]}, where document
                      is a file name without its ending; an empty list: no answer
  --excavator FOLDER  a folder with work-orders.csv of the excavator data set (default: ../shared/data/excavator);
                      left out when it is not there
  --train FILE        pairs to learn from (default: tests/fixtures/terms/tune.norm)
  --lexicon FILE      a lexicon that "npm run terms -- learn" wrote, instead of --train
  --json              print [{ title, columns, rows: [{ name, scores }] }] and nothing else
  --help              this text

Exit code 1: a file could not be read. 2: the command is not one of these.`;

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
      set: { type: "string", default: "check" },
      documents: { type: "string", multiple: true },
      questions: { type: "string" },
      excavator: { type: "string" },
      train: { type: "string", multiple: true },
      lexicon: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const [what, ...files] = positionals;
  const { set, documents, questions, train, lexicon } = values;
  if (set !== "tune" && set !== "check") throw new UsageError(`--set is tune or check, not ${set}.`);
  if (files.length > 0 && what !== "terms") throw new UsageError(`${what} takes no file.`);
  if ((documents === undefined) !== (questions === undefined)) {
    throw new UsageError("--documents and --questions belong together: labels name documents.");
  }
  const write = (tables: EvaluationTable[]) =>
    void process.stdout.write(
      values.json ? `${JSON.stringify(tables, undefined, 2)}\n` : `${tables.map(printable).join("\n")}\n`,
    );
  // Loaded when it is wanted: each brings much of PMark along.
  if (what === "retrieval") {
    const { evaluateRetrieval } = await import("./evaluate/evaluate-retrieval.ts");
    const tables = await evaluateRetrieval({ set, documents, questions });
    write(questions === undefined ? [...tables, ...(await excavatorTables(values.excavator, set))] : tables);
  } else if (what === "terms") {
    const { evaluateTerms } = await import("./evaluate/evaluate-terms.ts");
    write(await evaluateTerms({ set, files, train, lexicon }));
  } else if (what === "parsing" || what === "recommendation") {
    const { evaluateParsing, evaluateRecommendation } = await import("./evaluate/evaluate-messages.ts");
    write(await (what === "parsing" ? evaluateParsing(set) : evaluateRecommendation(set)));
  } else throw new UsageError("Say what to evaluate: retrieval, terms, parsing or recommendation.");
}

/** A folder that was named must be there; the default one need not. */
async function excavatorTables(folder: string | undefined, set: "tune" | "check"): Promise<EvaluationTable[]> {
  const { evaluateExcavator } = await import("./evaluate/evaluate-excavator.ts");
  const place = folder ?? path.resolve("../shared/data/excavator");
  const table = await evaluateExcavator(place, set);
  if (table !== undefined) return [table];
  if (folder !== undefined) throw new AppError("invalid-file", `There is no ${path.join(folder, "work-orders.csv")}.`);
  process.stderr.write(`Left out: excavator records, there is no ${path.join(place, "work-orders.csv")}.\n`);
  return [];
}

function isArgumentError(error: unknown): boolean {
  return (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS") === true;
}

function messageOf(error: unknown): string {
  if (error instanceof AppError) return error.detail;
  if (error instanceof UsageError || isArgumentError(error)) return (error as Error).message;
  return (error as Error).stack ?? String(error);
}
