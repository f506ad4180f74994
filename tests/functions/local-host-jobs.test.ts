import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFixtureHost } from "../harness/fixture-host.ts";

type Event = { name: string; [key: string]: unknown };
let host: Awaited<ReturnType<typeof startFixtureHost>>;
let jobs: Awaited<ReturnType<typeof host.openQueue>>;

beforeAll(async () => {
  host = await startFixtureHost("jobs");
  jobs = await host.openQueue();
});
afterAll(async () => {
  await jobs.close();
  await host.stop();
});

const events = async (name: string) =>
  ((await (await fetch(`${host.url}/events`)).json()) as Event[]).filter((event) => event.name === name);
const post = (path: string) => fetch(host.url + path, { method: "POST" });
const send = (id: string, body: object, later = {}) => jobs.queue.send("work", [{ id, body, ...later }]);
const worked = async (id: string) =>
  (await events("worked")).filter(({ message }) => (message as { id: string }).id === id).length;

describe("a timer", () => {
  it("runs at the start when it asks for that", async () => {
    await expect.poll(() => events("at-start")).toHaveLength(1);
  });

  it("runs on its schedule, and never twice at once", async () => {
    await expect.poll(async () => (await events("every-second")).length, { timeout: 8_000 }).toBeGreaterThanOrEqual(3);
    expect((await events("every-second")).map(({ running }) => running)).not.toContain(2);
  });

  it("runs when it is fired, and is told its schedule", async () => {
    expect((await post("/admin/functions/never")).status).toBe(202);
    await expect.poll(() => events("never")).toHaveLength(1);
    expect((await events("never"))[0]).toMatchObject({
      timer: { isPastDue: false, scheduleStatus: { next: expect.stringMatching(/-01-01T00:00:00/) as string } },
    });
  });

  it("goes through the app's hooks", async () => {
    await post("/admin/functions/hooked");
    await expect
      .poll(() => events("postInvocation"))
      .toEqual([{ name: "postInvocation", seen: true, result: { got: { changed: "by a hook" } } }]);
  });

  it("that fails leaves its reason in the log, and goes on", async () => {
    for (let time = 1; time <= 2; time += 1) {
      expect((await post("/admin/functions/fails")).status).toBe(202);
      await expect
        .poll(() =>
          host.entries.filter(({ level, message }) => level === "error" && message.includes("a timer's reason")),
        )
        .toHaveLength(time);
    }
  });
});

describe("the admin addresses", () => {
  it("say that the host runs, and what", async () => {
    const status = (await (await fetch(`${host.url}/admin/host/status`)).json()) as Record<string, unknown>;
    expect(status).toMatchObject({
      state: "Running",
      functions: expect.arrayContaining(["never", "work"]) as string[],
    });
  });

  it.each([
    ["POST", "/admin/functions/nobody", 404],
    ["POST", "/admin/elsewhere", 404],
    ["GET", "/admin/functions/never", 405],
    ["POST", "/admin/functions/work", 400],
  ])("answer %s %s with a problem document, %i", async (method, path, status) => {
    const response = await fetch(host.url + path, { method });
    expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  });
});

describe("a queue function", () => {
  it("gets the message and what the queue says about it", async () => {
    await send("one", { id: "one", text: "밸브" });
    await expect.poll(() => worked("one")).toBe(1);
    const [event] = await events("work");
    expect(event).toMatchObject({
      message: { id: "one", text: "밸브" },
      metadata: {
        messageId: "one",
        deliveryCount: 1,
        sequenceNumber: expect.any(Number) as number,
        lockToken: expect.any(String) as string,
        enqueuedTimeUtc: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      },
    });
    await expect.poll(() => jobs.queue.depth("work")).toMatchObject({ active: 0, locked: 0, deadLettered: 0 });
  });

  it("starts as soon as a message comes", async () => {
    const start = performance.now();
    await send("fast", { id: "fast" });
    await expect.poll(() => worked("fast"), { interval: 10 }).toBe(1);
    expect(performance.now() - start).toBeLessThan(500);
  });

  it("gets a scheduled message when it is due", async () => {
    await send("later", { id: "later" }, { notBefore: new Date(Date.now() + 1_200).toISOString() });
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await worked("later")).toBe(0);
    await expect.poll(() => worked("later"), { timeout: 4_000 }).toBe(1);
  });

  it("gets a message again after a failure", async () => {
    await send("again", { id: "again", fail: "once" });
    await expect.poll(() => worked("again")).toBe(1);
    const deliveries = (await events("work")).filter(({ message }) => (message as { id: string }).id === "again");
    expect(deliveries.map(({ metadata }) => (metadata as { deliveryCount: number }).deliveryCount)).toEqual([1, 2]);
  });

  it("loses a message that always fails to the dead letters", async () => {
    await send("hopeless", { id: "hopeless", fail: "always" });
    await expect
      .poll(() => jobs.queue.listDeadLetters(10))
      .toEqual([expect.objectContaining({ id: "hopeless", reason: "MaxDeliveryCountExceeded", deliveryCount: 10 })]);
  });

  it("runs no more than the limit at once, and everything once", async () => {
    const ids = Array.from({ length: 8 }, (_, index) => `many-${index}`);
    for (const id of ids) await send(id, { id, ms: 40 });
    for (const id of ids) await expect.poll(() => worked(id)).toBe(1);
    expect(Math.max(...(await events("work")).map(({ busy }) => Number(busy)))).toBe(2);
  });

  it("keeps its message while it runs longer than a lock", { timeout: 25_000 }, async () => {
    await send("long", { id: "long", ms: 12_000 });
    await expect.poll(() => worked("long"), { timeout: 20_000 }).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await events("work")).filter(({ message }) => (message as { id: string }).id === "long")).toHaveLength(1);
  });
});

describe("a host that stops", () => {
  it("finishes what runs, takes nothing new, and runs the app's last hook", async () => {
    const other = await startFixtureHost("jobs");
    const queue = await other.openQueue();
    const warned = once(process, "warning");
    await queue.queue.send("work", [{ id: "last", body: { id: "last", ms: 700 } }]);
    await expect.poll(async () => (await queue.queue.depth("work")).locked).toBe(1);
    await queue.queue.send("work", [{ id: "left", body: { id: "left", ms: 700 } }]);
    await queue.queue.send("work", [{ id: "left too", body: { id: "left too" } }]);
    await other.stop();
    expect(await queue.queue.depth("work")).toMatchObject({ active: 1, locked: 0 });
    expect(String((await warned)[0])).toContain("appTerminate ran");
    await expect(fetch(`${other.url}/events`)).rejects.toThrow();
    await queue.close();
  });
});
