import type { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import { uploadKey } from "../../shared/operations/uploads.ts";
import { config, getApp } from "../app.ts";
import { incomingOf } from "./client-connection.ts";
import { parseJson } from "./parse-json.ts";
import { readBody } from "./read-body.ts";
import { readUpload, type Upload } from "./read-upload.ts";
import type { Exchange } from "./serve.ts";
import { validate } from "./validate.ts";

const JSON_LIMIT_BYTES = 262_144;

const jsonType = /^application\/(?:[\w.+-]+\+)?json\s*(?:;\s*charset="?utf-?8"?\s*)?$/i;
const formType = /^multipart\/form-data\s*;/i;

type Input = { body?: z.ZodType; upload?: z.ZodType; bodyLimitBytes?: number };

/** The body as JSON or as an uploaded file, whichever the route takes and the content type says. */
export async function readInput(
  { request, invocationId }: Pick<Exchange, "request" | "invocationId">,
  { body, upload, bodyLimitBytes = JSON_LIMIT_BYTES }: Input,
): Promise<{ body?: unknown; upload?: Upload<unknown> }> {
  if (body === undefined && upload === undefined) return {};
  const incoming = incomingOf(invocationId);
  const contentType = request.headers.get("content-type") ?? "";
  if (upload !== undefined && formType.test(contentType)) {
    const { archive, now, newId } = await getApp();
    const target = { archive, key: uploadKey(now(), newId()), limitBytes: config.uploadLimitBytes };
    return { upload: await readUpload(request, incoming, upload, target) };
  }
  if (body === undefined) throw new AppError("unsupported-media-type", "Send the file as multipart/form-data.");
  const isJson = contentType === "application/json" || jsonType.test(contentType);
  if (!isJson && contentType !== "") throw new AppError("unsupported-media-type", accepted(upload !== undefined));
  const bytes = await readBody(request, incoming, bodyLimitBytes);
  if (bytes.byteLength === 0) return { body: validate(body, undefined, "body") };
  if (!isJson) throw new AppError("unsupported-media-type", accepted(upload !== undefined));
  return { body: validate(body, parseJson(bytes), "body") };
}

function accepted(form: boolean): string {
  return `Send application/json in UTF-8${form ? " or multipart/form-data" : ""}.`;
}
