import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { compose } from "../compose.ts";
import { ConfigError, readConfig } from "../config.ts";
import { AppError } from "../errors.ts";
import { readMapping } from "../imports/columns.ts";
import { importDocuments } from "./import/import-documents.ts";
import { importSources } from "./import/import-sources.ts";
import { importTable } from "./import/import-table.ts";
import { learnTerms } from "./import/learn-terms.ts";

const help = `Brings a plant's own terms, past work and documents into PMark.

  npm run import -- terms FILE... [--mapping FILE]
  npm run import -- work-orders FILE... [--mapping FILE]
  npm run import -- documents PATH...              files or folders; read into the index at once
  npm run import -- documents --sources FILE.yaml  folders and pages that a list names; what is gone from them is removed
  npm run import -- terms --from-history [--output FILE.csv]

Terms and work orders are CSV (UTF-8 or CP949) or XLSX. The same file again changes nothing.

  --mapping FILE   JSON object: our field -> the file's column, such as {"title": "Short text"}
  --sources FILE   as DOCUMENT_SOURCES, which is read every night: see the README
  --from-history   derives the terms from the work orders imported before
  --output FILE    writes derived terms to a file, too, for review
  --data DIR       what PMark stores (default: DATA_DIRECTORY, else data)
  --help           this text

Exit code 1: a file could not be read, or nothing of it was accepted.`;

const print = (line: string) => console.log(line);

try {
  process.exitCode = (await run(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${messageOf(error)}\n`);
}

async function run(args: string[]): Promise<boolean> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      mapping: { type: "string" },
      data: { type: "string" },
      output: { type: "string" },
      sources: { type: "string" },
      "from-history": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [kind, ...paths] = positionals;
  if (values.help) {
    print(help);
    return true;
  }
  const fromHistory = values["from-history"];
  if (kind !== "terms" && kind !== "work-orders" && kind !== "documents") {
    throw new AppError("bad-request", "Say what to import: terms, work-orders or documents. --help tells more.");
  }
  if (fromHistory && (kind !== "terms" || paths.length > 0)) {
    throw new AppError(
      "bad-request",
      "--from-history stands alone with terms: it reads the work orders imported before.",
    );
  }
  const { sources } = values;
  if (sources !== undefined && (kind !== "documents" || paths.length > 0)) {
    throw new AppError("bad-request", "--sources stands alone with documents: the list names what is read.");
  }
  if (!fromHistory && sources === undefined && paths.length === 0)
    throw new AppError("bad-request", `Name at least one file of ${kind}.`);
  const app = await openApp(values.data);
  try {
    if (fromHistory) return await learnTerms(app, { output: values.output, print });
    if (sources !== undefined) return await importSources(app, sources, print);
    if (kind === "documents") return await importDocuments(app, paths, print);
    const mapping = values.mapping === undefined ? undefined : readMapping(kind, await mappingText(values.mapping));
    let allGood = true;
    for (const path of paths) allGood = (await importTable(app, { kind, path, mapping, print })) && allGood;
    return allGood;
  } finally {
    await app.close();
  }
}

/** Without the sample plant: whoever imports has a plant. */
function openApp(data: string | undefined) {
  const given = data === undefined ? {} : { DATA_DIRECTORY: data };
  return compose(readConfig({ ...process.env, ...given, SAMPLE_PLANT: "off", LOG_LEVEL: "error" }));
}

async function mappingText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new AppError("invalid-file", `There is no mapping ${path} that can be read.`, { cause });
  }
}

function messageOf(error: unknown): string {
  if (error instanceof AppError) return error.detail;
  if (error instanceof ConfigError) return error.message;
  const { code, message, stack } = error as Error & { code?: string };
  return code?.startsWith("ERR_PARSE_ARGS") ? `${message} --help tells more.` : (stack ?? message);
}
