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
      await expect(archive.remove(key)).rejects.toMatchObject(refused);
    });
  });
}
