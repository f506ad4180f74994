import { describe, expect, it } from "vitest";
import type { CorrectionStore, TermCorrection } from "../../shared/ports/correction-store.ts";
import type { MakeInstances } from "./instances.ts";
import { minute } from "./samples.ts";

/** What every store of term corrections promises. */
export function describeCorrectionStore(name: string, make: MakeInstances<CorrectionStore>) {
  describe(`the correction store (${name})`, () => {
    const correction = (id: string, more: Partial<TermCorrection> = {}): TermCorrection => ({
      id,
      category: "equipmentType",
      words: "도라무",
      code: "DRUM",
      name: "Drum",
      status: "proposed",
      seen: 1,
      workOrderIds: ["w1"],
      createdAt: minute(0),
      updatedAt: minute(0),
      etag: "",
      ...more,
    });

    it("keeps what was written, also after it was closed", async () => {
      const instances = make();
      const written = await instances.open().write(correction("c"));
      expect(written).toMatchObject({ id: "c", words: "도라무" });
      instances.close();
      expect(await instances.open().read("c")).toEqual(written);
      expect(await instances.open().read("other")).toBeUndefined();
    });

    it("creates once, and replaces only what was read", async () => {
      const store = make().open();
      const first = (await store.write(correction("c")))!;
      expect(await store.write(correction("c", { words: "other" }))).toBeUndefined();
      const second = (await store.write({ ...first, seen: 2 }))!;
      expect(second.seen).toBe(2);
      expect(second.etag).not.toBe(first.etag);
      expect(await store.write({ ...first, seen: 9 })).toBeUndefined();
      expect(await store.write(correction("gone", { etag: first.etag }))).toBeUndefined();
      expect(await store.read("c")).toEqual(second);
    });

    it("lists newest first, page by page, by status", async () => {
      const store = make().open();
      for (const n of [2, 1, 3]) {
        await store.write(correction(`c${n}`, { createdAt: minute(n), status: n === 2 ? "accepted" : "proposed" }));
      }
      const ids = ({ items }: { items: TermCorrection[] }) => items.map(({ id }) => id);
      const first = await store.list({ limit: 2 });
      expect(ids(first)).toEqual(["c3", "c2"]);
      expect(first.items[0]?.etag).toBe((await store.read("c3"))?.etag);
      expect(ids(await store.list({ limit: 2, continuation: first.continuation }))).toEqual(["c1"]);
      expect(ids(await store.list({ limit: 9, status: "proposed" }))).toEqual(["c3", "c1"]);
      await expect(store.list({ limit: 2, continuation: "?" })).rejects.toMatchObject({ code: "bad-request" });
    });
  });
}
