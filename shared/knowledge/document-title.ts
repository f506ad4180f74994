import { AppError } from "../errors.ts";
import type { ByteSource } from "../formats/byte-source.ts";
import type { DocumentFormat } from "./document-format.ts";
import { extractDocument } from "./extract-document.ts";

const TITLE_LIMIT = 300;
/** A document names itself on top. */
const TOP_CHARACTERS = 20_000;

/** The title given, else the document's own first heading, else its file name without the ending. */
export async function documentTitle(of: {
  given?: string | undefined;
  format: DocumentFormat;
  source: ByteSource;
  fileName?: string | undefined;
}): Promise<string> {
  const fromName = of.fileName
    ?.split(/[/\\]/)
    .at(-1)
    ?.replace(/\.[^.]{1,10}$/, "");
  const candidates = [of.given, () => titleOnTop(of.format, of.source), fromName];
  let found: string | undefined;
  for (const candidate of candidates) {
    const title = typeof candidate === "function" ? await candidate() : candidate;
    found ||= title?.replaceAll(/[\p{Cc}\s]+/gu, " ").trim();
    if (found) break;
  }
  return (found ?? "Untitled").normalize("NFC").slice(0, TITLE_LIMIT);
}

/** None, too, of what can't be read: its ingestion says why. */
async function titleOnTop(format: DocumentFormat, source: ByteSource): Promise<string | undefined> {
  try {
    return await firstTitle(format, source);
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid-file") return undefined;
    throw error;
  }
}

async function firstTitle(format: DocumentFormat, source: ByteSource): Promise<string | undefined> {
  let read = 0;
  for await (const found of extractDocument(format, source)) {
    if (found.kind === "title") return found.text;
    read += found.kind === "scan" ? 1 : found.text.length;
    if (read > TOP_CHARACTERS) return undefined;
  }
  return undefined;
}
