import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { TokenCredential } from "@azure/identity";
import { BlobServiceClient, type BlobItem, type BlockBlobClient } from "@azure/storage-blob";
import { AppError } from "../../errors.ts";
import { FileKey, type FileArchive } from "../../ports/file-archive.ts";
import { downloadedPieces, withoutUncaughtErrors } from "./blob-download.ts";
import { blobAttempts } from "./blob-failure.ts";
import { inBlocks } from "./blob-pieces.ts";

/** An account (`https://NAME.blob.core.windows.net`) with an identity, or a connection string, which is for emulators. */
export type BlobAddress = { accountUrl: string; credential: TokenCredential } | { connectionString: string };

type Options = {
  container: string;
  /** For emulators: on Azure the infrastructure makes the container, and the identity may not. */
  createContainer: boolean;
  /** For one request, or for the next piece of a file that is read in pieces (default 30 s). */
  attemptTimeoutMs?: number;
  /** How many files one page of a list holds. */
  pageFiles?: number;
};

/** A file up to this size is one request; a larger one is so many blocks and a list of them, which makes it visible in one step. */
const BLOCK_BYTES = 4 * 1_024 * 1_024;

/**
 * Files as block blobs. Of two writers of one large file at once, one may be told `unavailable`: the first to finish drops the
 * other's blocks.
 */
export function blobFileArchive(address: BlobAddress, options: Options): FileArchive {
  const { container: name, createContainer, attemptTimeoutMs = 30_000, pageFiles = 1_000 } = options;
  const pipeline = { retryOptions: { maxTries: 1 } };
  const service =
    "connectionString" in address
      ? BlobServiceClient.fromConnectionString(address.connectionString, pipeline)
      : new BlobServiceClient(address.accountUrl, address.credential, pipeline);
  const container = service.getContainerClient(name);
  let made: Promise<unknown> | undefined;

  async function ready(): Promise<void> {
    if (!createContainer) return;
    made ??= attempts((abortSignal) => container.createIfNotExists({ abortSignal }));
    await made.catch((error: unknown) => {
      made = undefined;
      throw error;
    });
  }
  const attempts = <Result>(call: (signal: AbortSignal) => Promise<Result>) => blobAttempts(attemptTimeoutMs, call);

  async function blobOf(key: string): Promise<BlockBlobClient> {
    if (!FileKey.safeParse(key).success) {
      throw new AppError("bad-request", "A file key holds letters, digits, '.', '_' and '-' in parts divided by '/'.");
    }
    await ready();
    return container.getBlockBlobClient(key);
  }

  /** The file from a byte on; with `etag`, of that version only. */
  async function open(blob: BlockBlobClient, offset = 0, etag?: string) {
    return attempts(async (abortSignal) => {
      const conditions = etag === undefined ? {} : { ifMatch: etag };
      const { readableStreamBody, etag: version } = await blob.download(offset, undefined, { abortSignal, conditions });
      return { body: withoutUncaughtErrors(readableStreamBody as Readable), version };
    });
  }

  async function stream(key: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const blob = await blobOf(key);
    const opened = await open(blob);
    if (opened === undefined) return undefined;
    const resume = async (offset: number) => {
      const rest = await open(blob, offset, opened.version);
      if (rest === undefined) throw new Error("The file was removed.");
      return rest.body;
    };
    return downloadedPieces(opened.body, { resume, idleMs: attemptTimeoutMs });
  }

  return {
    async write(key, content) {
      const blob = await blobOf(key);
      const ids: string[] = [];
      const writer = randomUUID();
      for await (const { block, isLast } of inBlocks(content, BLOCK_BYTES)) {
        if (isLast && ids.length === 0) {
          await attempts((abortSignal) => blob.upload(block, block.byteLength, { abortSignal }));
          return;
        }
        const id = blockId(writer, ids.length);
        await attempts((abortSignal) => blob.stageBlock(id, block, block.byteLength, { abortSignal }));
        ids.push(id);
      }
      await attempts((abortSignal) => blob.commitBlockList(ids, { abortSignal }));
    },

    async read(key) {
      const pieces = await stream(key);
      return pieces && buffer(pieces);
    },

    stream,

    async remove(key) {
      const blob = await blobOf(key);
      const removed = await attempts((abortSignal) => blob.delete({ abortSignal, deleteSnapshots: "include" }));
      return removed !== undefined;
    },

    async list(prefix) {
      await ready();
      const keys: string[] = [];
      let continuationToken: string | undefined;
      do {
        const from = continuationToken;
        const page = await attempts(async (abortSignal) => {
          const pages = container
            .listBlobsFlat({ prefix, abortSignal })
            .byPage({ maxPageSize: pageFiles, ...(from === undefined ? {} : { continuationToken: from }) });
          return (await pages.next()).value;
        });
        keys.push(...(page?.segment.blobItems ?? []).map((item: BlobItem) => item.name));
        continuationToken = page?.continuationToken || undefined;
      } while (continuationToken !== undefined);
      return keys.filter((key) => FileKey.safeParse(key).success).sort();
    },
  };
}

/** Block ids of one file must be equally long. Another writer's blocks have other ids. */
function blockId(writer: string, index: number): string {
  return Buffer.from(`${writer}:${String(index).padStart(6, "0")}`).toString("base64");
}
