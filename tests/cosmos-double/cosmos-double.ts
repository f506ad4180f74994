import { createHmac, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { doubleContainer, ranges, refused, type Answer, type ContainerSpec } from "./container.ts";
import { queryPlan } from "./query-plan.ts";
import { parseSql, UnknownSql, type Json, type JsonObject } from "./sql.ts";

type Call = { method: string; path: string; kind: "read" | "write" | "batch" | "query" | "plan" | "metadata" };
/** What goes wrong with the next call that `matches`. `lost`: no answer; `carriedOut`: but the work was done. */
export type Fault = { matches?: (call: Call) => boolean; substatus?: number; retryAfterMs?: number } & (
  | { status: number }
  | { lost: true; carriedOut?: boolean }
);
type Request = { call: Call; body: unknown; header: (name: string) => string | undefined };

const key = Buffer.from("the key of the double").toString("base64");
const pageLimit = 100;

/**
 * A Cosmos DB account on loopback that speaks what our adapter uses, and refuses the rest: point calls, If-Match,
 * patch, atomic batches, queries with plans over two partitions, pages, signatures, request charges.
 */
export async function startCosmosDouble() {
  const databases = new Map<string, Map<string, ReturnType<typeof doubleContainer>>>();
  const faults: Fault[] = [];
  const calls: Call[] = [];

  const answer = ({ call, body, header }: Request): Answer => {
    const [, database = "", , container = "", feed = "", id = ""] = call.path.split("/").slice(1);
    if (call.path === "/") return { status: 200, body: account(endpoint()) };
    if (call.path === "/dbs" && call.method === "POST") return createDatabase(body as { id: string });
    const containers = databases.get(database);
    if (containers === undefined) return missing("database");
    if (container === "" && call.method === "GET") return { status: 200, body: { id: database } };
    if (container === "" && call.method === "POST") return createContainer(containers, body as ContainerSpec);
    const documents = containers.get(container);
    if (documents === undefined) return missing("container");
    if (feed === "" && call.method === "GET") return { status: 200, body: documents.spec };
    if (feed === "pkranges" && call.method === "GET") {
      const body = { PartitionKeyRanges: ranges, _count: ranges.length };
      return header("if-none-match") === "ranges"
        ? { status: 304 }
        : { status: 200, body, headers: { etag: "ranges" } };
    }
    if (feed !== "docs") return refused(501, `unknown: ${call.path}`);
    if (call.kind === "plan" || call.kind === "query") return query(documents, { call, body, header });
    const partition = partitionOf(header);
    if (partition === undefined) return refused(400, "the partition key is missing");
    if (call.kind === "batch") {
      if (header("x-ms-cosmos-batch-atomic")?.toLowerCase() !== "true") return refused(501, "only atomic batches");
      return documents.batch(partition, body as never);
    }
    const ifMatch = header("if-match");
    const operationType = operationOf(call.method, header);
    if (operationType === undefined || (id === "") !== (call.method === "POST")) return refused(405, "unknown call");
    const resourceBody = body as JsonObject;
    return documents.carryOut(partition, {
      operationType,
      id,
      resourceBody,
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
  };

  const createDatabase = ({ id }: { id: string }): Answer => {
    if (databases.has(id)) return refused(409, "the database exists");
    databases.set(id, new Map());
    return { status: 201, body: { id } };
  };

  const server = createServer((request, response) => void serve(request, response));
  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const header = (name: string) => incoming.headers[name]?.toString();
    const path = decodeURIComponent(incoming.url ?? "").replace(/(?<=.)\/$/, "");
    const call = { method: incoming.method ?? "", path, kind: kindOf(incoming, path) };
    calls.push(call);
    const index = faults.findIndex((fault) => fault.matches?.(call) ?? call.kind !== "metadata");
    const fault = index < 0 ? undefined : faults.splice(index, 1)[0];
    const request = { call, body: text === "" ? undefined : (JSON.parse(text) as unknown), header };
    if (fault !== undefined && "lost" in fault) {
      if (fault.carriedOut) answer(request);
      incoming.socket.destroy();
      return;
    }
    const given = fault === undefined ? guarded(request) : refused(fault.status, "injected");
    response.writeHead(given.status, {
      "content-type": "application/json",
      "x-ms-activity-id": randomUUID(),
      "x-ms-request-charge": String(chargeOf(call, text)),
      ...(fault?.retryAfterMs === undefined ? {} : { "x-ms-retry-after-ms": String(fault.retryAfterMs) }),
      ...(fault?.substatus === undefined ? {} : { "x-ms-substatus": String(fault.substatus) }),
      ...given.headers,
    });
    response.end(given.body === undefined ? undefined : JSON.stringify(given.body));
  };

  const guarded = (request: Request): Answer => {
    if (!isSigned(request)) return refused(401, "the signature is not valid");
    try {
      return answer(request);
    } catch (error) {
      if (error instanceof UnknownSql) return refused(501, error.message);
      return refused(500, String(error));
    }
  };

  const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: endpoint(),
    key,
    /** Taken one by one, each by the first call that it matches; without `matches`, any call on documents. */
    faults,
    /** Every call so far. */
    calls,
    /** Makes a database with its containers, as a call for each would. */
    createDatabase(id: string, specs: ContainerSpec[]) {
      createDatabase({ id });
      for (const spec of specs) createContainer(databases.get(id) ?? new Map(), spec);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function createContainer(containers: Map<string, ReturnType<typeof doubleContainer>>, spec: ContainerSpec): Answer {
  if (containers.has(spec.id)) return refused(409, "the container exists");
  if (spec.partitionKey?.paths.length !== 1) return refused(501, "one partition key path");
  containers.set(spec.id, doubleContainer(spec));
  return { status: 201, body: spec };
}

function query(documents: ReturnType<typeof doubleContainer>, { call, body, header }: Request): Answer {
  const { query: text, parameters = [] } = body as { query: string; parameters?: { name: string; value: Json }[] };
  const statement = parseSql(text);
  const unindexed = documents.unindexed(statement);
  if (unindexed.length > 0) return refused(400, `The order-by or filter has no index: ${unindexed.join(", ")}`);
  if (call.kind === "plan") return { status: 200, body: queryPlan(text, statement) };
  const partition = partitionOf(header);
  const range = header("x-ms-documentdb-partitionkeyrangeid");
  const mustMerge = statement.orderBy !== undefined || statement.select === "count";
  if (partition === undefined && range === undefined && mustMerge) {
    const message = "The query must be run by partition: Cross partition query only supports 'VALUE <AggregateFunc>'.";
    return {
      status: 400,
      body: { code: "BadRequest", message, additionalErrorInfo: "{}" },
      headers: { "x-ms-substatus": "1004" },
    };
  }
  const scope = { ...(partition === undefined ? {} : { partition }), ...(range === undefined ? {} : { range }) };
  const rows = documents.query(statement, new Map(parameters.map(({ name, value }) => [name, value])), scope);
  const start = Number(header("x-ms-continuation") ?? 0);
  if (!Number.isInteger(start)) return refused(400, "bad continuation");
  const asked = Number(header("x-ms-max-item-count") ?? -1);
  const end = start + (asked > 0 ? Math.min(asked, pageLimit) : pageLimit);
  const page = rows.slice(start, end);
  const more: Record<string, string> = end < rows.length ? { "x-ms-continuation": String(end) } : {};
  return { status: 200, body: { Documents: page, _count: page.length }, headers: more };
}

function missing(what: string): Answer {
  return { ...refused(404, `no such ${what}`), headers: { "x-ms-substatus": "1003" } };
}

function kindOf({ method, headers }: IncomingMessage, path: string): Call["kind"] {
  if (!path.includes("/docs")) return "metadata";
  if (headers["x-ms-cosmos-is-query-plan-request"] !== undefined) return "plan";
  if (headers["x-ms-documentdb-isquery"] !== undefined) return "query";
  if (headers["x-ms-cosmos-is-batch-request"] !== undefined) return "batch";
  return method === "GET" ? "read" : "write";
}

function operationOf(method: string, header: Request["header"]): string | undefined {
  const isUpsert = header("x-ms-documentdb-is-upsert")?.toLowerCase() === "true";
  const operations: Record<string, string> = {
    GET: "Read",
    POST: isUpsert ? "Upsert" : "Create",
    PUT: "Replace",
    PATCH: "Patch",
    DELETE: "Delete",
  };
  return operations[method];
}

function partitionOf(header: Request["header"]): string | undefined {
  const [partition] = JSON.parse(header("x-ms-documentdb-partitionkey") ?? "[]") as unknown[];
  return typeof partition === "string" ? partition : undefined;
}

/** The signature of the shared key over verb, resource type, resource and date. */
function isSigned({ call, header }: Request): boolean {
  const parts = call.path.split("/").filter((part) => part !== "");
  const isFeed = parts.length % 2 === 1;
  const type = (isFeed ? parts.at(-1) : parts.at(-2)) ?? "";
  const link = (isFeed ? parts.slice(0, -1) : parts).join("/");
  const text = `${call.method.toLowerCase()}\n${type}\n${link}\n${header("x-ms-date")?.toLowerCase()}\n\n`;
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(text).digest("base64");
  return decodeURIComponent(header("authorization") ?? "") === `type=master&ver=1.0&sig=${signature}`;
}

function chargeOf({ kind }: Call, text: string): number {
  if (kind === "metadata" || kind === "plan") return 0;
  if (kind === "read") return 1;
  return (kind === "query" ? 2.8 : 5) + Math.ceil(text.length / 1_024);
}

function account(endpoint: string) {
  const locations = [{ name: "Loopback", databaseAccountEndpoint: endpoint }];
  return {
    id: "double",
    writableLocations: locations,
    readableLocations: locations,
    enableMultipleWriteLocations: false,
    userConsistencyPolicy: { defaultConsistencyLevel: "Session" },
  };
}
