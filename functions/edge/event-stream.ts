import { toProblem } from "../../shared/errors.ts";
import type { TurnEvent } from "../../shared/ports/turn-log.ts";
import { clientOf } from "./client-connection.ts";
import type { Reply } from "./reply.ts";

/** Proxies cut connections that say nothing; a comment line keeps them open. */
const HEARTBEAT_MS = 10_000;
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
    try {
      let next = Promise.resolve(first);
      for (;;) {
        const result = await firstOf(next, client.signal);
        if (result === "gone") return;
        if (result === "quiet") {
          yield Buffer.from(": still here\n\n");
          continue;
        }
        if (result.done) return;
        lastId = result.value.id;
        next = events.next();
        yield frame(result.value);
        await client.caughtUp();
      }
    } catch (error) {
      request.report(error);
      yield frame({ id: lastId, event: "error", data: toProblem(error, request.instance) });
    } finally {
      events.return?.().catch(request.report);
    }
  }
  return { status: 200, body: frames(), headers };
}

function frame({ id, event, data }: TurnEvent): Uint8Array {
  return Buffer.from(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** The next event, or that nothing happened for a while, or that nobody listens any more. */
function firstOf<T>(event: Promise<T>, signal: AbortSignal): Promise<T | "quiet" | "gone"> {
  return new Promise((resolve, reject) => {
    const leave = () => resolve("gone");
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave, { once: true });
    const timer = setTimeout(() => resolve("quiet"), HEARTBEAT_MS);
    const settled = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", leave);
    };
    event.then(resolve, reject).finally(settled);
  });
}
