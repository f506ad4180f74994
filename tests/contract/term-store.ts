import { describe, expect, it } from "vitest";
import type { Term, TermStore } from "../../shared/ports/term-store.ts";
import type { MakeInstances } from "./instances.ts";

/** What every term store promises. */
export function describeTermStore(name: string, make: MakeInstances<TermStore>) {
  describe(`the term store (${name})`, () => {
    const term = (code: string, more: Partial<Term> = {}): Term => ({
      category: "location",
      code,
      name: `${code} 구역`,
      aliases: ["북쪽", "north"],
      ...more,
    });

    it("is empty at first", async () => {
      expect((await make().open().all()).terms).toEqual([]);
    });

    it("adds and replaces by category and code, and counts what differs", async () => {
      const store = make().open();
      const other = term("A", { category: "statusCode" });
      expect(await store.upsert([term("A"), term("B"), other])).toBe(3);
      expect(await store.upsert([term("A"), term("B", { name: "새 이름" })])).toBe(1);
      expect((await store.all()).terms).toEqual([term("A"), term("B", { name: "새 이름" }), other]);
    });

    it("changes its version when a term changes, and only then", async () => {
      const store = make().open();
      const versions = [await store.version()];
      await store.upsert([term("A")]);
      versions.push(await store.version());
      expect(await store.upsert([term("A")])).toBe(0);
      expect(await store.upsert([])).toBe(0);
      expect(await store.version()).toBe(versions[1]);
      await store.upsert([term("A", { aliases: ["north", "북쪽"] })]);
      versions.push(await store.version());
      expect(new Set(versions).size).toBe(3);
      expect((await store.all()).version).toBe(versions[2]);
    });

    it("shows another instance the new version, also after it was closed", async () => {
      const instances = make();
      const [one, two] = [instances.open(), instances.open()];
      await one.upsert([term("A")]);
      const version = await one.version();
      expect(await two.version()).toBe(version);
      instances.close();
      expect(await instances.open().all()).toEqual({ version, terms: [term("A")] });
    });
  });
}
