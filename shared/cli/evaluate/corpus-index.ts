import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { compose, type App } from "../../compose.ts";
import { readConfig } from "../../config.ts";
import { AppError } from "../../errors.ts";
import { byteSource } from "../../formats/byte-source.ts";
import { type DocumentFormat, formatOf } from "../../knowledge/document-format.ts";
import { wholeDocument } from "../../knowledge/extract-document.ts";
import { indexedChunks } from "../../knowledge/indexed-chunks.ts";
import type { IndexedChunk, KnowledgeIndex } from "../../ports/knowledge-index.ts";
import type { CorpusFile } from "./read-corpus.ts";

/** Each file's chunks, as ingestion makes them; a document's id is its file's name. */
export async function chunksOf(files: readonly CorpusFile[]): Promise<Map<string, IndexedChunk[]>> {
  const chunks = new Map<string, IndexedChunk[]>();
  for (const { name, fileName, contentType, content } of files) {
    const { blocks, title = name } = await read(fileName, formatOf(contentType), content);
    const at = "2026-01-01T00:00:00.000Z";
    const document = { id: name, title, contentType, allowedGroups: [], metadata: {}, status: "queued" as const };
    const facts = {
      attempts: 0,
      sizeBytes: content.length,
      contentHash: "",
      chunkCount: 0,
      createdAt: at,
      updatedAt: at,
    };
    chunks.set(name, (await Array.fromAsync(indexedChunks({ ...document, ...facts }, blocks))).flat());
  }
  return chunks;
}

async function read(fileName: string, format: DocumentFormat, content: Uint8Array) {
  try {
    return await wholeDocument(format, byteSource(content));
  } catch (error) {
    if (!(error instanceof AppError) || !error.isCallersFault) throw error;
    throw new AppError("invalid-file", `${fileName}: ${error.detail}`, { cause: error });
  }
}

export type OpenIndex = (
  chunks: Map<string, IndexedChunk[]>,
  tokens?: (text: string) => string[],
) => Promise<KnowledgeIndex>;

/** Knowledge indexes of the embedded platform, each of its own chunks, in a folder that is gone when `work` is done. */
export async function withIndexes<Result>(work: (open: OpenIndex) => Promise<Result>): Promise<Result> {
  return withApps((openApp) =>
    work(async (chunks, tokens) => {
      const { index } = await openApp();
      for (const [id, indexed] of chunks) {
        await index.replaceDocument(id, tokens === undefined ? indexed : indexed.map(retokenised(tokens)));
      }
      return index;
    }),
  );
}

/** An empty PMark of the embedded platform, gone when `work` is done. */
export async function withApp<Result>(work: (app: App) => Promise<Result>): Promise<Result> {
  return withApps(async (openApp) => work(await openApp()));
}

async function withApps<Result>(work: (openApp: () => Promise<App>) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), "pmark-evaluate-"));
  const apps: App[] = [];
  try {
    return await work(async () => {
      const data = path.join(folder, String(apps.length));
      const app = await compose(readConfig({ DATA_DIRECTORY: data, SAMPLE_PLANT: "off", LOG_LEVEL: "error" }));
      apps.push(app);
      return app;
    });
  } finally {
    for (const app of apps) await app.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is searched of a chunk: its title, the headings above it (once each) and its text. */
export function searchedText({ chunk }: IndexedChunk): string {
  return [...new Set([chunk.title, ...chunk.headings]), chunk.text].join("\n");
}

function retokenised(tokens: (text: string) => string[]): (indexed: IndexedChunk) => IndexedChunk {
  return (indexed) => ({ ...indexed, tokens: tokens(searchedText(indexed)) });
}
