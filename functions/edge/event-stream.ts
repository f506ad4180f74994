import { toProblem } from "../../shared/errors.ts";
import type { TurnEvent } from "../../shared/ports/turn-log.ts";
import { clientOf } from "./client-connection.ts";
import type { Reply } from "./reply.ts";

/** Proxies cut connections that say nothing; a comment line keeps them open. */
const HEARTBEAT_MS = 10_000;
/** Events that come in one breath go out in one write: a write to a socket is dearer than what it carries. */
const MOST_TOGETHER = 32;
const headers = { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" };

type Request = { invocationId: string; instance: string; report: (error: unknown) => void };

/**
 * A turn's events as server-sent events. The first event is awaited before anything is answered, so that what is wrong
 * with the request is an ordinary problem response; what fails later is an `error` event.
 */
export async function eventStream(
  request: Request,
  open: (signal: AbortSignal) => AsyncIterable<TurnEvent>,
): Promise<Reply> {
  const client = clientOf(request.invocationId);
  const events = open(client.signal)[Symbol.asyncIterator]();
  const first = await events.next();

  async function* frames(): AsyncGenerator<Uint8Array> {
    let lastId = 0;
    const quiet = quietWatch(client.signal);
    try {
      let next = Promise.resolve(first);
      for (;;) {
        const result = await quiet.orNext(next);
        if (result === "gone") return;
        if (result === "quiet") {
          yield Buffer.from(": still here\n\n");
          continue;
        }
        if (result.done) return;
        const together = [result.value];
        next = events.next();
        for (let more = await ifReady(next); more && !more.done && together.length < MOST_TOGETHER;) {
          together.push(more.value);
          next = events.next();
          more = await ifReady(next);
        }
        lastId = together.at(-1)!.id;
        yield Buffer.from(together.map(frame).join(""));
        await client.caughtUp();
      }
    } catch (error) {
      request.report(error);
      yield Buffer.from(frame({ id: lastId, event: "error", data: toProblem(error, request.instance) }));
    } finally {
      quiet.stop();
      events.return?.().catch(request.report);
    }
  }
  return { status: 200, body: frames(), headers };
}

function frame({ id, event, data }: TurnEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** The next event if it is there already; what fails is met where it is awaited. */
function ifReady<T>(event: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const nothing = () => resolve(undefined);
    event.then(resolve, nothing);
    setImmediate(nothing);
  });
}

/** The next event, or that nothing happened for a while, or that nobody listens any more. One timer and one listener serve all events. */
function quietWatch(signal: AbortSignal) {
  let tell: (what: "quiet" | "gone") => void = () => undefined;
  const leave = () => tell("gone");
  signal.addEventListener("abort", leave, { once: true });
  const timer = setTimeout(() => tell("quiet"), HEARTBEAT_MS);
  return {
    orNext: <T>(event: Promise<T>): Promise<T | "quiet" | "gone"> =>
      new Promise((resolve, reject) => {
        tell = resolve;
        if (signal.aborted) leave();
        timer.refresh();
        event.then(resolve, reject);
      }),
    stop() {
      clearTimeout(timer);
      signal.removeEventListener("abort", leave);
    },
  };
}
