/** A document or a part of it. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };
type Scope = { document: JsonObject; parameters: Map<string, Json> };
type Expression = (scope: Scope) => Json | undefined;

export type Statement = {
  select: "all" | "value" | "count" | "order-by-payload";
  value?: Expression;
  where?: Expression;
  orderBy?: { path: string; order: "ASC" | "DESC"; value: Expression };
  /** Paths that WHERE and ORDER BY read, as an indexing policy writes them: `/userId`. */
  paths: Set<string>;
};

/** Raised for what is not in the part of the language that is spoken here. */
export class UnknownSql extends Error {}

const token = /\s*('(?:[^'\\]|\\.)*'|@\w+|[A-Za-z_][\w.]*|\d+(?:\.\d+)?|!=|<=|>=|[*=<>(),])/y;

const count = /^SELECT VALUE (?:COUNT\(1\)|\[\{"item": COUNT\(1\)\}\]) FROM c(?= |$)/;

/** `SELECT * | VALUE c.x | VALUE COUNT(1) FROM c [WHERE …] [ORDER BY c.x [ASC|DESC]]`, and the forms that a query plan rewrites it to. */
export function parseSql(text: string): Statement {
  if (count.test(text)) return { ...parseSql(text.replace(count, "SELECT * FROM c")), select: "count" };
  const rewritten = /^SELECT c\._rid, \[\{"item": c\.(\w+)\}\] AS orderByItems, c AS payload FROM c/.exec(text);
  const parser = parserOf(rewritten ? text.replace(rewritten[0], "SELECT * FROM c") : text);
  parser.expect("SELECT");
  let value: Expression | undefined;
  if (parser.accept("VALUE")) value = parser.operand();
  else parser.expect("*");
  parser.expect("FROM");
  parser.expect("c");
  parser.paths.clear();
  const where = parser.accept("WHERE") ? parser.either() : undefined;
  const statement: Statement = {
    select: rewritten ? "order-by-payload" : value === undefined ? "all" : "value",
    paths: parser.paths,
    ...(value === undefined ? {} : { value }),
    ...(where === undefined ? {} : { where }),
  };
  if (parser.accept("ORDER")) {
    parser.expect("BY");
    const path = parser.peek().replace(/^c\./, "/");
    const key = parser.operand();
    const order = parser.accept("DESC") ? "DESC" : "ASC";
    if (order === "ASC") parser.accept("ASC");
    statement.orderBy = { path, order, value: key };
  }
  parser.end();
  return statement;
}

/** The condition of a patch: `FROM c WHERE …`. */
export function parseCondition(text: string): Expression {
  const { where } = parseSql(`SELECT * ${text}`);
  if (where === undefined) throw new UnknownSql("a condition without WHERE");
  return where;
}

function parserOf(text: string) {
  const tokens: string[] = [];
  token.lastIndex = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    tokens.push(match[1] ?? "");
    if (token.lastIndex === text.trimEnd().length) break;
  }
  if (token.lastIndex !== text.trimEnd().length) throw new UnknownSql(`can't read: ${text}`);
  const paths = new Set<string>();
  let position = 0;
  const peek = () => tokens[position] ?? "";
  const next = () => tokens[position++] ?? "";
  const accept = (word: string) => {
    const isThere = peek().toUpperCase() === word.toUpperCase();
    if (isThere) position++;
    return isThere;
  };
  const expect = (word: string) => {
    if (!accept(word)) throw new UnknownSql(`expected ${word}, found ${peek() || "the end"} in: ${text}`);
  };

  const either = (): Expression => {
    const parts = [both()];
    while (accept("OR")) parts.push(both());
    return (scope) => parts.some((part) => part(scope) === true);
  };
  const both = (): Expression => {
    const parts = [condition()];
    while (accept("AND")) parts.push(condition());
    return (scope) => parts.every((part) => part(scope) === true);
  };
  const condition = (): Expression => {
    if (accept("(")) {
      const inner = either();
      expect(")");
      return inner;
    }
    const left = operand();
    const operator = comparisons[peek()];
    if (operator === undefined) return left;
    next();
    const right = operand();
    return (scope) => compare(left(scope), right(scope), operator);
  };
  const operand = (): Expression => {
    const word = next();
    if (word.startsWith("@")) return ({ parameters }) => parameters.get(word);
    if (word.startsWith("'")) return () => word.slice(1, -1).replaceAll(/\\(.)/g, "$1");
    if (/^\d/.test(word)) return () => Number(word);
    if (word === "true" || word === "false") return () => word === "true";
    if (word === "ARRAY_CONTAINS") return arrayContains();
    if (!word.startsWith("c.")) throw new UnknownSql(`unknown: ${word || "the end"} in: ${text}`);
    const steps = word.split(".").slice(1);
    paths.add(`/${steps.join("/")}`);
    return ({ document }) => steps.reduce<Json | undefined>(property, document);
  };
  const arrayContains = (): Expression => {
    expect("(");
    const list = operand();
    expect(",");
    const item = operand();
    expect(")");
    return (scope) => {
      const items = list(scope);
      const wanted = item(scope);
      return Array.isArray(items) && wanted !== undefined && items.includes(wanted);
    };
  };
  const end = () => {
    if (position < tokens.length) throw new UnknownSql(`unknown from ${peek()} on in: ${text}`);
  };
  return { peek, accept, expect, either, operand, end, paths };
}

const comparisons: Record<string, (order: number) => boolean> = {
  "=": (order) => order === 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/** Values of different types, and those that are not there, compare to nothing. */
function compare(left: Json | undefined, right: Json | undefined, operator: (order: number) => boolean) {
  if (left === undefined || right === undefined || typeof left !== typeof right) return undefined;
  return operator(orderOf(left, right));
}

/** Texts by code point, as UTF-8 sorts. */
export function orderOf(left: Json, right: Json): number {
  if (typeof left === "string" && typeof right === "string")
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  if (left === right) return 0;
  return Number(left) < Number(right) ? -1 : 1;
}

function property(value: Json | undefined, name: string): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value[name] : undefined;
}
