import { randomUUID } from "node:crypto";
import {
  app,
  type HttpMethod,
  type HttpRequest,
  type HttpResponseInit,
  type InvocationContext,
} from "@azure/functions";
import { AppError } from "../../shared/errors.ts";
import { beginArrival, type TracedWork } from "../../shared/tracing.ts";
import { getApp } from "../app.ts";
import { problem, toResponse, type Reply } from "./reply.ts";

export type Exchange = {
  request: HttpRequest;
  invocationId: string;
  /** The path of this request, for problem documents. */
  instance: string;
  /** Logs a failure that is answered in some other way than by throwing. */
  report: (error: unknown) => void;
};

const requestIdShape = /^[\w.:-]{1,64}$/;

/**
 * The outermost layer of every HTTP function: request id, headers, and a problem document for whatever is thrown.
 * With streaming on, the functions library leaves a client waiting when a handler throws, so none may.
 */
export function serve(
  target: { name: string; path: string; methods: HttpMethod[] },
  answer: (exchange: Exchange) => Promise<Reply>,
): void {
  async function handler(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
    const { invocationId, traceContext } = context;
    const given = request.headers.get("x-request-id");
    const requestId = given !== null && requestIdShape.test(given) ? given : randomUUID();
    const instance = pathOf(request.url);
    const report = (error: unknown) => {
      void reportFailure(error, requestId, target.name);
    };
    const work = beginArrival({
      name: `${request.method} ${target.path}`,
      traceparent: traceContext?.traceParent ?? request.headers.get("traceparent"),
      requestId,
      attributes: { "http.request.method": request.method, "http.route": target.path, "request.id": requestId },
    });
    const start = performance.now();
    return work.run(async () => {
      const reply = await answer({ request, invocationId, instance, report }).catch((error: unknown) => {
        if (!(error instanceof AppError && error.isCallersFault)) report(error);
        return problem(error, instance);
      });
      void countRequest(target.name, reply.status, performance.now() - start);
      return toResponse(untilSent(reply, work), requestId);
    });
  }
  app.http(target.name, { route: target.path, methods: target.methods, authLevel: "anonymous", handler });
}

/** Ends the work when the reply is complete: for a stream, when its last piece was taken or its reader has gone. */
function untilSent(reply: Reply, work: TracedWork): Reply {
  work.set({ "http.response.status_code": reply.status });
  if (reply.body === undefined || typeof reply.body === "string") {
    work.end();
    return reply;
  }
  return { ...reply, body: tracedPieces(reply.body, work) };
}

async function* tracedPieces(pieces: AsyncIterable<Uint8Array>, work: TracedWork): AsyncGenerator<Uint8Array> {
  const reader = pieces[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await work.run(() => reader.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await reader.return?.();
    work.end();
  }
}

/** Where even the application can't be composed, standard error is all there is. */
async function reportFailure(error: unknown, requestId: string, route: string): Promise<void> {
  try {
    const { events } = await getApp();
    events.requestFailed({ requestId, route, error });
  } catch {
    process.stderr.write(`${route} ${requestId}: ${String(error)}\n`);
  }
}

async function countRequest(route: string, status: number, ms: number): Promise<void> {
  const composed = await getApp().catch(() => undefined);
  composed?.events.requestServed({ route, status, ms });
}

/** The path of an absolute URL; cut out by hand, because this runs on every request. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const end = url.indexOf("?", start);
  return end < 0 ? url.slice(start) : url.slice(start, end);
}
