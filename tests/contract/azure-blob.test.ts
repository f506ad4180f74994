import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { blobFileArchive } from "../../shared/adapters/azure/blob-file-archive.ts";
import { startAzurite } from "../harness/start-azurite.ts";
import { startFaultyProxy, type HttpFault } from "../harness/faulty-proxy.ts";
import { describeFileArchive } from "./file-archive.ts";
import { standingClock } from "./instances.ts";

let azurite: Awaited<ReturnType<typeof startAzurite>>;
let proxy: Awaited<ReturnType<typeof startFaultyProxy>>;
beforeAll(async () => {
  azurite = await startAzurite();
  proxy = await startFaultyProxy(azurite.url);
});
afterEach(() => proxy.misbehave(() => undefined));
afterAll(async () => {
  await proxy.stop();
  await azurite.stop();
});

describeFileArchive("Blob Storage", () => {
  const container = randomUUID();
  return {
    ...standingClock(),
    close: () => {},
    open: () => blobFileArchive({ connectionString: azurite.connectionString }, { container, createContainer: true }),
  };
});

const MEGABYTE = 1_024 * 1_024;
const bytes = (text: string) => new TextEncoder().encode(text);
const throughProxy = (more: { container?: string; createContainer?: boolean; attemptTimeoutMs?: number } = {}) => {
  const connectionString = azurite.connectionString.replace(azurite.url, proxy.url);
  return blobFileArchive({ connectionString }, { container: randomUUID(), createContainer: true, ...more });
};

describe("files of several blocks", () => {
  const large = Buffer.alloc(9 * MEGABYTE, "0123456789");

  it("go up block by block, are seen only when all are there, and come back whole", async () => {
    const archive = throughProxy();
    async function* pieces() {
      for (let at = 0; at < large.byteLength; at += 700_000) yield large.subarray(at, at + 700_000);
      expect(await archive.read("large")).toBeUndefined();
    }
    await archive.write("large", pieces());
    expect(large.equals((await archive.read("large"))!)).toBe(true);
    expect(proxy.routes.filter((route) => route.includes("/large?") && route.includes("comp=block&"))).toHaveLength(3);
  });

  it("of two writers at once stay whole, and whoever lost is told", async () => {
    const archive = throughProxy();
    const other = Buffer.alloc(large.byteLength, "x");
    const outcomes = await Promise.allSettled([archive.write("large", large), archive.write("large", other)]);
    const kept = (await archive.read("large"))!;
    const [wroteLarge, wroteOther] = outcomes.map(({ status }) => status === "fulfilled");
    expect((wroteLarge && large.equals(kept)) || (wroteOther && other.equals(kept))).toBe(true);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "unavailable" });
    }
  });
});

describe("Blob Storage that fails for a moment", () => {
  const faults: HttpFault[] = [{ status: 503 }, { status: 500 }, { status: 429 }, "drop", "lost", "hang"];

  it.each(faults)("(%j) is asked again: by every call", async (fault) => {
    const archive = throughProxy({ attemptTimeoutMs: fault === "hang" ? 500 : 20_000 });
    const met = new Set<string>();
    proxy.misbehave((route) => {
      const [call = ""] = route.split("&");
      if (met.has(call)) return undefined;
      met.add(call);
      return fault;
    });
    await archive.write("a/1", bytes("one"));
    expect(Buffer.from((await archive.read("a/1"))!).toString()).toBe("one");
    expect(await archive.list("a/")).toEqual(["a/1"]);
    await archive.remove("a/1");
    expect(await archive.read("a/1")).toBeUndefined();
  });

  const allOf = async (pieces: AsyncIterable<Uint8Array> | undefined) => {
    const seen: Uint8Array[] = [];
    for await (const piece of pieces ?? []) seen.push(piece);
    return Buffer.concat(seen);
  };
  const breakOff = (times: number) =>
    proxy.misbehave((route) => (route.startsWith("GET") && times-- > 0 ? "half" : undefined));
  const content = Buffer.alloc(500_000, "0123456789");

  it("continues a download that breaks off, also one that nobody reads yet", async () => {
    const archive = throughProxy();
    await archive.write("file", content);
    breakOff(3);
    expect(content.equals((await archive.read("file"))!)).toBe(true);
    breakOff(1);
    const pieces = await archive.stream("file");
    await vi.waitFor(() => expect(proxy.brokenOff()).toBe(4));
    expect(content.equals(await allOf(pieces))).toBe(true);
  });

  it("continues no download of a file that is another by then", async () => {
    const archive = throughProxy();
    await archive.write("file", content);
    breakOff(1);
    const pieces = await archive.stream("file");
    await archive.write("file", Buffer.alloc(500_000, "b"));
    await expect(allOf(pieces)).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("Blob Storage that can't be used", () => {
  it("is an outage, never a missing file: no container, no server", async () => {
    const archives = [
      throughProxy({ createContainer: false }),
      blobFileArchive(
        { connectionString: azurite.connectionString.replace(azurite.url, "http://127.0.0.1:9") },
        { container: "pmark", createContainer: true },
      ),
    ];
    for (const archive of archives) {
      for (const call of [() => archive.read("a"), () => archive.stream("a"), () => archive.remove("a")]) {
        await expect(call()).rejects.toMatchObject({ code: "unavailable" });
      }
      await expect(archive.write("a", bytes("a"))).rejects.toMatchObject({ code: "unavailable" });
      await expect(archive.list("")).rejects.toMatchObject({ code: "unavailable" });
    }
  });
});

it("a long list of files comes in pages, whole and sorted", async () => {
  const archive = blobFileArchive(
    { connectionString: azurite.connectionString },
    { container: randomUUID(), createContainer: true, pageFiles: 2 },
  );
  const keys = ["a/1", "a/2", "a/3", "a/4", "a/5", "b"];
  for (const key of keys.toReversed()) await archive.write(key, bytes(key));
  expect(await archive.list("")).toEqual(keys);
  expect(await archive.list("a/")).toEqual(keys.slice(0, 5));
});
