import { describe, expect, it } from "vitest";
import { routeTable } from "../../local/route-table.ts";
import { compileRoute } from "../../local/routes.ts";

describe("a route template", () => {
  const matches: [template: string, path: string, parameters: Record<string, string> | undefined][] = [
    ["a/b", "/a/b", {}],
    ["a/b", "/A/B/", {}],
    ["a/b", "/a", undefined],
    ["a/b", "/a/b/c", undefined],
    ["a.b/c+d", "/axb/c+d", undefined],
    ["a.b/c+d", "/a.b/c+d", {}],
    ["창고/{id}", "/%EC%B0%BD%EA%B3%A0/1", undefined],
    ["a/{id}", "/a/%EB%B0%B8%EB%B8%8C", { id: "밸브" }],
    ["a/{id}", "/a/x%2Fy", { id: "x/y" }],
    ["a/{id}", "/a/", undefined],
    ["a/{id}/b/{other}", "/a/1/b/2", { id: "1", other: "2" }],
    ["a/{id?}", "/a", {}],
    ["a/{id?}", "/a/1", { id: "1" }],
    ["a/{id=7}", "/a", { id: "7" }],
    ["a/{id=7}", "/a/8", { id: "8" }],
    ["a/{*rest}", "/a", {}],
    ["a/{*rest}", "/a/b/c%20d", { rest: "b/c d" }],
    ["{*rest}", "/", {}],
    ["{ignored:maxlength(0)?}", "/", {}],
    ["{ignored:maxlength(0)?}", "/x", undefined],
    ["a/{id:int}", "/a/-12", { id: "-12" }],
    ["a/{id:int}", "/a/1x", undefined],
    ["a/{id:int?}", "/a", {}],
    ["a/{id:int:min(3):max(5)}", "/a/4", { id: "4" }],
    ["a/{id:int:min(3):max(5)}", "/a/6", undefined],
    ["a/{id:range(1,9)}", "/a/10", undefined],
    ["a/{id:guid}", "/a/0f8fad5b-d9cb-469f-a165-70867728950e", { id: "0f8fad5b-d9cb-469f-a165-70867728950e" }],
    ["a/{id:guid}", "/a/0f8fad5b", undefined],
    ["a/{id:alpha:length(2,3)}", "/a/abc", { id: "abc" }],
    ["a/{id:alpha:length(2,3)}", "/a/abcd", undefined],
    ["a/{id:bool}", "/a/TRUE", { id: "TRUE" }],
    ["a/{id:datetime}", "/a/2026-01-31", { id: "2026-01-31" }],
    ["a/{id:decimal}", "/a/1.5", { id: "1.5" }],
    ["a/{id:regex(^v\\d+$)}", "/a/v12", { id: "v12" }],
    ["a/{id:regex(^v\\d+$)}", "/a/w12", undefined],
  ];

  it.each(matches)("%s and the path %s make %j", (template, path, parameters) => {
    expect(compileRoute(template).match(path)).toEqual(parameters);
  });

  it("refuses what it does not understand", () => {
    expect(() => compileRoute("a/{id}.json")).toThrow("not understood");
    expect(() => compileRoute("a/{id:nonsense}")).toThrow("unknown constraint");
  });

  it("calls broken percent-encoding the caller's fault", () => {
    expect(() => compileRoute("a/{id}").match("/a/%E0%A4%A")).toThrow(
      expect.objectContaining({ code: "bad-request" }) as Error,
    );
  });
});

describe("a table of routes", () => {
  const find = routeTable(
    [
      ["{*rest}", "GET"],
      ["a/{id}", "GET", "POST"],
      ["a/{id:int}", "GET"],
      ["a/new", "GET"],
      ["a/{id}/b", "DELETE"],
    ].map(([template = "", ...methods]) => ({ template, methods, target: template })),
  );

  it.each([
    ["a literal before a parameter", "/a/new", "a/new"],
    ["a constrained parameter before a free one", "/a/12", "a/{id:int}"],
    ["a parameter before a catch-all", "/a/x", "a/{id}"],
    ["a catch-all at last", "/b", "{*rest}"],
  ])("prefers %s", (_, path, target) => {
    expect(find("GET", path)).toMatchObject({ kind: "found", target });
  });

  it("looks on when the first match takes another method", () => {
    expect(find("POST", "/a/12")).toMatchObject({ kind: "found", target: "a/{id}" });
  });

  it("names the methods of every match when none takes this one", () => {
    expect(find("PUT", "/a/12")).toEqual({ kind: "method-not-allowed", allow: ["GET", "POST"] });
    expect(routeTable([])("GET", "/a")).toEqual({ kind: "not-found" });
  });
});
