import Module from "node:module";
import type { LogEntry } from "./log-entry.ts";
import {
  hookNames,
  type FunctionCallback,
  type FunctionMetadata,
  type Hook,
  type HookContext,
  type HookName,
  type ProgrammingModel,
} from "./worker-contract.ts";

export type RegisteredFunction = { metadata: FunctionMetadata; callback: FunctionCallback };

/** The worker's side of one loaded app: what it registered, and its hooks. */
export type Worker = ReturnType<typeof functionsWorker>;

export function functionsWorker(write: (entry: LogEntry) => void) {
  const functions = new Map<string, RegisteredFunction>();
  const hooks = Object.fromEntries(hookNames.map((name) => [name, [] as Hook[]])) as Record<HookName, Hook[]>;
  /** Shared by all hooks of the app, as the library promises them. */
  const appHookData = {};
  let model: ProgrammingModel | undefined;
  let started = false;

  const log = (entry: LogEntry, context: HookContext = {}) => {
    const hookContext: HookContext = { hookData: {}, invocationContext: undefined, ...entry, ...context, appHookData };
    for (const hook of hooks.log) hook(hookContext);
    write({ ...entry, level: String(hookContext["level"]), message: String(hookContext["message"]) });
  };

  return {
    functions,
    appHookData,
    log,
    model: () => model,
    /** After this, functions can't be registered any more. */
    start: () => void (started = true),
    async runHooks(name: Exclude<HookName, "log">, context: HookContext): Promise<void> {
      for (const hook of hooks[name]) await hook(context);
    },
    /** The module `@azure/functions-core` as the app sees it. */
    core: {
      version: "3.12.0",
      hostVersion: "4.1042.0",
      setProgrammingModel: (given: ProgrammingModel) => void (model = given),
      getProgrammingModel: () => model,
      registerFunction(metadata: FunctionMetadata, callback: FunctionCallback) {
        if (started) throw new Error("A function can only be registered during app startup.");
        if (functions.has(metadata.name)) throw new Error(`A function named "${metadata.name}" exists already.`);
        functions.set(metadata.name, { metadata, callback });
        return disposable(() => functions.delete(metadata.name));
      },
      registerHook(name: string, hook: Hook) {
        const list = hooks[name as HookName] as Hook[] | undefined;
        if (!list) throw Object.assign(new RangeError(`Unrecognized hook "${name}"`), systemError);
        list.push(hook);
        return disposable(() => list.splice(list.indexOf(hook), 1));
      },
      log: (level: string, category: string, message: string) => log({ level, category, message }),
    },
  };
}

/** Runs `load` while `require("@azure/functions-core")` gives this worker's module: no package of that name exists. */
export function withFunctionsCore<T>(worker: Worker, load: () => T): T {
  const prototype = Module.prototype as { require: (id: string) => unknown };
  const original = prototype.require;
  prototype.require = function require(this: unknown, id: string) {
    return id === "@azure/functions-core" ? worker.core : original.call(this, id);
  };
  try {
    return load();
  } finally {
    prototype.require = original;
  }
}

/** How the library recognises an error of the platform; it reads it to say which host version is needed. */
const systemError = { isAzureFunctionsSystemError: true };

function disposable(dispose: () => void) {
  return { dispose, [Symbol.dispose]: dispose };
}
