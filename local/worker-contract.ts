/** What passes between a functions host, its worker and `@azure/functions`: the parts that PMark's triggers use. */
export type TypedData = { string?: string; json?: string; http?: object };

export type Binding = {
  type: string;
  direction: string;
  methods?: string[];
  route?: string;
  schedule?: string;
  runOnStartup?: boolean;
  queueName?: string;
  autoCompleteMessages?: boolean;
};

export type FunctionMetadata = { name: string; functionId?: string; bindings: Record<string, Binding> };

export type FunctionCallback = (...inputs: unknown[]) => unknown;

export type TraceContext = { traceParent: string; traceState: string; attributes: Record<string, string> };

export type InvocationRequest = {
  invocationId: string;
  functionId: string;
  inputData: { name: string; data: TypedData }[];
  triggerMetadata: Record<string, TypedData>;
  traceContext: TraceContext;
};

export type CoreContext = {
  invocationId: string;
  request: InvocationRequest;
  metadata: FunctionMetadata;
  state: "preInvocationHooks" | "postInvocationHooks" | "invocation" | undefined;
  log: (level: string, category: string, message: string) => void;
};

export type InvocationModel = {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  /** Sends the response of an http function when streaming is on. */
  getResponse(context: unknown, result: unknown): Promise<unknown>;
};

/** What `@azure/functions` hands to the worker when it is loaded. */
export type ProgrammingModel = {
  getInvocationModel(context: CoreContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities(defaults: Record<string, string>): Promise<Record<string, string>>;
};

export const hookNames = ["appStart", "appTerminate", "preInvocation", "postInvocation", "log"] as const;
export type HookName = (typeof hookNames)[number];
export type HookContext = Record<string, unknown>;
export type Hook = (context: HookContext) => unknown;
