import { describe, expect, it } from "vitest";
import { endSession } from "../../shared/sessions/end-session.ts";
import { createSession } from "../../shared/sessions/new-session.ts";
import { purgeExpired } from "../../shared/sessions/purge-expired.ts";
import { callerNamed, embeddedPorts } from "../harness/embedded-ports.ts";

const anna = callerNamed("anna");
const HOUR_MS = 3_600_000;

describe("what has expired", () => {
  const purge = (ports: ReturnType<typeof embeddedPorts>) =>
    purgeExpired(ports, { deadline: new Date(ports.now().getTime() + 1_000) });
  const stream = async (ports: ReturnType<typeof embeddedPorts>, sessionId: string) => {
    const { userId, roles, groups } = anna;
    const acceptedAt = ports.now().toISOString();
    await ports.turnLog.accept({ turnId: "t", sessionId, userId, roles, groups, message: "소음", acceptedAt });
    await ports.turnLog.append(sessionId, "t", [{ id: 1, event: "turn", data: {} }]);
    await ports.turnLog.finish(sessionId, "t");
  };
  const ended = async (ports: ReturnType<typeof embeddedPorts>, summaryStatus: "ready" | "queued") => {
    const { id } = await createSession(ports, anna);
    await endSession(ports, anna, id, "user");
    const session = (await ports.sessions.read(id))!;
    await ports.sessions.commit({ session: { ...session, summaryStatus } });
    return id;
  };

  it("is a stream that ended ten minutes ago, and no younger one", async () => {
    const ports = embeddedPorts();
    await stream(ports, "s");
    ports.advance(600_000);
    await purge(ports);
    expect(await ports.turnLog.read("s", "t", 0)).toBeDefined();
    ports.advance(1);
    await purge(ports);
    expect(await ports.turnLog.read("s", "t", 0)).toBeUndefined();
    expect(ports.logged.at(-1)).toEqual({ event: "purged", fields: { streams: 1, sessions: 0 } });
  });

  it("is an ended session after its time to live, with its streams; open ones and those without their summary stay", async () => {
    const ports = embeddedPorts();
    const old = await ended(ports, "ready");
    const waiting = await ended(ports, "queued");
    const { id: open } = await createSession(ports, anna);
    await stream(ports, old);
    ports.advance(168 * HOUR_MS);
    const young = await ended(ports, "ready");
    await purge(ports);
    expect(await ports.sessions.read(old)).toBeDefined();
    ports.advance(1);
    await purge(ports);
    expect(await ports.sessions.read(old)).toBeUndefined();
    for (const id of [waiting, open, young]) expect(await ports.sessions.read(id)).toBeDefined();
    expect(await ports.turnLog.read(old, "t", 0)).toBeUndefined();
  });

  it("is removed in any number, and the log is silent where there is nothing", async () => {
    const ports = embeddedPorts();
    const ids = await Promise.all(Array.from({ length: 250 }, () => ended(ports, "ready")));
    ports.advance(169 * HOUR_MS);
    await purge(ports);
    expect(await ports.sessions.listEnded(ports.now().toISOString(), 10)).toEqual([]);
    expect(ports.logged.at(-1)).toEqual({ event: "purged", fields: { streams: 0, sessions: ids.length } });
    const lines = ports.logged.length;
    await purge(ports);
    expect(ports.logged).toHaveLength(lines);
  });
});
