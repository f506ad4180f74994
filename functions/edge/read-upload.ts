import type { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import { validate } from "./validate.ts";

const MAX_NAME_LENGTH = 200;

export type Upload<Fields> = {
  file: { name: string; contentType: string; content: Uint8Array };
  fields: Fields;
};

/** One `file` and the text fields beside it, from a multipart/form-data body. */
export async function readUpload<Fields extends z.ZodType>(
  bytes: Uint8Array,
  contentType: string,
  fields: Fields,
): Promise<Upload<z.infer<Fields>>> {
  const form = await parseForm(bytes, contentType);
  const files = form.getAll("file");
  const [file] = files;
  if (!(file instanceof File) || files.length > 1) {
    throw new AppError("bad-request", "Send exactly one file in the form field `file`.", {
      errors: [{ path: "file", message: files.length > 1 ? "is given more than once" : "is required, as a file" }],
    });
  }
  const texts = Object.fromEntries([...form].filter(([name]) => name !== "file"));
  return {
    file: {
      name: bareName(file.name),
      contentType: file.type,
      content: new Uint8Array(await file.arrayBuffer()),
    },
    fields: validate(fields, texts, "form"),
  };
}

async function parseForm(bytes: Uint8Array, contentType: string): Promise<FormData> {
  try {
    return await new Response(bytes as BodyInit, { headers: { "content-type": contentType } }).formData();
  } catch (error) {
    throw new AppError("bad-request", "The body is not a complete multipart/form-data form.", { cause: error });
  }
}

/** The name without folders and control characters: it is shown and tells the format, it never becomes a path. */
function bareName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const bare = last.replaceAll(/[\p{Cc}\p{Cs}]/gu, "").slice(-MAX_NAME_LENGTH);
  return bare === "" || bare === "." || bare === ".." ? "file" : bare;
}
