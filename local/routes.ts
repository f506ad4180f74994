import { AppError } from "../shared/errors.ts";

export type Route = {
  /** Sorts before another where both match: per segment a literal, then a constrained, a free, a catch-all parameter. */
  precedence: string;
  /** The parameters when the path matches. Throws AppError `bad-request` for broken percent-encoding. */
  match: (path: string) => Record<string, string> | undefined;
};

/** A route template of Azure Functions: `a/{b}`, `{b:int}`, `{b?}`, `{b=default}`, `{*rest}`. Case is ignored. */
export function compileRoute(template: string): Route {
  const segments = template
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) => compileSegment(segment, template));
  const pattern = new RegExp(`^${segments.map(({ source }) => source).join("")}/?$`, "iu");
  const parameters = segments.flatMap(({ parameter }) => parameter ?? []);
  return {
    precedence: segments.map(({ rank }) => rank).join(""),
    match(path) {
      const found = pattern.exec(path);
      if (!found) return undefined;
      const values: Record<string, string> = {};
      for (const [index, { name, fallback, accepts }] of parameters.entries()) {
        const value = found[index + 1] ? decode(found[index + 1]!) : fallback;
        if (value === undefined) continue;
        if (!accepts.every((accept) => accept(value))) return undefined;
        values[name] = value;
      }
      return values;
    },
  };
}

type Accept = (value: string) => boolean;
type Segment = {
  source: string;
  rank: string;
  parameter?: { name: string; fallback: string | undefined; accepts: Accept[] };
};

function compileSegment(segment: string, template: string): Segment {
  if (!/[{}]/.test(segment)) return { source: `/${segment.replace(/[.*+?^$()|[\]\\]/g, "\\$&")}`, rank: "1" };
  const parts = /^\{(\*{0,2})(\w+)((?::\w+(?:\([^)]*\))?)*)(\?|=[^}]*)?\}$/.exec(segment);
  if (!parts) throw new AppError("internal", `The segment "${segment}" of the route "${template}" is not understood.`);
  const [, stars, name = "", constraints = "", optional] = parts;
  const accepts = [...constraints.matchAll(/:(\w+)(?:\(([^)]*)\))?/g)].map(([, kind = "", range = ""]) => {
    const constraint = kinds[kind];
    if (!constraint) throw new AppError("internal", `The route "${template}" has an unknown constraint "${kind}".`);
    return constraint(range);
  });
  const parameter = { name, fallback: optional?.startsWith("=") ? optional.slice(1) : undefined, accepts };
  if (stars) return { source: "(?:/(.*))?", rank: accepts.length > 0 ? "4" : "5", parameter };
  return { source: optional ? "(?:/([^/]*))?" : "/([^/]+)", rank: accepts.length > 0 ? "2" : "3", parameter };
}

const matches = (pattern: RegExp) => (): Accept => (value) => pattern.test(value);
const limits = (range: string) => range.split(",").map(Number);

/** The constraints of ASP.NET Core that a route can name. */
const kinds: Record<string, (range: string) => Accept> = {
  int: matches(/^[+-]?\d{1,10}$/),
  long: matches(/^[+-]?\d{1,19}$/),
  decimal: matches(/^[+-]?\d+(\.\d+)?$/),
  double: matches(/^[+-]?\d+(\.\d+)?$/),
  float: matches(/^[+-]?\d+(\.\d+)?$/),
  bool: matches(/^(true|false)$/i),
  alpha: matches(/^[a-z]+$/i),
  guid: matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i),
  datetime: () => (value) => !Number.isNaN(Date.parse(value)),
  length: (range) => (value) => {
    const [least = 0, most = least] = limits(range);
    return value.length >= least && value.length <= most;
  },
  minlength: (range) => (value) => value.length >= Number(range),
  maxlength: (range) => (value) => value.length <= Number(range),
  min: (range) => (value) => Number(value) >= Number(range),
  max: (range) => (value) => Number(value) <= Number(range),
  range: (range) => (value) => {
    const [least = 0, most = 0] = limits(range);
    return Number(value) >= least && Number(value) <= most;
  },
  regex: (source) => (value) => new RegExp(source, "iu").test(value),
};

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    throw new AppError("bad-request", "The path holds a percent sign that is not followed by valid UTF-8.", {
      cause: error,
    });
  }
}
