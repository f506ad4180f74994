import { AppError } from "../errors.ts";
import type { ByteSource } from "./byte-source.ts";

/** A line of text where it stands on its page, its size in points. */
export type PdfLine = { text: string; size: number; top: number };
export type PdfPage = { page: number; lines: PdfLine[] };

export type Pdf = {
  pages: number;
  /** Its own title, where it says one. */
  title: string | undefined;
  read(page: number): Promise<PdfPage>;
  close(): Promise<void>;
};

/** The library holds a file whole, and a few times its size while it works. */
const SIZE_LIMIT_BYTES = 100 * 1024 * 1024;
/** Pieces of text whose base lines are nearer than this share of their size stand on one line. */
const SAME_LINE = 0.5;
const WORD_GAP = 0.2;

/** Opens a PDF, page by page. To be closed. Throws `invalid-file` where it is encrypted, damaged or none. */
export async function openPdf(source: ByteSource): Promise<Pdf> {
  const bytes = await wholeOf(source);
  // Loaded when the first PDF comes: it is half of all code.
  const { getDocumentProxy } = await import("unpdf");
  const document = await getDocumentProxy(bytes, { verbosity: 0 }).catch(refuse);
  const about = await document.getMetadata().catch(() => undefined);
  const facts: { Title?: unknown } = about?.info ?? {};
  const title = facts.Title;
  return {
    pages: document.numPages,
    title: typeof title === "string" && title.trim() !== "" ? title : undefined,
    async read(number) {
      try {
        const page = await document.getPage(number);
        const { items } = await page.getTextContent();
        page.cleanup();
        return { page: number, lines: linesOf(items as Item[]) };
      } catch (error) {
        return refuse(error);
      }
    },
    close: () => document.loadingTask.destroy(),
  };
}

type Item = { str?: string; transform?: number[]; width?: number; height?: number };

async function wholeOf(source: ByteSource): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source()) {
    pieces.push(piece);
    size += piece.byteLength;
    if (size > SIZE_LIMIT_BYTES) throw new AppError("invalid-file", "A PDF may have 100 MB at most. Split it.");
  }
  // A copy of its own: the library takes the memory over.
  return new Uint8Array(Buffer.concat(pieces));
}

function refuse(cause: unknown): never {
  const name = cause instanceof Error ? cause.name : "";
  const reason =
    name === "PasswordException"
      ? "It is encrypted. Save it without a password."
      : "It is damaged, or no PDF: it can't be read.";
  throw new AppError("invalid-file", reason, { cause });
}

/** Pieces of text in the order of the page's description, joined where they stand on one line. */
function linesOf(items: Item[]): PdfLine[] {
  const lines: (PdfLine & { end: number })[] = [];
  for (const { str = "", transform = [], width = 0, height = 0 } of items) {
    if (str.trim() === "") continue;
    const [, , , , left = 0, base = 0] = transform;
    const size = height || Math.abs(transform[3] ?? 0);
    const last = lines.at(-1);
    if (last !== undefined && Math.abs(last.top - base) < SAME_LINE * Math.max(size, last.size)) {
      const isApart = left - last.end > WORD_GAP * size && !/\s$/.test(last.text) && !/^\s/.test(str);
      last.text += (isApart ? " " : "") + str;
      last.end = left + width;
      last.size = Math.max(last.size, size);
    } else lines.push({ text: str, size, top: base, end: left + width });
  }
  return lines.map(({ text, size, top }) => ({ text: text.replaceAll(/\s+/g, " ").trim(), size, top }));
}
