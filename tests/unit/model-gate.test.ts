import { APIConnectionError } from "openai";
import { describe, expect, it } from "vitest";
import { callQueue } from "../../shared/adapters/openai/call-queue.ts";
import { modelFailure } from "../../shared/adapters/openai/model-failure.ts";
import { modelGate } from "../../shared/adapters/openai/model-gate.ts";

const forever = new AbortController().signal;
const limits = { maxConcurrent: 1, maxWaiting: 2, maxWaitMs: 60_000 };

describe("the queue before an endpoint", () => {
  it("serves in the order of coming, one for each place that comes free", async () => {
    const queue = callQueue(limits);
    const order: string[] = [];
    const leave = await queue.enter(forever, 60_000);
    const waiting = ["first", "second"].map(async (name) => {
      const leaveNow = await queue.enter(forever, 60_000);
      order.push(name);
      return leaveNow;
    });
    leave();
    (await waiting[0]!)();
    (await waiting[1]!)();
    expect(order).toEqual(["first", "second"]);
    await queue.enter(forever, 0);
  });

  it("sheds what comes beyond the waiting places at once, and what waits too long", async () => {
    const queue = callQueue({ ...limits, maxWaiting: 1, maxWaitMs: 20 });
    const leave = await queue.enter(forever, 60_000);
    const patient = queue.enter(forever, 60_000);
    await expect(queue.enter(forever, 60_000)).rejects.toThrow("too many calls");
    await expect(patient).rejects.toThrow("no place came free");
    leave();
    await queue.enter(forever, 0);
  });

  it("waits no longer than the call has", async () => {
    const queue = callQueue(limits);
    await queue.enter(forever, 60_000);
    await expect(queue.enter(forever, 10)).rejects.toThrow("no place came free");
  });

  it("lets a cancelled call go at once, and keeps its place for the next", async () => {
    const queue = callQueue(limits);
    const leave = await queue.enter(forever, 60_000);
    const controller = new AbortController();
    const cancelled = queue.enter(controller.signal, 60_000);
    const next = queue.enter(forever, 60_000);
    controller.abort(new Error("gone"));
    leave();
    await expect(cancelled).rejects.toThrow("gone");
    (await next)();
    await queue.enter(forever, 0);
    await expect(queue.enter(controller.signal, 60_000)).rejects.toThrow("gone");
  });
});

describe("the circuit before an endpoint", () => {
  const outage = () => Promise.reject(new APIConnectionError({ message: "refused" }));
  const waiting = { signal: forever, waitMs: 60_000 };
  const verdictOf = (result: Promise<unknown>) =>
    result.then(
      () => "ok",
      (error: unknown) => modelFailure(error),
    );
  const opened = async (halfOpenAfterMs: number) => {
    const gate = modelGate({ ...limits, maxConcurrent: 4, halfOpenAfterMs });
    for (let made = 0; made < 5; made += 1) await verdictOf(gate.execute(outage, waiting));
    return gate;
  };

  it("opens after five outages in a row, and then no call is made", async () => {
    const gate = await opened(60_000);
    let called = false;
    const work = async () => void (called = true);
    expect(await verdictOf(gate.execute(work, waiting))).toBe("open-circuit");
    expect(called).toBe(false);
  });

  it("lets one call probe after a while; the others fail at once until it has answered, and all pass after", async () => {
    const gate = await opened(30);
    const { promise, resolve } = Promise.withResolvers<void>();
    let probe: Promise<string> | undefined;
    await expect
      .poll(async () => {
        const tried = verdictOf(gate.execute(() => promise, waiting));
        const state = await Promise.race([tried, new Promise((done) => setTimeout(done, 5, "probes"))]);
        if (state === "probes") probe = tried;
        return state;
      })
      .toBe("probes");
    expect(await verdictOf(gate.execute(async () => undefined, waiting))).toBe("open-circuit");
    resolve();
    expect(await probe).toBe("ok");
    expect(await verdictOf(gate.execute(async () => undefined, waiting))).toBe("ok");
  });

  it("stays open when the probe fails, too", async () => {
    const gate = await opened(30);
    await expect.poll(() => verdictOf(gate.execute(outage, waiting))).toBe("unavailable");
    expect(await verdictOf(gate.execute(outage, waiting))).toBe("open-circuit");
  });

  it("counts neither refusals nor bad answers", async () => {
    const gate = modelGate(limits);
    for (let made = 0; made < 8; made += 1) {
      expect(await verdictOf(gate.execute(() => Promise.reject(new SyntaxError("oops")), waiting))).toBe("invalid");
    }
  });
});
