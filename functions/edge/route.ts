import { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import type { Caller, Role } from "../../shared/ports/caller.ts";
import { getApp, type App } from "../app.ts";
import { identify, requireRole } from "./caller.ts";
import { readInput } from "./read-input.ts";
import { readQuery } from "./read-query.ts";
import type { Upload } from "./read-upload.ts";
import type { Reply } from "./reply.ts";
import { serve, type Exchange } from "./serve.ts";

/** One call of the HTTP interface: how it is reached, who may use it, what it takes and gives. Also its documentation. */
export type RouteDefinition<
  Path extends string = string,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Fields extends z.ZodType = z.ZodType,
> = {
  /** The function's name. */
  name: string;
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Without a leading slash, as Azure Functions takes it. */
  path: Path;
  /** `anyone` asks no questions; default `user`. */
  role?: Role | "anyone";
  summary: string;
  tag: string;
  /** Strict: what it does not name is refused. */
  query?: Query;
  /** JSON; `optional()` where the request may come without a body. */
  body?: Body;
  /** The text fields beside `file` in a multipart form. With an optional `body` too, either is taken. */
  upload?: Fields;
  /** For JSON; default 256 KB. */
  bodyLimitBytes?: number;
  /** Request headers that the call understands. */
  headers?: Record<string, { description: string; required?: boolean }>;
  /** By status: what it means and its schema; `events` where it may (also) come as a stream. */
  responses: Record<number, ResponseDefinition>;
};

export type ResponseDefinition = {
  description: string;
  schema?: z.ZodType;
  events?: boolean;
  /** Plain text. */
  text?: boolean;
  headers?: Record<string, string>;
};

export type Call<Path extends string, Query, Body, Fields> = Exchange & {
  app: App;
  caller: Caller;
  params: Record<ParamsOf<Path>, string>;
  query: Query;
  body: Body;
  upload: Upload<Fields> | undefined;
};

type ParamsOf<Path> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamsOf<Rest> : never;

const NoQuery = z.strictObject({});

/** All routes, in the order of their registration. */
export const routes: RouteDefinition[] = [];

const nobody: Caller = { userId: "", roles: [], groups: [] };
/** What can be an id at all; anything else is not found, whatever it is. */
const idShape = /^[\w.:~@-]{1,128}$/;

/** Registers a function for the route and puts it into the documentation. */
export function route<
  const Path extends string,
  Query extends z.ZodObject = typeof NoQuery,
  Body extends z.ZodType = z.ZodUndefined,
  Fields extends z.ZodType = z.ZodUndefined,
>(
  definition: RouteDefinition<Path, Query, Body, Fields>,
  handler: (call: Call<Path, z.infer<Query>, z.infer<Body>, z.infer<Fields>>) => Promise<Reply>,
): void {
  routes.push(definition);
  const { name, path, role = "user" } = definition;
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  const streamsOnly = Object.values(definition.responses).some(({ events, schema }) => events && !schema);
  const methods = definition.method === "GET" && !streamsOnly ? (["GET", "HEAD"] as const) : [definition.method];

  serve({ name, path, methods: [...methods] }, async (exchange) => {
    const { request } = exchange;
    const caller = role === "anyone" ? nobody : await identify(request);
    if (role !== "anyone") requireRole(caller, role);
    const params = Object.fromEntries(parameters.map((parameter) => [parameter, request.params[parameter] ?? ""]));
    for (const id of Object.values(params)) {
      if (!idShape.test(id)) throw new AppError("not-found", "Nothing has such an id.");
    }
    const query = readQuery(request, definition.query);
    const input = await readInput(exchange, definition);
    const call = { ...exchange, app: await getApp(), caller, params, query, ...input };
    try {
      return await handler(call as unknown as Parameters<typeof handler>[0]);
    } finally {
      await input.upload?.discard();
    }
  });
}
