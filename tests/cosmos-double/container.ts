import { createHash, randomUUID } from "node:crypto";
import { orderOf, parseCondition, type Json, type JsonObject, type Statement } from "./sql.ts";

export type Answer = { status: number; body?: unknown; headers?: Record<string, string> };
export type ContainerSpec = {
  id: string;
  partitionKey: { paths: string[] };
  indexingPolicy: { includedPaths: { path: string }[] };
  defaultTtl?: number;
};
type Operation = {
  operationType: string;
  id?: string;
  ifMatch?: string;
  resourceBody?: JsonObject;
};

const maxDocumentBytes = 2 * 1024 * 1024;
/** Two physical partitions, so that every query over users crosses them. */
export const ranges = [
  { id: "0", minInclusive: "", maxExclusive: "80" },
  { id: "1", minInclusive: "80", maxExclusive: "FF" },
];

/** The documents of one container, by partition. Everything happens in one step of the event loop: it is atomic. */
export function doubleContainer(spec: ContainerSpec) {
  const keyName = spec.partitionKey.paths[0]?.slice(1) ?? "";
  let partitions = new Map<string, Map<string, JsonObject>>();

  const put = (partition: string, body: JsonObject): Answer => {
    const id = textOf(body["id"]);
    const documents = partitions.get(partition) ?? new Map<string, JsonObject>();
    partitions.set(partition, documents);
    const stored = {
      ...body,
      _rid: `${spec.id}.${id}`,
      _etag: `"${randomUUID()}"`,
      _ts: Math.floor(Date.now() / 1_000),
    };
    const isNew = !documents.has(id);
    documents.set(id, stored);
    return { status: isNew ? 201 : 200, body: stored, headers: { etag: stored._etag } };
  };

  const carryOut = (partition: string, { operationType, id = "", ifMatch, resourceBody }: Operation): Answer => {
    const stored = partitions.get(partition)?.get(operationType === "Upsert" ? textOf(resourceBody?.["id"]) : id);
    const write = () => faultOf(resourceBody, partition) ?? put(partition, resourceBody ?? {});
    const isStale = ifMatch !== undefined && stored !== undefined && stored["_etag"] !== ifMatch;
    switch (operationType) {
      case "Create":
        if (partitions.get(partition)?.has(textOf(resourceBody?.["id"]))) return refused(409, "the id is taken");
        return write();
      case "Upsert":
        return isStale ? refused(412, "the etag differs") : write();
      case "Replace":
        if (stored === undefined) return refused(404, "no such document");
        if (resourceBody?.["id"] !== id) return refused(400, "the id can't change");
        return isStale ? refused(412, "the etag differs") : write();
      case "Patch":
        return stored === undefined ? refused(404, "no such document") : patch(partition, stored, resourceBody ?? {});
      case "Delete":
        if (stored === undefined) return refused(404, "no such document");
        if (isStale) return refused(412, "the etag differs");
        partitions.get(partition)?.delete(id);
        return { status: 204 };
      case "Read":
        if (stored === undefined) return refused(404, "no such document");
        return { status: 200, body: stored, headers: { etag: textOf(stored["_etag"]) } };
      default:
        return refused(400, `unknown operation ${operationType}`);
    }
  };

  const patch = (partition: string, stored: JsonObject, { operations, condition }: JsonObject): Answer => {
    if (
      typeof condition === "string" &&
      parseCondition(condition)({ document: stored, parameters: new Map() }) !== true
    ) {
      return refused(412, "the condition does not hold");
    }
    const changed = { ...stored };
    if (!Array.isArray(operations) || operations.length > 10) return refused(400, "1 to 10 operations");
    for (const operation of operations as JsonObject[]) {
      const name = /^\/(\w+)$/.exec(textOf(operation["path"]))?.[1];
      if (operation["op"] !== "set" || name === undefined) return refused(501, "only set on the first level is known");
      changed[name] = operation["value"] ?? null;
    }
    return faultOf(changed, partition) ?? put(partition, changed);
  };

  const faultOf = (body: JsonObject | undefined, partition: string): Answer | undefined => {
    const id = body?.["id"];
    if (typeof id !== "string" || id === "" || /[/\\?#]/.test(id) || Buffer.byteLength(id) > 1_023) {
      return refused(400, "the id is not valid");
    }
    if (body?.[keyName] !== partition) return refused(400, "the partition key of the body differs");
    const ttl = body["ttl"];
    if (ttl !== undefined && (typeof ttl !== "number" || (ttl <= 0 && ttl !== -1))) return refused(400, "bad ttl");
    return Buffer.byteLength(JSON.stringify(body)) > maxDocumentBytes ? refused(413, "more than 2 MB") : undefined;
  };

  return {
    spec,
    keyName,
    carryOut,

    /** All or nothing: the first failure undoes what came before it and marks the others 424. */
    batch(partition: string, operations: Operation[]): Answer {
      if (operations.length === 0 || operations.length > 100) return refused(400, "1 to 100 operations");
      const before = new Map([...partitions].map(([key, documents]) => [key, new Map(documents)]));
      const answers = operations.map((operation) => ({ operation, answer: undefined as Answer | undefined }));
      const failed = answers.find((one) => {
        one.answer = carryOut(partition, one.operation);
        return one.answer.status >= 300;
      });
      if (failed !== undefined) partitions = before;
      const body = answers.map((one) => {
        const status = failed === undefined || one === failed ? (one.answer?.status ?? 500) : 424;
        const etag = failed === undefined ? one.answer?.headers?.["etag"] : undefined;
        return { statusCode: status, requestCharge: 5, ...(etag === undefined ? {} : { eTag: etag }) };
      });
      return { status: failed === undefined ? 200 : 207, body };
    },

    /** The rows of a query in one partition, in one range, or in all. */
    query(statement: Statement, parameters: Map<string, Json>, scope: { partition?: string; range?: string }): Json[] {
      const rows = [...partitions]
        .filter(([key]) => scope.partition === undefined || key === scope.partition)
        .filter(([key]) => scope.range === undefined || rangeOf(key) === scope.range)
        .flatMap(([, documents]) => [...documents.values()])
        .filter((document) => statement.where?.({ document, parameters }) ?? true);
      if (statement.select === "count") return [scope.range === undefined ? rows.length : [{ item: rows.length }]];
      const { orderBy, value } = statement;
      const keyOf = (document: JsonObject) => orderBy?.value({ document, parameters }) ?? null;
      if (orderBy !== undefined) {
        rows.sort((a, b) => orderOf(keyOf(a), keyOf(b)) * (orderBy.order === "ASC" ? 1 : -1));
      }
      if (statement.select === "order-by-payload") {
        return rows.map((row) => ({ _rid: row["_rid"] ?? "", orderByItems: [{ item: keyOf(row) }], payload: row }));
      }
      if (value === undefined) return rows;
      return rows.map((document) => value({ document, parameters })).filter((row) => row !== undefined);
    },

    /** Paths of the query that the indexing policy leaves out. */
    unindexed(statement: Statement): string[] {
      const indexed = new Set(spec.indexingPolicy.includedPaths.map(({ path }) => path.replace(/\/(\?|\*)$/, "")));
      const used = [...statement.paths, ...(statement.orderBy === undefined ? [] : [statement.orderBy.path])];
      return used.filter((path) => !indexed.has(path) && path !== "/id");
    },
  };
}

export function refused(status: number, message: string): Answer {
  return { status, body: { code: String(status), message } };
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function rangeOf(partition: string): string {
  return (createHash("sha256").update(partition).digest()[0] ?? 0) < 128 ? "0" : "1";
}
