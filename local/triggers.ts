import { AppError } from "../shared/errors.ts";
import type { FunctionApp } from "./function-app.ts";
import type { HostSettings } from "./host-json.ts";
import { triggerOf } from "./invocation.ts";
import type { QueueTrigger } from "./queue-trigger.ts";
import type { TimerTrigger } from "./timer.ts";
import type { Binding, TypedData } from "./worker-contract.ts";

type Environment = Record<string, string | undefined>;
type Run = (name: string, data: TypedData, metadata?: Record<string, TypedData>) => Promise<void>;

/** The http functions, under the route prefix. A function without a route is served under its name, as on Azure. */
export function httpRoutes({ functions }: Pick<FunctionApp, "functions">, settings: HostSettings) {
  return ofType(functions, "httpTrigger").map(({ called, name, trigger }) => ({
    template: [settings.http.routePrefix, trigger.route || name].filter(Boolean).join("/"),
    methods: trigger.methods ?? ["GET", "POST"],
    target: called,
  }));
}

export function timerTriggers(
  { functions }: Pick<FunctionApp, "functions">,
  environment: Environment,
  run: Run,
): TimerTrigger[] {
  return ofType(functions, "timerTrigger").map(({ name, trigger }) => ({
    name,
    schedule: expand(trigger.schedule, environment, name),
    runOnStartup: trigger.runOnStartup ?? false,
    run: (status) => run(name, { json: JSON.stringify(status) }).catch(() => undefined),
  }));
}

export function queueTriggers(
  { functions }: Pick<FunctionApp, "functions">,
  { serviceBus, environment }: HostSettings & { environment: Environment },
  run: Run,
): Omit<QueueTrigger, "onFailure" | "during">[] {
  return ofType(functions, "serviceBusTrigger").map(({ name, trigger }) => ({
    queue: expand(trigger.queueName, environment, name),
    maxConcurrentCalls: serviceBus.maxConcurrentCalls,
    autoComplete: trigger.autoCompleteMessages ?? serviceBus.autoCompleteMessages,
    run: (data, metadata) => run(name, data, metadata),
  }));
}

function ofType(functions: FunctionApp["functions"], type: Binding["type"]) {
  return functions
    .map((called) => ({ called, name: called.metadata.name, trigger: triggerOf(called) }))
    .filter(({ trigger }) => trigger.type === type);
}

/** `%NAME%` stands for a setting. */
function expand(text = "", environment: Environment, functionName: string): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = environment[name];
    if (!value) throw new AppError("bad-request", `${functionName} needs the setting ${name}, which is not set.`);
    return value;
  });
}
