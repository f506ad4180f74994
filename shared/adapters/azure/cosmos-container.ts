import type { Container, JSONObject, JSONValue, OperationInput, PatchOperation } from "@azure/cosmos";
import { countStoreCall } from "../../store-use.ts";
import { cosmosFailure, isMisplaced, isTransient, toStoreError } from "./cosmos-failure.ts";
import { retrying, type RetryLimits } from "./cosmos-retry.ts";

/** What one attempt of a call cost. `operation` is a short name; `status` the HTTP status or the code of the failure. */
export type Charge = {
  container: string;
  operation: string;
  status: number | string | undefined;
  requestUnits: number;
  durationMs: number;
};
export type OnCharge = (charge: Charge) => void;

export type NewDocument = { id: string; ttl?: number };
export type Stored<Body> = Body & { _etag: string };
export type BatchOperation =
  | { read: string }
  | { create: NewDocument }
  | { replace: NewDocument; etag: string }
  | { upsert: NewDocument }
  | { remove: string };
/** `statuses` by operation. `repeated`: an attempt before may have been carried out, so that "exists" or "changed" may be our own doing. */
export type BatchOutcome = { done: boolean; statuses: number[]; etags: string[]; repeated: boolean };
export type Query = {
  text: string;
  values: Record<string, JSONValue>;
  partition?: string;
  /** At most so many rows; all of them without it. */
  limit?: number;
};

/** The calls that the stores make. Absence and conflicts are answers; everything else is an AppError after bounded retries. */
export type CosmosContainer = {
  read<Body>(partition: string, id: string): Promise<Stored<Body> | undefined>;
  /** The new etag; undefined when there is a document with that id. */
  create(document: NewDocument): Promise<string | undefined>;
  upsert(document: NewDocument): Promise<void>;
  replace(partition: string, document: NewDocument, etag: string): Promise<"replaced" | "changed" | "gone">;
  /** Sets fields if `condition` (`FROM c WHERE …`) holds; false when it does not or there is no such document. */
  patch(partition: string, id: string, set: Record<string, JSONValue>, condition: string): Promise<boolean>;
  /** Whether it was there (and, with `etag`, unchanged). */
  remove(partition: string, id: string, etag?: string): Promise<boolean>;
  /** All or nothing, at most 100 operations on one partition. */
  batch(partition: string, operations: BatchOperation[]): Promise<BatchOutcome>;
  query<Row>(query: Query): Promise<Row[]>;
};

type Calls = { onCharge: OnCharge; attemptTimeoutMs: number; limits: RetryLimits; random: () => number };
type Answer = { statusCode?: number | undefined; code?: number | undefined; requestCharge?: number | undefined };

/** A query of many pages may take as long as so many calls. */
const pagesInTime = 4;

