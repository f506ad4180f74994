import { readFile } from "node:fs/promises";
import path from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { AppError } from "../../errors.ts";
import { isSelector } from "./select-part.ts";

const line = (limit: number) => z.string().trim().min(1).max(limit);
const readers = {
  allowedGroups: z.array(line(100)).max(100).optional(),
  metadata: z.record(line(64), z.string().max(500)).optional(),
};

const Folder = z.strictObject({
  path: line(1_000),
  /** Globs over the path within the folder; one must match. */
  include: z.array(line(300)).min(1).max(100).optional(),
  ...readers,
});
const Url = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: "must be an http or https address" })
    .max(2_000)
    .refine((url) => !/^[a-z]+:\/\/[^/?#]*@/i.test(url), "may hold no password")
    .transform((url) => new URL(url).href.replace(/#.*$/, "")),
  /** A CSS selector: what it names of an HTML page is kept, besides the title. */
  selector: line(500).refine(isSelector, "is no CSS selector").optional(),
  /** Whether it may be at a private address: that host alone, not where it leads. */
  allowPrivate: z.boolean().optional(),
  ...readers,
});
const Sources = z
  .strictObject({ folders: z.array(Folder).max(1_000).optional(), urls: z.array(Url).max(10_000).optional() })
  .refine(({ folders = [], urls = [] }) => folders.length + urls.length > 0, "names neither folders nor urls");

export type FolderSource = z.infer<typeof Folder>;
export type UrlSource = z.infer<typeof Url>;
export type SourceList = { file: string; folders: FolderSource[]; urls: UrlSource[] };

const FILE_LIMIT_BYTES = 4_194_304;
const SHOWN_FAULTS = 10;

/** The list that a plant keeps. Folders become absolute, seen from the file. Throws `invalid-file`, which names line or entry. */
export async function readSourcesFile(file: string): Promise<SourceList> {
  const absolute = path.resolve(file);
  const { folders, urls = [] } = parseSources(await textOf(absolute), path.basename(file));
  const base = path.dirname(absolute);
  const all = (folders ?? []).map((folder) => ({ ...folder, path: path.resolve(base, folder.path) }));
  const names = [...all.map((folder) => folder.path), ...urls.map(({ url }) => url)];
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) throw invalid(path.basename(file), [`${twice} stands there twice`]);
  return { file: absolute, folders: all, urls };
}

function parseSources(text: string, name: string): z.infer<typeof Sources> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    throw invalid(
      name,
      broken.map(({ message, pos }) => `line ${lines.linePos(pos[0]).line}: ${message}`),
    );
  }
  const parsed = Sources.safeParse(valueOf(document, name));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const node = issue.path.length === 0 ? undefined : document.getIn(issue.path, true);
    const start = (node as { range?: [number] } | undefined)?.range?.[0];
    const where = start === undefined ? "" : `line ${lines.linePos(start).line}: `;
    return `${where}${issue.path.map(String).join(".") || "the file"}: ${issue.message}`;
  });
  throw invalid(name, faults);
}

/** Aliases are few and never nested into an avalanche: a list of sources needs none. */
function valueOf(document: ReturnType<typeof parseDocument>, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw invalid(name, [(cause as Error).message], cause);
  }
}

async function textOf(file: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    if (bytes.byteLength > FILE_LIMIT_BYTES) throw invalid(path.basename(file), ["it is larger than 4 MiB"]);
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const isText = (cause as NodeJS.ErrnoException).code === "ERR_ENCODING_INVALID_ENCODED_DATA";
    throw new AppError("invalid-file", isText ? `${file} is no UTF-8 text.` : `There is no file ${file} to read.`, {
      cause,
    });
  }
}

function invalid(name: string, faults: string[], cause?: unknown): AppError {
  const more = faults.length > SHOWN_FAULTS ? [`and ${faults.length - SHOWN_FAULTS} more`] : [];
  const shown = [...faults.slice(0, SHOWN_FAULTS), ...more].map((fault) => `\n  ${fault}`).join("");
  return new AppError("invalid-file", `The sources in ${name} can't be read:${shown}`, { cause });
}
