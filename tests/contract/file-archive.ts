import { describe, expect, it } from "vitest";
import type { FileArchive } from "../../shared/ports/file-archive.ts";
import type { MakeInstances } from "./instances.ts";

/** What every file archive promises. */
export function describeFileArchive(name: string, make: MakeInstances<FileArchive>) {
  describe(`the file archive (${name})`, () => {
    const bytes = (text: string) => new TextEncoder().encode(text);
    const text = (content: Uint8Array | undefined) => content && new TextDecoder().decode(content);

    it("gives back the bytes of a key, also to another instance, and the newest after a second write", async () => {
      const instances = make();
      const archive = instances.open();
      const all = Uint8Array.from({ length: 70_000 }, (_, n) => n % 256);
      await archive.write("documents/d-1.bin", all);
      expect(Buffer.compare((await archive.read("documents/d-1.bin")) ?? bytes(""), all)).toBe(0);
      await archive.write("documents/d-1.bin", bytes("새 글"));
      expect(text(await instances.open().read("documents/d-1.bin"))).toBe("새 글");
      expect(await archive.list("")).toEqual(["documents/d-1.bin"]);
    });

    it("keeps empty files apart from missing ones", async () => {
      const archive = make().open();
      await archive.write("empty", new Uint8Array());
      expect((await archive.read("empty"))?.length).toBe(0);
      expect(await archive.read("missing")).toBeUndefined();
      expect(await archive.read("empty/below")).toBeUndefined();
      expect(await archive.read("missing/below")).toBeUndefined();
    });

    it("shows readers the old file or the new one, never half of it", async () => {
      const archive = make().open();
      const contents = ["a", "b", "c"].map((letter) => letter.repeat(300_000));
      await archive.write("file", bytes(contents[0] ?? ""));
      const writing = Promise.all(contents.map((content) => archive.write("file", bytes(content))));
      for (let n = 0; n < 20; n++) expect(contents).toContain(text(await archive.read("file")));
      await writing;
      expect(contents).toContain(text(await archive.read("file")));
      expect(await archive.list("")).toEqual(["file"]);
    });

    it("takes a file in pieces and gives it back in pieces, none of them large", async () => {
      const archive = make().open();
      const all = Uint8Array.from({ length: 3_000_000 }, (_, n) => (n * 7) % 251);
      await archive.write("file", inPieces(all, 99_991));
      expect(Buffer.compare((await archive.read("file")) ?? bytes(""), all)).toBe(0);
      const pieces = await allOf(archive.stream("file"));
      expect(Buffer.compare(Buffer.concat(pieces), all)).toBe(0);
      expect(Math.max(...pieces.map((piece) => piece.byteLength))).toBeLessThan(all.byteLength / 2);
      await archive.write("empty", inPieces(bytes(""), 1));
      expect(Buffer.concat(await allOf(archive.stream("empty"))).byteLength).toBe(0);
      expect(await archive.stream("missing")).toBeUndefined();
      expect(await archive.stream("missing/below")).toBeUndefined();
    });

    it("leaves everything as it was when the pieces end in an error, and throws that error", async () => {
      const archive = make().open();
      await archive.write("old", bytes("old"));
      const broken = new Error("the upload broke off");
      for (const key of ["old", "new", "folder/new"]) {
        await expect(archive.write(key, inPieces(bytes("x".repeat(200_000)), 50_000, broken))).rejects.toBe(broken);
      }
      expect(text(await archive.read("old"))).toBe("old");
      expect(await archive.list("")).toEqual(["old"]);
    });

    it("shows a file only when its last piece is there, and keeps an open one whole", async () => {
      const archive = make().open();
      const contents = ["a", "b"].map((letter) => bytes(letter.repeat(400_000)));
      await archive.write("file", contents[0]!);
      const reading = await archive.stream("file");
      async function* watched() {
        for await (const piece of inPieces(contents[1]!, 100_000)) {
          expect((await archive.read("file"))?.[0]).toBe(97);
          yield piece;
        }
      }
      await archive.write("file", watched());
      expect((await archive.read("file"))?.[0]).toBe(98);
      const seen = await allOf(reading).catch((error: unknown) => error);
      if (Array.isArray(seen)) expect(Buffer.concat(seen as Uint8Array[]).equals(contents[0]!)).toBe(true);
      else expect(seen).toMatchObject({ code: "unavailable" });
    });

    it("can be left in the middle of a file", async () => {
      const archive = make().open();
      await archive.write("file", bytes("x".repeat(2_000_000)));
      for await (const piece of (await archive.stream("file"))!) {
        expect(piece.byteLength).toBeGreaterThan(0);
        break;
      }
      expect(await archive.remove("file")).toBe(true);
    });

    it("lists keys that begin with a prefix, sorted", async () => {
      const archive = make().open();
      expect(await archive.list("")).toEqual([]);
      for (const key of ["documents/b", "documents/a/x", "imports/1", "documents2"])
        await archive.write(key, bytes(key));
      expect(await archive.list("documents/")).toEqual(["documents/a/x", "documents/b"]);
      expect(await archive.list("documents")).toEqual(["documents/a/x", "documents/b", "documents2"]);
      expect(await archive.list("none")).toEqual([]);
    });

    it("removes once, and no folder", async () => {
      const archive = make().open();
      await archive.write("documents/a", bytes("a"));
      expect(await archive.remove("documents")).toBe(false);
      expect(await archive.remove("documents/a")).toBe(true);
      expect(await archive.remove("documents/a")).toBe(false);
      expect(await archive.read("documents/a")).toBeUndefined();
    });

    it("takes files into a folder while its last one is removed", async () => {
      const archive = make().open();
      for (let n = 0; n < 20; n += 1) {
        await archive.write("imports/1/a", bytes("a"));
        await Promise.all([archive.remove("imports/1/a"), archive.write("imports/1/b", bytes("b"))]);
        expect(await archive.list("imports/")).toEqual(["imports/1/b"]);
        await archive.remove("imports/1/b");
      }
    });

    it.each([
      "",
      "/etc/passwd",
      "../up",
      "a/../../up",
      "a/..",
      ".",
      "a//b",
      "a/",
      "a\\b",
      "a b",
      "한글",
      "a\0b",
      "C:x",
      "~",
    ])("refuses the key %j", async (key) => {
      const archive = make().open();
      const refused = { code: "bad-request" };
      await expect(archive.write(key, bytes("x"))).rejects.toMatchObject(refused);
      await expect(archive.read(key)).rejects.toMatchObject(refused);
      await expect(archive.stream(key)).rejects.toMatchObject(refused);
      await expect(archive.remove(key)).rejects.toMatchObject(refused);
    });
  });
}

async function* inPieces(content: Uint8Array, pieceBytes: number, failure?: Error): AsyncIterable<Uint8Array> {
  for (let at = 0; at < content.byteLength; at += pieceBytes) yield content.subarray(at, at + pieceBytes);
  if (failure) throw failure;
}

async function allOf(
  stream: Promise<AsyncIterable<Uint8Array> | undefined> | AsyncIterable<Uint8Array> | undefined,
): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of (await stream) ?? []) pieces.push(piece);
  return pieces;
}
