import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { HttpRequest } from "@azure/functions";
import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import type { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import { archivedSource, type ByteSource } from "../../shared/formats/byte-source.ts";
import type { FileArchive } from "../../shared/ports/file-archive.ts";
import { arrivingBody, tooLarge } from "./read-body.ts";
import { validate } from "./validate.ts";

const MAX_NAME_LENGTH = 200;
const FIELD_LIMIT_BYTES = 65_536;
const FIELD_LIMIT = 50;
/** What a form adds to its file: boundaries, headers and the fields beside it. */
const FORM_OVERHEAD_BYTES = 65_536;

export type Upload<Fields> = {
  file: { name: string; contentType: string; content: ByteSource };
  fields: Fields;
  /** To be called when the file has been kept elsewhere, or refused. */
  discard: () => Promise<unknown>;
};

export type UploadTarget = { archive: FileArchive; key: string; limitBytes: number };

type Form = { file: { name: string; contentType: string } | undefined; files: number; fields: Record<string, unknown> };

/**
 * One `file` and the text fields beside it, from a multipart/form-data body. The file goes into the archive as it comes, so
 * that memory holds a piece of it; one that is refused, broken or aborted leaves nothing there.
 */
export async function readUpload<Fields extends z.ZodType>(
  request: HttpRequest,
  incoming: IncomingMessage | undefined,
  fields: Fields,
  target: UploadTarget,
): Promise<Upload<z.infer<Fields>>> {
  const { archive, key, limitBytes } = target;
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes + FORM_OVERHEAD_BYTES) throw tooLarge(limitBytes);
  const discard = () => archive.remove(key);
  try {
    const form = await receive(request, incoming, target);
    if (form.file === undefined || form.files > 1) {
      throw new AppError("bad-request", "Send exactly one file in the form field `file`.", {
        errors: [{ path: "file", message: form.files > 1 ? "is given more than once" : "is required, as a file" }],
      });
    }
    const gone = () => new AppError("unavailable", "The uploaded file is gone. Send it again.");
    return {
      file: { ...form.file, content: archivedSource(archive, key, gone) },
      fields: validate(fields, form.fields, "form"),
      discard,
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

async function receive(request: HttpRequest, incoming: IncomingMessage | undefined, target: UploadTarget) {
  const { archive, key, limitBytes } = target;
  const form: Form = { file: undefined, files: 0, fields: Object.create(null) };
  const parser = parserOf(request, limitBytes);
  let writing: Promise<unknown> | undefined;
  let open: BusboyFileStream | undefined;
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    parser.destroy();
  };
  parser.on("file", (name, stream, fileName, _encoding, contentType) => {
    // Also where nobody reads it: an error without a listener would end the process.
    stream.on("error", () => undefined);
    if (name !== "file") form.fields[name] = stream;
    else form.files += 1;
    if (name !== "file" || form.files > 1) return void stream.resume();
    form.file = { name: bareName(fileName ?? ""), contentType };
    open = stream;
    writing = archive.write(key, limited(stream, limitBytes)).catch(fail);
  });
  parser.on("field", (name, value, _nameTruncated, isTruncated) => {
    if (isTruncated) fail(new AppError("bad-request", `A form field holds at most ${FIELD_LIMIT_BYTES} bytes.`));
    else if (name !== "file") form.fields[name] = value;
  });
  for (const event of ["fieldsLimit", "partsLimit"] as const) {
    parser.on(event, () => fail(new AppError("bad-request", `A form has at most ${FIELD_LIMIT} fields.`)));
  }
  try {
    const body = arrivingBody(request, incoming, limitBytes + FORM_OVERHEAD_BYTES);
    await pipeline(Readable.from(body, { objectMode: false }), parser);
    await writing;
    if (failure !== undefined) throw failure;
    return form;
  } catch (error) {
    open?.destroy(new Error("the form broke off"));
    await writing;
    // What still comes is dropped, so that the answer can be read.
    incoming?.resume();
    const first = error instanceof AppError ? error : (failure ?? error);
    if (first instanceof AppError) throw first;
    throw incomplete(first);
  }
}

function parserOf(request: HttpRequest, limitBytes: number): Busboy {
  try {
    return new Busboy({
      headers: { "content-type": request.headers.get("content-type") ?? "" },
      limits: { fileSize: limitBytes, fieldSize: FIELD_LIMIT_BYTES, fields: FIELD_LIMIT, parts: FIELD_LIMIT },
    });
  } catch (error) {
    throw incomplete(error);
  }
}

async function* limited(stream: BusboyFileStream, limitBytes: number): AsyncGenerator<Uint8Array> {
  yield* stream as AsyncIterable<Uint8Array>;
  if (stream.truncated) throw tooLarge(limitBytes);
}

function incomplete(cause: unknown): AppError {
  return new AppError("bad-request", "The body is not a complete multipart/form-data form.", { cause });
}

/** The name without folders and control characters: it is shown and tells the format, it never becomes a path. */
function bareName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const bare = last.replaceAll(/[\p{Cc}\p{Cs}]/gu, "").slice(-MAX_NAME_LENGTH);
  return bare === "" || bare === "." || bare === ".." ? "file" : bare;
}
