import { createHash } from "node:crypto";
import path from "node:path";
import { AppError } from "../../errors.ts";
import { byteSource } from "../../formats/byte-source.ts";
import { contentTypeOf } from "../document-format.ts";
import { textsOf } from "../extract-document.ts";
import { documentIdOf } from "../register-document.ts";
import type { PageReader, PageVerdict } from "./page-reader.ts";
import type { UrlSource } from "./read-sources-file.ts";
import type { Pass } from "./read-sources.ts";
import { selectPart } from "./select-part.ts";
import { takeDocument } from "./take-document.ts";

const SOURCE = "urls";

/** The page that was not visited for the longest time comes first, so that a deadline starves none. */
export async function readUrls(
  pass: Pass,
  urls: UrlSource[],
  pages: PageReader,
  save: () => Promise<void>,
): Promise<void> {
  const { ledger, kept, report } = pass;
  const entries = urls.map((entry) => ({ entry, id: documentIdOf([SOURCE, entry.url]) }));
  for (const { entry, id } of entries) {
    ledger[id] ??= { source: SOURCE, name: entry.url };
    kept.add(id);
  }
  if (entries.length > 0) await save();
  const visitedAt = ({ id }: { id: string }) => ledger[id]!.visitedAt ?? "";
  for (const { entry, id } of entries.toSorted((a, b) => (visitedAt(a) < visitedAt(b) ? -1 : 1))) {
    if (!pass.mayGoOn()) return;
    await readUrl(pass, id, entry, pages);
    ledger[id]!.visitedAt = pass.ports.now().toISOString();
    report.sources += 1;
    pass.onProgress(report);
  }
}

async function readUrl(pass: Pass, id: string, entry: UrlSource, pages: PageReader): Promise<void> {
  const { ports, ledger, kept, report } = pass;
  const known = (await ports.documents.read(id)) !== undefined;
  const noted = ledger[id]!;
  const settings = settingsOf(entry);
  const since = known && noted.settings === settings ? { etag: noted.etag, lastModified: noted.lastModified } : {};
  const { origin, pathname } = new URL(entry.url);
  const shown = `${origin}${pathname}`;
  try {
    const verdict = await pages.read({ url: entry.url, allowPrivate: entry.allowPrivate === true, ...since });
    if (verdict.status === "gone") {
      if (known) kept.delete(id);
      else await pass.failed(shown, "There is no such page.");
      return;
    }
    if (verdict.status === "unchanged") {
      report.taken += 1;
      return;
    }
    const fileName = path.posix.basename(pathname) || undefined;
    const contentType = contentTypeOf(verdict.contentType, fileName);
    const isTaken = await takeDocument(pass, shown, {
      id,
      content: await contentOf(verdict, contentType, entry.selector),
      contentType,
      fileName,
      url: entry.url,
      allowedGroups: entry.allowedGroups,
      metadata: entry.metadata,
    });
    const { etag, lastModified } = verdict;
    if (isTaken) ledger[id] = { source: SOURCE, name: entry.url, settings, etag, lastModified };
  } catch (error) {
    if (!(error instanceof AppError && error.isCallersFault)) throw error;
    await pass.failed(shown, error.detail, id);
  }
}

async function contentOf(
  { body }: Extract<PageVerdict, { status: "page" }>,
  contentType: string,
  selector: string | undefined,
): Promise<Buffer> {
  if (selector === undefined) return body;
  if (contentType !== "text/html") throw new AppError("invalid-file", "A selector is for HTML pages: it is none.");
  let html = "";
  for await (const text of textsOf(byteSource(body))) html += text;
  return Buffer.from(selectPart(html, selector));
}

/** With other settings the page is fetched anew, whatever its tag says. */
function settingsOf({ selector, allowedGroups, metadata }: UrlSource): string {
  return createHash("sha256")
    .update(JSON.stringify([selector, allowedGroups, metadata]))
    .digest("hex")
    .slice(0, 16);
}
