import type { DocumentFormat } from "./document-format.ts";
import { extractDocument } from "./extract-document.ts";

const TITLE_LIMIT = 300;
/** A document names itself on top. */
const TOP_CHARACTERS = 20_000;

/** The title given, else the document's own first heading, else its file name without the ending. */
export async function documentTitle(of: {
  given?: string | undefined;
  format: DocumentFormat;
  text: string;
  fileName?: string | undefined;
}): Promise<string> {
  const fromName = of.fileName
    ?.split(/[/\\]/)
    .at(-1)
    ?.replace(/\.[^.]{1,10}$/, "");
  const top = await extractDocument(of.format, of.text.slice(0, TOP_CHARACTERS));
  const candidates = [of.given, top.title, fromName];
  const found = candidates.map((title) => title?.replaceAll(/[\p{Cc}\s]+/gu, " ").trim()).find(Boolean);
  return (found ?? "Untitled").normalize("NFC").slice(0, TITLE_LIMIT);
}
