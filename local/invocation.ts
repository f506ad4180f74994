import { randomUUID } from "node:crypto";
import type { RegisteredFunction, Worker } from "./functions-core.ts";
import type { CoreContext, InvocationModel, TraceContext, TypedData } from "./worker-contract.ts";

export type Trigger = {
  data: TypedData;
  metadata?: Record<string, TypedData>;
  invocationId?: string;
  traceParent?: string | undefined;
  /**
   * For http: what is sent when the handler throws, or returns nothing (`error` is undefined). Without it a throw is
   * the caller's to handle. The library alone would leave the client waiting.
   */
  orElse?: (error: unknown) => object;
};

/** One call of a function as the worker makes it: arguments, hooks, handler, hooks, response. */
export async function invoke(worker: Worker, called: RegisteredFunction, trigger: Trigger): Promise<void> {
  const { metadata } = called;
  const invocationId = trigger.invocationId ?? randomUUID();
  let invocationContext: unknown;
  const hookData = {};
  const core: CoreContext = {
    invocationId,
    metadata,
    state: undefined,
    request: {
      invocationId,
      functionId: metadata.name,
      inputData: [{ name: triggerOf(called).name, data: trigger.data }],
      triggerMetadata: trigger.metadata ?? {},
      traceContext: traceContext(trigger.traceParent),
    },
    log: (level, category, message) =>
      worker.log({ level, category, message, functionName: metadata.name }, { invocationContext, hookData }),
  };
  const model = await worker.model()!.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();
  invocationContext = context;
  const outcome = await runWithHooks(worker, called, { model, core, hookData, context, inputs });
  if (outcome.error === null) {
    await model.getResponse(context, outcome.result ?? trigger.orElse?.(undefined));
  } else {
    if (!trigger.orElse) throw outcome.error;
    await model.getResponse(context, trigger.orElse(outcome.error));
  }
}

/** The one binding that starts a function. */
export function triggerOf({ metadata }: RegisteredFunction) {
  const [name, binding] = Object.entries(metadata.bindings).find(([, { type }]) => /trigger$/i.test(type))!;
  return { ...binding, name };
}

type Call = { model: InvocationModel; core: CoreContext; hookData: object; context: unknown; inputs: unknown[] };

async function runWithHooks(worker: Worker, { callback }: RegisteredFunction, call: Call) {
  const { model, core, hookData, context } = call;
  const shared = { hookData, appHookData: worker.appHookData, invocationContext: context };
  const before = { ...shared, inputs: call.inputs, functionCallback: callback };
  const after = { ...shared, inputs: call.inputs, result: null as unknown, error: null as unknown };
  try {
    core.state = "preInvocationHooks";
    await worker.runHooks("preInvocation", before);
    after.inputs = before.inputs;
    core.state = "invocation";
    try {
      after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
    } catch (error) {
      after.error = error ?? new Error("The function threw nothing.");
    }
    core.state = "postInvocationHooks";
    await worker.runHooks("postInvocation", after);
  } catch (error) {
    after.error = error;
  }
  core.state = undefined;
  return after;
}

/** Ids out of UUIDs, whose randomness Node draws in advance: drawn for each call it would cost as much as routing. */
function traceContext(given: string | undefined): TraceContext {
  const [traceId, spanId] = [randomUUID(), randomUUID()].map((id) => id.replaceAll("-", ""));
  return { traceParent: given ?? `00-${traceId}-${spanId!.slice(16)}-01`, traceState: "", attributes: {} };
}
