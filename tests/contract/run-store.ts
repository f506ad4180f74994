import { describe, expect, it } from "vitest";
import type { Run, RunStore } from "../../shared/ports/run-store.ts";
import type { MakeInstances } from "./instances.ts";
import { minute } from "./samples.ts";

/** What every run store promises. */
export function describeRunStore(name: string, make: MakeInstances<RunStore>) {
  describe(`the run store (${name})`, () => {
    const run = (id: string, more: Partial<Run> = {}): Run => ({
      id,
      kind: "ingestion",
      status: "queued",
      startedBy: "anna",
      createdAt: minute(0),
      updatedAt: minute(0),
      report: {},
      ...more,
    });
    const ids = (page: { items: { id: string }[] }) => page.items.map((one) => one.id);

    it("keeps the last state that was put, also after it was closed", async () => {
      const instances = make();
      const store = instances.open();
      await store.put(run("r"));
      const done = run("r", { status: "completed", report: { rows: 3, rejected: [{ row: 2, reason: "빈 칸" }] } });
      await store.put(done);
      instances.close();
      expect(await instances.open().read("r")).toEqual(done);
      expect(await instances.open().read("other")).toBeUndefined();
    });

    it("lists newest first, page by page, by kind", async () => {
      const store = make().open();
      for (const n of [2, 1, 3]) {
        await store.put(run(`r${n}`, { createdAt: minute(n), kind: n === 2 ? "import-terms" : "ingestion" }));
      }
      const first = await store.list({ limit: 2 });
      expect(ids(first)).toEqual(["r3", "r2"]);
      expect(ids(await store.list({ limit: 2, continuation: first.continuation }))).toEqual(["r1"]);
      expect(ids(await store.list({ limit: 9, kind: "ingestion" }))).toEqual(["r3", "r1"]);
      await expect(store.list({ limit: 2, continuation: "?" })).rejects.toMatchObject({ code: "bad-request" });
    });
  });
}
