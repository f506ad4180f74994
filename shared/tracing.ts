import { randomBytes } from "node:crypto";
import {
  type Attributes,
  context,
  createContextKey,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { failureName } from "./errors.ts";
import { countingStoreUse } from "./store-use.ts";
import { formatTraceparent, parseTraceparent } from "./trace-parent.ts";

/** A piece of work that something outside started: a request, a message, a timer. */
export type Arrival = {
  name: string;
  /** Of whoever started it; what can't be read is ignored, and a trace of its own begins. */
  traceparent: unknown;
  requestId?: string;
  /** Names, ids, numbers and verdicts. Never a user's words, an address with a query, or a secret. */
  attributes: Attributes;
};

/** Work under way, as a part of a trace. */
export type TracedWork = {
  /** Everything that `work` starts belongs to this part of the trace. */
  run<Result>(work: () => Result): Result;
  set(attributes: Attributes): void;
  /** `failure`: the name of what it died of; never its message, which may hold anything. */
  end(failure?: string): void;
};

/** A call to another service, and what its result says of it. */
export type Call<Result> = {
  name: string;
  attributes: Attributes;
  outcome?: ((result: Result) => { failure?: string | undefined; attributes?: Attributes }) | undefined;
};

const tracer = trace.getTracer("pmark");
const requestIdKey = createContextKey("request id");

/** From now on, asynchronous work knows the trace that it belongs to. Once per process is enough; again does no harm. */
export function followTraces(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
}

/** Begins work that something outside asked for, in the trace of whoever asked. Whoever begins it ends it. */
export function beginArrival({ name, traceparent, requestId, attributes }: Arrival): TracedWork {
  const caller = parseTraceparent(traceparent);
  const from = caller === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, caller);
  const given = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, from);
  const span = isSpanContextValid(given.spanContext()) ? given : traceWithoutRecord();
  const own = countingStoreUse(trace.setSpan(from, span));
  return tracedWork(span, requestId === undefined ? own : own.setValue(requestIdKey, requestId));
}

/** A call to another service, as a part of the work that makes it; outside of any work it is just made. */
export function inCall<Result>(call: Call<Result>, make: () => Promise<Result>): Promise<Result> {
  if (trace.getSpanContext(context.active()) === undefined) return make();
  const span = tracer.startSpan(call.name, { kind: SpanKind.CLIENT, attributes: call.attributes });
  const traced = tracedWork(span, trace.setSpan(context.active(), span));
  return traced.run(make).then(
    (result) => {
      const { failure, attributes } = call.outcome?.(result) ?? {};
      if (attributes !== undefined) traced.set(attributes);
      traced.end(failure);
      return result;
    },
    (error: unknown) => {
      traced.end(failureName(error));
      throw error;
    },
  );
}

/** Does work that something outside asked for, in the trace of whoever asked. */
export async function inTrace<Result>(arrival: Arrival, work: () => Promise<Result>): Promise<Result> {
  const traced = beginArrival(arrival);
  try {
    const result = await traced.run(work);
    traced.end();
    return result;
  } catch (error) {
    traced.end(failureName(error));
    throw error;
  }
}

/** Where the work under way stands in its trace, for whoever continues it; undefined outside of any. */
export function currentTraceparent(): string | undefined {
  const here = trace.getSpanContext(context.active());
  return here && formatTraceparent(here);
}

/** What ties a log line to its trace and its request. */
export function correlation(): { traceId?: string; requestId?: string } {
  const active = context.active();
  const here = trace.getSpanContext(active);
  if (here === undefined) return {};
  const requestId = active.getValue(requestIdKey) as string | undefined;
  return { traceId: here.traceId, ...(requestId === undefined ? {} : { requestId }) };
}

function tracedWork(span: Span, within: typeof ROOT_CONTEXT): TracedWork {
  return {
    run: (work) => context.with(within, work),
    set: (attributes) => void span.setAttributes(attributes),
    end(failure) {
      if (failure !== undefined) {
        span.setAttribute("failure", failure);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    },
  };
}

/** Nothing records, but logs, messages and calls of one request still carry one id. */
function traceWithoutRecord(): Span {
  return trace.wrapSpanContext({
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    traceFlags: TraceFlags.NONE,
  });
}
