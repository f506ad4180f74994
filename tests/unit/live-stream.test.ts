import { describe, expect, it } from "vitest";
import { liveStream } from "../../shared/chat/live-stream.ts";
import type { TurnEvent } from "../../shared/ports/turn-log.ts";
import { embeddedPorts } from "../harness/embedded-ports.ts";

const accepted = { turnId: "t", sessionId: "s", userId: "anna", roles: ["user"], groups: [], message: "펌프 소음" };

async function begun() {
  const { turnLog, now } = embeddedPorts();
  await turnLog.accept({ ...accepted, acceptedAt: now().toISOString() });
  const stream = liveStream(turnLog, {
    sessionId: "s",
    turnId: "t",
    onLogFault: (error) => expect.fail(String(error)),
  });
  const emitMany = (count: number) => {
    for (let made = 0; made < count; made += 1) stream.emit("token", { text: `조각 ${made}` });
  };
  return { turnLog, stream, emitMany };
}

/** All events, and how the stream ended. */
async function readAll(events: AsyncGenerator<TurnEvent, string>) {
  const read: TurnEvent[] = [];
  for (;;) {
    const next = await events.next();
    if (next.done) return { read, end: next.value };
    read.push(next.value);
  }
}

describe("a live stream", () => {
  it("gives its reader every event, also those from before it began to read", async () => {
    const { stream, emitMany } = await begun();
    emitMany(3);
    const reading = readAll(stream.events());
    emitMany(2);
    await stream.close(true);
    const { read, end } = await reading;
    expect([read.map(({ id }) => id), end]).toEqual([[1, 2, 3, 4, 5], "ended"]);
  });

  it("keeps a bounded number of events for a reader that does not read, and all of them in the log", async () => {
    const { turnLog, stream, emitMany } = await begun();
    const events = stream.events();
    emitMany(1);
    await events.next();
    emitMany(10_000);
    await stream.close(true);
    const { read, end } = await readAll(events);
    expect(read.length).toBeLessThanOrEqual(256);
    expect(end).toBe("behind");
    expect((await turnLog.read("s", "t", 0))?.events).toHaveLength(10_001);
  });

  it("is logged in few batches, however many the events", async () => {
    const { turnLog } = embeddedPorts();
    let appends = 0;
    const counting = { ...turnLog, append: async () => void (appends += 1) };
    const stream = liveStream(counting, { sessionId: "s", turnId: "t", onLogFault: () => undefined });
    for (let made = 0; made < 500; made += 1) stream.emit("token", { text: "." });
    await stream.close(true);
    expect(appends).toBe(10);
  });
});
