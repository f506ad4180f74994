import { AppError } from "../shared/errors.ts";
import type { FunctionApp } from "./function-app.ts";
import type { RegisteredFunction } from "./functions-core.ts";
import type { Serve } from "./http-server.ts";
import { routeTable } from "./route-table.ts";
import { sendProblem } from "./send-problem.ts";
import { serveHttpFunction } from "./serve-http-function.ts";
import type { LogEntry } from "./log-entry.ts";

type Route = { template: string; methods: string[]; target: RegisteredFunction };

/** Finds the function for a request and lets it answer. */
export function serveRoutes(
  app: Pick<FunctionApp, "server" | "invoke">,
  routes: Route[],
  log: (entry: LogEntry) => void,
): Serve {
  const find = routeTable(routes);
  return async ({ request, response, host, path }) => {
    const method = request.method ?? "GET";
    const found = find(method, path);
    switch (found.kind) {
      case "found":
        return serveHttpFunction(
          app,
          { called: found.target, parameters: found.parameters, request, response, host },
          log,
        );
      case "method-not-allowed": {
        const allow = found.allow.join(", ");
        const problem = new AppError("method-not-allowed", `${path} takes ${allow}, not ${method}.`);
        return sendProblem(request, response, problem, { allow });
      }
      case "not-found":
        return sendProblem(request, response, new AppError("not-found", `PMark serves nothing at ${path}.`));
    }
  };
}
