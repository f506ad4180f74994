import { channel } from "node:diagnostics_channel";
import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { eventStream } from "../../functions/edge/event-stream.ts";
import { AppError } from "../../shared/errors.ts";
import type { TurnEvent } from "../../shared/ports/turn-log.ts";

const event = (id: number): TurnEvent => ({ id, event: "token", data: { text: `낱말 ${id}\n` } });
const requestOf = (invocationId: string, reported: unknown[] = []) => ({
  invocationId,
  instance: "/here",
  report: (error: unknown) => void reported.push(error),
});
const textOf = async (body: unknown) =>
  (await Array.fromAsync(body as AsyncIterable<Uint8Array>)).map((chunk) => Buffer.from(chunk).toString()).join("");

/** Announces a connection as Node's http server does. */
function connection(invocationId: string) {
  const response = Object.assign(new EventEmitter(), {
    destroyed: false,
    writableFinished: false,
    writableNeedDrain: false,
  });
  channel("http.server.request.start").publish({
    request: { headers: { "x-ms-invocation-id": invocationId } },
    response,
  });
  return response;
}

describe("a stream of events", () => {
  it("has a frame for each, with its id, on lines of its own", async () => {
    const { body } = await eventStream(requestOf("a"), async function* () {
      yield event(1);
    });
    expect(await textOf(body)).toBe('id: 1\nevent: token\ndata: {"text":"낱말 1\\n"}\n\n');
  });

  it("is refused like any request when it fails before its first event", async () => {
    const fault = new AppError("not-found", "No such turn.");
    const opened = eventStream(requestOf("b"), async function* () {
      if (fault) throw fault;
      yield event(1);
    });
    await expect(opened).rejects.toBe(fault);
  });

  it("ends with a problem document when it fails later, and the failure is reported", async () => {
    const reported: unknown[] = [];
    const fault = new Error("secret");
    const { body } = await eventStream(requestOf("c", reported), async function* () {
      yield event(1);
      throw fault;
    });
    const text = await textOf(body);
    expect(text).toContain('id: 1\nevent: error\ndata: {"type":"/problems/internal"');
    expect(text).not.toContain("secret");
    expect(reported).toEqual([fault]);
  });

  it("stops when the client goes away, and tells whoever writes", async () => {
    const response = connection("d");
    let signal: AbortSignal | undefined;
    const { body } = await eventStream(requestOf("d"), async function* (given) {
      signal = given;
      yield event(1);
      await new Promise(() => undefined);
    });
    const reading = textOf(body);
    setTimeout(() => response.emit("close"), 10);
    expect(await reading).toContain("id: 1");
    expect(signal?.aborted).toBe(true);
  });

  it("writes what comes in one breath at once, and nothing later than its time", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { body } = await eventStream(requestOf("f"), async function* () {
      for (const id of [1, 2, 3]) yield event(id);
      await promise;
      yield event(4);
    });
    const reader = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    const idsOf = (chunk: unknown) =>
      [
        ...Buffer.from(chunk as Uint8Array)
          .toString()
          .matchAll(/^id: (\d)$/gm),
      ].map(([, id]) => id);
    expect(idsOf((await reader.next()).value)).toEqual(["1", "2", "3"]);
    resolve();
    expect(idsOf((await reader.next()).value)).toEqual(["4"]);
    expect((await reader.next()).done).toBe(true);
  });

  it("writes at most 32 events at once, so that a slow client is waited for", async () => {
    const response = connection("e");
    let written = 0;
    const { body } = await eventStream(requestOf("e"), async function* () {
      for (written = 1; written <= 100; written += 1) yield event(written);
    });
    const reader = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await reader.next();
    response.writableNeedDrain = true;
    const second = reader.next();
    const early = await Promise.race([second, new Promise((resolve) => setTimeout(resolve, 30, "waits"))]);
    expect(early).toBe("waits");
    expect(written).toBeLessThan(50);
    response.writableNeedDrain = false;
    response.emit("drain");
    expect((await second).done).toBe(false);
  });
});
