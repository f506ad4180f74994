import path from "node:path";
import { AppError } from "../errors.ts";

export type DocumentFormat = "markdown" | "text" | "html";

const formats: { format: DocumentFormat; types: string[]; extensions: string[] }[] = [
  { format: "markdown", types: ["text/markdown", "text/x-markdown"], extensions: [".md", ".markdown"] },
  { format: "text", types: ["text/plain"], extensions: [".txt", ".text"] },
  { format: "html", types: ["text/html", "application/xhtml+xml"], extensions: [".html", ".htm", ".xhtml"] },
];
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

function bareType(declared: string): string {
  return (declared.split(";")[0] ?? "").trim().toLowerCase();
}
