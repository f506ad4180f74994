import { describe, expect, it } from "vitest";
import type { AcceptedTurn, TurnEvent, TurnLog } from "../../shared/ports/turn-log.ts";
import type { MakeInstances } from "./instances.ts";

/** What every turn log promises. */
export function describeTurnLog(name: string, make: MakeInstances<TurnLog>) {
  describe(`the turn log (${name})`, () => {
    const event = (id: number): TurnEvent => ({ id, event: "token", data: { text: `조각 ${id}` } });
    const accepted = (turnId: string, sessionId: string, acceptedAt: Date): AcceptedTurn => ({
      turnId,
      sessionId,
      userId: "anna",
      roles: ["user"],
      groups: [],
      message: "펌프 소음",
      acceptedAt: acceptedAt.toISOString(),
    });
    const begun = async () => {
      const instances = make();
      const log = instances.open();
      await log.accept(accepted("t", "s", instances.now()));
      return { instances, log };
    };

    it("accepts a turn of a session once, whichever instance asks", async () => {
      const { instances, log } = await begun();
      expect(await instances.open().accept(accepted("t", "s", instances.now()))).toBe("exists");
      expect(await log.accept(accepted("t", "other", instances.now()))).toBe("accepted");
    });

    it("gives another instance the events after an id, in order, and says when no more will come", async () => {
      const { instances, log } = await begun();
      const reader = instances.open();
      expect(await reader.read("s", "t", 0)).toEqual({ events: [], finished: false });
      await log.append("s", "t", [event(1), event(2)]);
      await log.append("s", "t", [event(3)]);
      expect(await reader.read("s", "t", 1)).toEqual({ events: [event(2), event(3)], finished: false });
      await log.finish("s", "t");
      expect(await reader.read("s", "t", 3)).toEqual({ events: [], finished: true });
      expect(await reader.read("s", "unknown", 0)).toBeUndefined();
    });

    it("keeps an event once, and drops events of a turn that it does not know", async () => {
      const { log } = await begun();
      await log.append("s", "t", [event(1)]);
      await log.append("s", "t", [event(1), event(2)]);
      await log.append("s", "unknown", [event(1)]);
      expect((await log.read("s", "t", 0))?.events).toEqual([event(1), event(2)]);
      expect(await log.read("s", "unknown", 0)).toBeUndefined();
      await log.accept(accepted("unknown", "s", new Date(0)));
      expect(await log.read("s", "unknown", 0)).toEqual({ events: [], finished: false });
    });

    it("passes a wish to stop on to the instance that runs the turn", async () => {
      const { instances, log } = await begun();
      expect(await log.isCancelRequested("s", "t")).toBe(false);
      expect(await instances.open().requestCancel("s", "t")).toBe(true);
      expect(await log.isCancelRequested("s", "t")).toBe(true);
      expect(await log.requestCancel("s", "unknown")).toBe(false);
      await log.finish("s", "t");
      expect(await log.requestCancel("s", "t")).toBe(false);
    });

    it("lists turns that were accepted before a time and never finished, after a restart too", async () => {
      const { instances, log } = await begun();
      await log.accept(accepted("done", "s", instances.now()));
      await log.finish("s", "done");
      const start = instances.now();
      instances.advance(60_000);
      await log.accept(accepted("young", "s", instances.now()));
      instances.close();
      const before = new Date(start.getTime() + 1).toISOString();
      expect(await instances.open().listUnfinished(before, 10)).toEqual([accepted("t", "s", start)]);
    });

    it("forgets finished streams some time after their last event, and never a running one", async () => {
      const { instances, log } = await begun();
      await log.accept(accepted("running", "s", instances.now()));
      instances.advance(1_000);
      await log.append("s", "t", [event(1)]);
      await log.finish("s", "t");
      expect(await log.purge(instances.now().toISOString())).toBe(0);
      instances.advance(1);
      expect(await log.purge(instances.now().toISOString())).toBe(1);
      expect(await log.read("s", "t", 0)).toBeUndefined();
      expect(await log.read("s", "running", 0)).toBeDefined();
    });

    it("forgets all of a session, and begins anew when the turn is accepted again", async () => {
      const { instances, log } = await begun();
      await log.append("s", "t", [event(1)]);
      await log.removeOfSession("s");
      expect(await log.read("s", "t", 0)).toBeUndefined();
      expect(await log.accept(accepted("t", "s", instances.now()))).toBe("accepted");
      expect(await log.read("s", "t", 0)).toEqual({ events: [], finished: false });
    });
  });
}
