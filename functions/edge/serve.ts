import { randomUUID } from "node:crypto";
import {
  app,
  type HttpMethod,
  type HttpRequest,
  type HttpResponseInit,
  type InvocationContext,
} from "@azure/functions";
import { AppError } from "../../shared/errors.ts";
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
  async function handler(request: HttpRequest, { invocationId }: InvocationContext): Promise<HttpResponseInit> {
    const given = request.headers.get("x-request-id");
    const requestId = given !== null && requestIdShape.test(given) ? given : randomUUID();
    const instance = pathOf(request.url);
    const report = (error: unknown) => {
      void reportFailure(error, requestId, target.name);
    };
    try {
      return toResponse(await answer({ request, invocationId, instance, report }), requestId);
    } catch (error) {
      if (!(error instanceof AppError && error.isCallersFault)) report(error);
      return toResponse(problem(error, instance), requestId);
    }
  }
  app.http(target.name, { route: target.path, methods: target.methods, authLevel: "anonymous", handler });
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

/** The path of an absolute URL; cut out by hand, because this runs on every request. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const end = url.indexOf("?", start);
  return end < 0 ? url.slice(start) : url.slice(start, end);
}
