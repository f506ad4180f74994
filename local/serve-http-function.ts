import { randomUUID } from "node:crypto";
import { channel } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { FunctionApp } from "./function-app.ts";
import type { RegisteredFunction } from "./functions-core.ts";
import { problemResponse, sendProblem } from "./send-problem.ts";
import { failureEntry, type LogEntry } from "./log-entry.ts";

type Call = {
  called: RegisteredFunction;
  parameters: Record<string, string>;
  request: IncomingMessage;
  response: ServerResponse;
  /** What the caller calls this host, checked to be a host name. */
  host: string;
};

/** What a worker's http server publishes for each request; functions watch it to learn that a client went away. */
const requestStart = channel("http.server.request.start");

/** Hands a request over to the library's server under an invocation id, and calls the function with the same id. */
export async function serveHttpFunction(
  { server, invoke }: Pick<FunctionApp, "server" | "invoke">,
  { called, parameters, request, response, host }: Call,
  log: (entry: LogEntry) => void,
): Promise<void> {
  const fail = (error: unknown) => log(failureEntry(error, called.metadata.name));
  const invocationId = randomUUID();
  const metadata = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, { string: value }]));
  const given = { json: JSON.stringify(request.headers) };

  const { headers } = request;
  headers["x-ms-invocation-id"] = invocationId;
  headers["x-forwarded-host"] = host;
  headers["x-forwarded-proto"] = "http";
  requestStart.publish({ request, response, socket: request.socket, server });
  server.emit("request", request, response);

  try {
    await invoke(called, {
      invocationId,
      data: { http: {} },
      metadata: { ...metadata, Headers: given },
      traceParent: headers["traceparent"] as string | undefined,
      orElse(error) {
        if (error === undefined) return { status: 204 };
        fail(error);
        return problemResponse(error);
      },
    });
  } catch (error) {
    fail(error);
    sendProblem(request, response, error);
  }
}
