import { type Call, inCall } from "../tracing.ts";

type Traced = {
  /** What the port is called: `queue` makes calls such as `queue.send`. */
  name: string;
  /** What is on the other side, in its maker's words. */
  system: string;
  /** Calls that are made without a word. */
  except?: string[];
  outcome?: Call<unknown>["outcome"];
};

/** The same port, each call of which is a dependency in the trace of the work that makes it. Arguments are not told. */
export function tracedPort<Port extends object>(port: Port, { name, system, except = [], outcome }: Traced): Port {
  const trace = (method: string, original: (...args: unknown[]) => unknown) => {
    // Application Insights takes a dependency's type and target from the attributes of databases.
    const attributes = { "db.system.name": system, "db.namespace": name, "db.operation.name": method };
    const call = { name: `${name}.${method}`, attributes, outcome };
    return (...args: unknown[]) => inCall(call, async () => original.apply(port, args));
  };
  const members = Object.entries(port).map(([method, member]: [string, unknown]) => {
    const isCall = typeof member === "function" && !except.includes(method);
    return [method, isCall ? trace(method, member as (...args: unknown[]) => unknown) : member];
  });
  return Object.fromEntries(members) as Port;
}
