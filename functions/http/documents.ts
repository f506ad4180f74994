import { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import { registerDocument } from "../../shared/knowledge/register-document.ts";
import { mayRead, readableGroups } from "../../shared/knowledge/readable-groups.ts";
import { releaseDocument } from "../../shared/knowledge/release-document.ts";
import { removeDocument } from "../../shared/knowledge/remove-document.ts";
import { Document, documentStatuses } from "../../shared/ports/document-store.ts";
import { jsonText, line, listText, pageOf, pageQuery } from "../edge/fields.ts";
import { name } from "../edge/named-schemas.ts";
import type { Upload } from "../edge/read-upload.ts";
import { at, json, nothing } from "../edge/reply.ts";
import { route } from "../edge/route.ts";

const tag = "Knowledge";
const document = { description: "The document", schema: name("Document", Document) };
/** A long manual as JSON text; more goes as a file. */
const BODY_LIMIT_BYTES = 10_485_760;

const about = {
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .exactOptional(),
  allowedGroups: z.array(line(100, 1)).max(100).exactOptional().describe("Who may read it; none: everyone"),
  metadata: z.record(line(64, 1), line(500)).exactOptional(),
};
const NewDocument = z.strictObject({
  title: line(300, 1),
  content: z.string().min(1),
  contentType: line(100, 1).describe(
    "text/markdown, text/plain, text/html or text/csv; other formats are sent as a file",
  ),
  ...about,
});
const DocumentForm = z.strictObject({
  title: line(300, 1).exactOptional().describe("Default: the first heading, or the file's name"),
  contentType: line(100, 1).exactOptional().describe("Default: as the part says, or by the file's name"),
  url: about.url,
  allowedGroups: listText(z.array(line(100, 1)).max(100))
    .exactOptional()
    .describe("Names separated by commas, or a JSON array"),
  metadata: jsonText(z.record(line(64, 1), line(500)))
    .exactOptional()
    .describe("JSON object"),
});

route(
  {
    name: "add-document",
    method: "POST",
    path: "api/v1/documents",
    role: "operator",
    summary: "Takes a document, to be read into the index by the next ingestion run",
    tag,
    body: NewDocument.optional(),
    upload: DocumentForm,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    responses: { 202: { ...document, headers: { location: "Where to read its status" } } },
  },
  async ({ app, caller, body, upload }) => {
    const source = upload ? fromFile(upload) : fromText(body);
    const added = await registerDocument(app, caller, source);
    return at(`/api/v1/documents/${added.id}`, added, 202);
  },
);

route(
  {
    name: "list-documents",
    method: "GET",
    path: "api/v1/documents",
    summary: "The documents that the caller may read, newest first",
    tag,
    query: z.strictObject({ ...pageQuery, status: z.enum(documentStatuses).exactOptional() }),
    responses: { 200: { description: "One page", schema: name("DocumentPage", pageOf(Document)) } },
  },
  async ({ app, caller, query }) => json(await app.documents.list({ ...query, groups: readableGroups(caller) })),
);

route(
  {
    name: "read-document",
    method: "GET",
    path: "api/v1/documents/{id}",
    summary: "One document: its status, and the reason where it failed",
    tag,
    responses: { 200: document },
  },
  async ({ app, caller, params }) => {
    const found = await app.documents.read(params.id);
    if (!found || !mayRead(caller, found)) throw new AppError("not-found", "There is no such document.");
    return json(found);
  },
);

route(
  {
    name: "release-document",
    method: "POST",
    path: "api/v1/documents/{id}/release",
    role: "operator",
    summary: "Gives a document that failed or was parked three more tries",
    tag,
    body: z.strictObject({}).optional(),
    responses: { 202: document },
  },
  async ({ app, params }) => json(await releaseDocument(app, params.id), 202),
);

route(
  {
    name: "remove-document",
    method: "DELETE",
    path: "api/v1/documents/{id}",
    role: "operator",
    summary: "Removes a document: its file, and what is found by it",
    tag,
    responses: { 204: { description: "It is gone" } },
  },
  async ({ app, params }) => {
    await removeDocument(app, params.id);
    return nothing();
  },
);

function fromFile({ file, fields }: Upload<z.infer<typeof DocumentForm>>) {
  return { contentType: file.contentType, ...fields, fileName: file.name, content: file.content };
}

function fromText(body: z.infer<typeof NewDocument> | undefined) {
  if (body === undefined) throw new AppError("bad-request", "Send the document as JSON or as multipart/form-data.");
  return { ...body, content: Buffer.from(body.content) };
}
