import { AppError } from "../../shared/errors.ts";
import { allowedMethods } from "../edge/allowed-methods.ts";
import { requireCaller } from "../edge/caller.ts";
import { problem, type Reply } from "../edge/reply.ts";
import { serve } from "../edge/serve.ts";
import { pageAt } from "./pages.ts";

/** Pages and their parts, and what no route takes: the same answers on every host. */
serve(
  { name: "everything-else", path: "{*path}", methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] },
  async ({ request, instance }): Promise<Reply> => {
    await requireCaller(request);
    const page = pageAt(instance);
    const allow = page ? "GET, HEAD, OPTIONS" : allowedMethods(instance);
    if (allow === undefined) throw new AppError("not-found", "There is nothing at this address. See /reference.");
    if (request.method === "OPTIONS") return { status: 204, headers: { allow } };
    if (page && (request.method === "GET" || request.method === "HEAD")) return page();
    const refusal = new AppError("method-not-allowed", `Use ${allow} here.`);
    return problem(refusal, instance, { allow });
  },
);
