import { describe, expect, it } from "vitest";
import type { SessionRecord, SessionStore } from "../../shared/ports/session-store.ts";
import type { MakeInstances } from "./instances.ts";
import { minute, sampleSession, sampleTurn } from "./samples.ts";

/** What every session store promises. */
export function describeSessionStore(name: string, make: MakeInstances<SessionStore>) {
  describe(`the session store (${name})`, () => {
    const entry = (id: string) => ({ id, queue: "session-summaries", body: { id }, createdAt: minute(0) });
    const ids = (items: { id: string }[]) => items.map((item) => item.id);

    it("gives back what was created, with an etag of its own", async () => {
      const store = make().open();
      const created = await store.create(sampleSession("s", { etag: "mine", metadata: { 현장: "밤" } }));
      expect(created.etag).not.toBe("mine");
      expect(await store.read("s")).toEqual(created);
      expect(await store.read("other")).toBeUndefined();
    });

    it("refuses a second session with the same id", async () => {
      const store = make().open();
      await store.create(sampleSession("s"));
      await expect(store.create(sampleSession("s"))).rejects.toMatchObject({ code: "conflict" });
    });

    it("commits session, turn and outbox together, under a new etag", async () => {
      const store = make().open();
      const read = await store.create(sampleSession("s"));
      const session = { ...read, turnCount: 1, updatedAt: minute(1) };
      const verdict = await store.commit({ session, turn: sampleTurn("t1", "s"), outbox: [entry("s:1")] });
      const stored = await store.read("s");
      expect(verdict).toEqual({ committed: true, session: stored });
      expect(stored).toMatchObject({ turnCount: 1, updatedAt: minute(1) });
      expect(stored?.etag).not.toBe(read.etag);
      expect(await store.readTurn("s", "t1")).toEqual(sampleTurn("t1", "s"));
      expect(await store.pendingOutbox(10)).toEqual([{ ...entry("s:1"), sessionId: "s" }]);
    });

    it("stores nothing of a commit that is stale", async () => {
      const store = make().open();
      const read = await store.create(sampleSession("s"));
      await store.commit({ session: { ...read, title: "first" }, turn: sampleTurn("t1", "s") });
      const late = { session: { ...read, title: "late" }, turn: sampleTurn("t2", "s"), outbox: [entry("s:1")] };
      expect(await store.commit(late)).toEqual({ committed: false, reason: "stale" });
      expect(await store.read("s")).toMatchObject({ title: "first" });
      expect(await store.readTurn("s", "t2")).toBeUndefined();
      expect(await store.pendingOutbox(10)).toEqual([]);
    });

    it("tells a turn that is there already, even when the session has changed since", async () => {
      const store = make().open();
      const read = await store.create(sampleSession("s"));
      const first = await store.commit({ session: read, turn: sampleTurn("t1", "s") });
      if (!first.committed) throw new Error(first.reason);
      const duplicate = { committed: false, reason: "duplicate" };
      expect(await store.commit({ session: read, turn: sampleTurn("t1", "s") })).toEqual(duplicate);
      const again = { session: { ...first.session, title: "x" }, turn: sampleTurn("t1", "s"), outbox: [entry("s:1")] };
      expect(await store.commit(again)).toEqual(duplicate);
      expect(await store.read("s")).toEqual(first.session);
      expect(await store.pendingOutbox(10)).toEqual([]);
    });

    it("keeps turns with the same id in two sessions apart", async () => {
      const store = make().open();
      for (const id of ["a", "b"]) {
        const session = await store.create(sampleSession(id));
        expect(await store.commit({ session, turn: sampleTurn("same", id) })).toMatchObject({ committed: true });
      }
      expect(await store.readTurn("b", "same")).toMatchObject({ sessionId: "b" });
    });

    it("says that a removed session is gone", async () => {
      const store = make().open();
      const session = await store.create(sampleSession("s"));
      await store.remove("s");
      const verdict = await store.commit({ session, turn: sampleTurn("t1", "s") });
      expect(verdict).toEqual({ committed: false, reason: "gone" });
      expect(await store.readTurn("s", "t1")).toBeUndefined();
    });

    it("removes a session with its turns and its outbox", async () => {
      const store = make().open();
      const session = await store.create(sampleSession("s"));
      await store.commit({ session, turn: sampleTurn("t1", "s"), outbox: [entry("s:1")] });
      expect(await store.remove("s")).toBe(true);
      expect(await store.remove("s")).toBe(false);
      expect(await store.read("s")).toBeUndefined();
      expect(await store.listTurns("s", { limit: 10 })).toEqual({ items: [] });
      expect(await store.pendingOutbox(10)).toEqual([]);
    });

    it("lists turns page by page in the order of their commits, whatever their ids", async () => {
      const store = make().open();
      let session: SessionRecord = await store.create(sampleSession("s"));
      const order = ["z", "a", "m", "b", "k"];
      for (const id of order) {
        const verdict = await store.commit({ session, turn: sampleTurn(id, "s") });
        if (verdict.committed) session = verdict.session;
      }
      const seen: string[] = [];
      let continuation: string | undefined;
      do {
        const page = await store.listTurns("s", { limit: 2, continuation });
        seen.push(...ids(page.items));
        continuation = page.continuation;
      } while (continuation !== undefined);
      expect(seen).toEqual(order);
    });

    it("keeps every turn when two instances commit to one session at once and rebase", async () => {
      const instances = make();
      const stores = [instances.open(), instances.open()];
      await stores[0]?.create(sampleSession("s"));
      const commitAll = async (store: SessionStore, prefix: string) => {
        for (let n = 0; n < 20;) {
          const session = await store.read("s");
          if (session === undefined) throw new Error("gone");
          await Promise.resolve();
          const change = { ...session, turnCount: session.turnCount + 1 };
          const verdict = await store.commit({ session: change, turn: sampleTurn(`${prefix}${n}`, "s") });
          if (verdict.committed) n++;
        }
      };
      await Promise.all(stores.map((store, index) => commitAll(store, `i${index}-`)));
      const { items } = await instances.open().listTurns("s", { limit: 100 });
      expect(await stores[1]?.read("s")).toMatchObject({ turnCount: 40 });
      for (const prefix of ["i0-", "i1-"]) {
        const own = ids(items).filter((id) => id.startsWith(prefix));
        expect(own).toEqual(Array.from({ length: 20 }, (_, n) => `${prefix}${n}`));
      }
    });

    it("lists the user's own sessions newest first, by state, page by page", async () => {
      const store = make().open();
      for (const n of [1, 3, 2, 4]) {
        await store.create(sampleSession(`s${n}`, { createdAt: minute(n), state: n === 2 ? "ended" : "collecting" }));
      }
      await store.create(sampleSession("foreign", { userId: "ben" }));
      const first = await store.list({ userId: "anna", limit: 3 });
      expect(ids(first.items)).toEqual(["s4", "s3", "s2"]);
      const rest = await store.list({ userId: "anna", limit: 3, continuation: first.continuation });
      expect(ids(rest.items)).toEqual(["s1"]);
      expect(rest.continuation).toBeUndefined();
      expect(ids((await store.list({ userId: "anna", limit: 3, state: "ended" })).items)).toEqual(["s2"]);
      expect(await store.countByState("anna")).toEqual({ total: 4, ended: 1 });
      expect(await store.countByState("nobody")).toEqual({ total: 0, ended: 0 });
    });

    it("shows a user nothing of another one through the other's continuation", async () => {
      const store = make().open();
      for (const n of [1, 2, 3, 4]) {
        const userId = n % 2 === 0 ? "anna" : "ben";
        await store.create(sampleSession(`s${n}`, { userId, createdAt: minute(n) }));
      }
      const { continuation } = await store.list({ userId: "ben", limit: 1 });
      expect(ids((await store.list({ userId: "anna", limit: 9, continuation })).items)).toEqual(["s2"]);
    });

    it("goes on behind a continuation whose session is gone", async () => {
      const store = make().open();
      for (const n of [1, 2, 3]) await store.create(sampleSession(`s${n}`, { createdAt: minute(n) }));
      const { continuation } = await store.list({ userId: "anna", limit: 1 });
      await store.remove("s3");
      await store.remove("s2");
      expect(ids((await store.list({ userId: "anna", limit: 9, continuation })).items)).toEqual(["s1"]);
    });

    it("refuses a continuation that it did not give", async () => {
      const store = make().open();
      const foreign = Buffer.from(JSON.stringify(["turns", 1e300])).toString("base64url");
      for (const continuation of ["", "%%%", "bnVsbA", foreign, Buffer.from("[1").toString("base64url")]) {
        const refused = { code: "bad-request", errors: [{ path: "continuation" }] };
        await expect(store.list({ userId: "anna", limit: 3, continuation })).rejects.toMatchObject(refused);
        await expect(store.listTurns("s", { limit: 3, continuation })).rejects.toMatchObject(refused);
      }
    });

    it("lists idle sessions that have not ended, the longest idle first", async () => {
      const store = make().open();
      await store.create(sampleSession("younger", { updatedAt: minute(2) }));
      await store.create(sampleSession("older", { updatedAt: minute(1) }));
      await store.create(sampleSession("ended", { updatedAt: minute(0), state: "ended" }));
      await store.create(sampleSession("busy", { updatedAt: minute(9) }));
      expect(ids(await store.listIdle(minute(5), 10))).toEqual(["older", "younger"]);
      expect(ids(await store.listIdle("2030-01-01T09:05:00+09:00", 1))).toEqual(["older"]);
    });

    it("lists ended sessions that were created before a time, the oldest first", async () => {
      const store = make().open();
      await store.create(sampleSession("younger", { createdAt: minute(2), state: "ended" }));
      await store.create(sampleSession("older", { createdAt: minute(1), state: "ended" }));
      await store.create(sampleSession("open", { createdAt: minute(0) }));
      await store.create(sampleSession("new", { createdAt: minute(9), state: "ended" }));
      expect(ids(await store.listEnded(minute(9), 10))).toEqual(["older", "younger"]);
      expect(ids(await store.listEnded("2030-01-01T09:05:00+09:00", 1))).toEqual(["older"]);
    });

    it("hands out outbox entries oldest first until they are cleared", async () => {
      const store = make().open();
      for (const id of ["b", "a"]) {
        await store.commit({ session: await store.create(sampleSession(id)), outbox: [entry("1"), entry("2")] });
      }
      const pending = await store.pendingOutbox(3);
      expect(pending.map((one) => [one.sessionId, one.id])).toEqual([
        ["b", "1"],
        ["b", "2"],
        ["a", "1"],
      ]);
      await store.clearOutbox(pending);
      expect((await store.pendingOutbox(3)).map((one) => [one.sessionId, one.id])).toEqual([["a", "2"]]);
    });

    it("has everything after it was closed and opened again", async () => {
      const instances = make();
      const store = instances.open();
      const session = await store.create(sampleSession("s"));
      await store.commit({ session, turn: sampleTurn("t1", "s"), outbox: [entry("s:1")] });
      const before = await store.read("s");
      instances.close();
      const reopened = instances.open();
      expect(await reopened.read("s")).toEqual(before);
      expect(await reopened.readTurn("s", "t1")).toBeDefined();
      expect(await reopened.pendingOutbox(10)).toHaveLength(1);
    });
  });
}
