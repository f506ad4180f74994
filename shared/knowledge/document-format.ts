import path from "node:path";
import { AppError } from "../errors.ts";
import { type ByteSource, firstBytes } from "../formats/byte-source.ts";

export type DocumentFormat = "markdown" | "text" | "html" | "pdf" | "docx" | "csv" | "xlsx";

const office = "application/vnd.openxmlformats-officedocument";
const formats: { format: DocumentFormat; types: string[]; extensions: string[]; signature?: string }[] = [
  { format: "markdown", types: ["text/markdown", "text/x-markdown"], extensions: [".md", ".markdown"] },
  { format: "text", types: ["text/plain"], extensions: [".txt", ".text"] },
  { format: "html", types: ["text/html", "application/xhtml+xml"], extensions: [".html", ".htm", ".xhtml"] },
  { format: "pdf", types: ["application/pdf"], extensions: [".pdf"], signature: "%PDF-" },
  { format: "docx", types: [`${office}.wordprocessingml.document`], extensions: [".docx"], signature: "PK\x03\x04" },
  { format: "csv", types: ["text/csv"], extensions: [".csv", ".tsv"] },
  { format: "xlsx", types: [`${office}.spreadsheetml.sheet`], extensions: [".xlsx"], signature: "PK\x03\x04" },
];
/** How files of old or encrypted Office programs begin. */
const OLD_OFFICE = "\xd0\xcf\x11\xe0";
/** A PDF may have something before its signature. */
const LOOKED_AT_BYTES = 1_024;
/** What clients say when they do not know. */
const undeclared = ["", "application/octet-stream"];

/** Endings of files that can be ingested. */
export const documentExtensions = formats.flatMap(({ extensions }) => extensions);

/** The content type to keep: the declared one, else the one of the file's ending. Throws `unsupported-media-type`. */
export function contentTypeOf(declared: string | undefined, fileName = ""): string {
  const type = bareType(declared ?? "");
  const extension = path.extname(fileName).toLowerCase();
  const found = undeclared.includes(type)
    ? formats.find(({ extensions }) => extensions.includes(extension))
    : formats.find(({ types }) => types.includes(type));
  if (found !== undefined) return found.types[0]!;
  const given = undeclared.includes(type) ? `a file ending in "${extension.slice(0, 20)}"` : `"${type.slice(0, 80)}"`;
  throw new AppError(
    "unsupported-media-type",
    `A document can't be ${given}. Accepted are ${formats.map(({ types }) => types[0]).join(", ")} and files ending in ${documentExtensions.join(", ")}.`,
  );
}

/** The format of a content type that contentTypeOf gave. */
export function formatOf(contentType: string): DocumentFormat {
  return formats.find(({ types }) => types.includes(contentType))?.format ?? "text";
}

/** What begins with a signature is no text. */
export function isTextFormat(format: DocumentFormat): boolean {
  return signatureOf(format) === undefined;
}

/** Throws `invalid-file` where the content is of another kind than its type or its name says. */
export async function checkSignature(format: DocumentFormat, source: ByteSource): Promise<void> {
  const start = Buffer.from(await firstBytes(source, LOOKED_AT_BYTES)).toString("latin1");
  const signature = signatureOf(format);
  if (signature === undefined) {
    const known = formats.find((other) => other.signature !== undefined && start.startsWith(other.signature));
    if (known === undefined) return;
    throw new AppError(
      "invalid-file",
      `Its content is no ${format} but a ${known.format} or similar: send it as such.`,
    );
  }
  if (start.startsWith(OLD_OFFICE)) {
    throw new AppError("invalid-file", "It is encrypted or of an old Office format. Save it anew without a password.");
  }
  const isThere = format === "pdf" ? start.includes(signature) : start.startsWith(signature);
  if (!isThere) throw new AppError("invalid-file", `Its content is no ${format}, whatever its name or type says.`);
}

function signatureOf(format: DocumentFormat): string | undefined {
  return formats.find((known) => known.format === format)?.signature;
}

function bareType(declared: string): string {
  return (declared.split(";")[0] ?? "").trim().toLowerCase();
}