/** One container of the SDK with retries, charges and translated errors. */
export function cosmosContainer(container: Container, calls: Calls): CosmosContainer {
  const attempt = async <Result>(operation: string, call: (signal: AbortSignal) => Promise<Result & Answer>) => {
    const start = performance.now();
    const charge = (status: Charge["status"], requestUnits: number) => {
      countStoreCall(requestUnits);
      const durationMs = performance.now() - start;
      calls.onCharge({ container: container.id, operation, status, requestUnits, durationMs });
    };
    try {
      const answer = await call(AbortSignal.timeout(calls.attemptTimeoutMs));
      charge(answer.statusCode ?? answer.code, answer.requestCharge ?? 0);
      return answer;
    } catch (error) {
      const failure = cosmosFailure(error);
      charge(failure.code, failure.requestUnits);
      throw error;
    }
  };

  const carryOut = async <Result, Verdict>(
    operation: string,
    call: (signal: AbortSignal) => Promise<Result & Answer>,
    verdicts: Record<number, Verdict>,
  ): Promise<(Result & Answer) | { verdict: Verdict; isRepeated: boolean }> => {
    let isRepeated = false;
    const once = (repeated: boolean) => {
      isRepeated = repeated;
      return attempt(operation, call);
    };
    try {
      return await retrying(once, calls);
    } catch (error) {
      const failure = cosmosFailure(error);
      const isAnswer = !isTransient(failure) && !isMisplaced(failure);
      if (isAnswer && typeof failure.code === "number" && failure.code in verdicts) {
        return { verdict: verdicts[failure.code] as Verdict, isRepeated };
      }
      throw toStoreError(error);
    }
  };

  return {
    async read<Body>(partition: string, id: string) {
      const item = container.item(id, partition);
      const call = async (abortSignal: AbortSignal) => {
        const answer = await item.read({ abortSignal });
        // The SDK gives any 404 as an answer; with a substatus it is not about the document.
        if (answer.statusCode === 404 && answer.substatus) {
          throw Object.assign(new Error("The container can't be read"), { code: 404, substatus: answer.substatus });
        }
        return answer;
      };
      const answer = await carryOut("read", call, {});
      return "verdict" in answer ? undefined : (answer.resource as Stored<Body> | undefined);
    },

    async create(document) {
      const call = (abortSignal: AbortSignal) => container.items.create(document, { abortSignal });
      const answer = await carryOut("create", call, { 409: undefined });
      return "verdict" in answer ? undefined : answer.etag;
    },

    async upsert(document) {
      await carryOut("upsert", (abortSignal) => container.items.upsert(document, { abortSignal }), {});
    },

    async replace(partition, document, etag) {
      const item = container.item(document.id, partition);
      const accessCondition = { type: "IfMatch", condition: etag };
      const call = (abortSignal: AbortSignal) => item.replace(document, { abortSignal, accessCondition });
      const answer = await carryOut("replace", call, { 404: "gone", 412: "changed" } as const);
      return "verdict" in answer ? answer.verdict : "replaced";
    },

    async patch(partition, id, set, condition) {
      const item = container.item(id, partition);
      const body = { condition, operations: setOperations(set) };
      const call = (abortSignal: AbortSignal) => item.patch(body, { abortSignal });
      return !("verdict" in (await carryOut("patch", call, { 404: false, 412: false })));
    },

    async remove(partition, id, etag) {
      const item = container.item(id, partition);
      const condition = etag === undefined ? {} : { accessCondition: { type: "IfMatch", condition: etag } };
      const call = (abortSignal: AbortSignal) => item.delete({ abortSignal, ...condition });
      const answer = await carryOut("delete", call, { 404: "gone", 412: "changed" });
      return !("verdict" in answer) || (answer.verdict === "gone" && answer.isRepeated);
    },

    async batch(partition, operations) {
      const input = operations.map(operationInput);
      try {
        return await retrying(async (repeated) => {
          const response = await attempt("batch", async (abortSignal) => {
            const { code, result = [], headers } = await container.items.batch(input, partition, { abortSignal });
            const requestCharge = Number(headers?.["x-ms-request-charge"] ?? 0);
            return { code, result, requestCharge };
          });
          const statuses = response.result.map((one) => one.statusCode);
          const thrown = statuses.find((status) => status === 413 || isTransient(cosmosFailure({ code: status })));
          if (thrown !== undefined) throw Object.assign(new Error("A batch was refused"), { code: thrown });
          const etags = response.result.map((one) => one.eTag ?? "");
          return { done: statuses.every((status) => status < 300), statuses, etags, repeated };
        }, calls);
      } catch (error) {
        throw toStoreError(error);
      }
    },

    async query<Row>({ text, values, partition, limit = Infinity }: Query) {
      const parameters = Object.entries(values).map(([name, value]) => ({ name: `@${name}`, value }));
      const maxItemCount = Math.min(limit, 1_000);
      const read = async () => {
        const rows: Row[] = [];
        const abortSignal = AbortSignal.timeout(calls.attemptTimeoutMs * pagesInTime);
        const options = { maxItemCount, abortSignal, ...(partition === undefined ? {} : { partitionKey: partition }) };
        const iterator = container.items.query<Row>({ query: text, parameters }, options);
        while (rows.length < limit && iterator.hasMoreResults()) {
          const page = await attempt("query", async () => {
            const { resources, requestCharge } = await iterator.fetchNext();
            return { resources, requestCharge, statusCode: 200 };
          });
          // The SDK gives a page without resources when a partition had nothing.
          rows.push(...((page.resources as Row[] | undefined) ?? []));
        }
        return rows.slice(0, limit);
      };
      try {
        return await retrying(read, calls);
      } catch (error) {
        throw toStoreError(error);
      }
    },
  };
}

function operationInput(operation: BatchOperation): OperationInput {
  const body = (document: NewDocument) => document as unknown as JSONObject;
  if ("create" in operation) return { operationType: "Create", resourceBody: body(operation.create) };
  if ("upsert" in operation) return { operationType: "Upsert", resourceBody: body(operation.upsert) };
  if ("remove" in operation) return { operationType: "Delete", id: operation.remove };
  if ("read" in operation) return { operationType: "Read", id: operation.read };
  const { replace, etag } = operation;
  return { operationType: "Replace", id: replace.id, ifMatch: etag, resourceBody: body(replace) };
}

function setOperations(set: Record<string, JSONValue>): PatchOperation[] {
  return Object.entries(set).map(([name, value]) => ({ op: "set", path: `/${name}`, value }));
}
