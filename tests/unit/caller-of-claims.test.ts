import { describe, expect, it } from "vitest";
import { bearerToken } from "../../shared/access/bearer-token.ts";
import { callerOfClaims } from "../../shared/access/caller-of-claims.ts";
import { identifyBearer } from "../../shared/access/identify-bearer.ts";
import { AppError } from "../../shared/errors.ts";
import { businessEvents } from "../../shared/events.ts";
import { roles, type Role } from "../../shared/ports/caller.ts";
import type { Claims } from "../../shared/ports/token-verifier.ts";

const own = new Map(roles.map((role): [string, Role] => [role, role]));
const callerOf = (claims: Claims, names = own) => callerOfClaims({ sub: "kim", ...claims }, names);

describe("the caller of a token", () => {
  it("is the user's object id, or else its subject", () => {
    expect(callerOf({ oid: "7f1c-44" }).userId).toBe("7f1c-44");
    expect(callerOf({}).userId).toBe("kim");
    expect(callerOf({ sub: "auth0|kim@plant.example" }).userId).toBe("auth0|kim@plant.example");
  });

  it.each([
    undefined,
    null,
    7,
    ["kim"],
    { toString: "kim" },
    "",
    " kim",
    "kim\n",
    "a/b",
    "../kim",
    "<b>kim</b>",
    "kim'; DROP TABLE sessions; --",
    "k\u0000im",
    "김철수",
    "k".repeat(129),
  ])("is nobody when the id is %j", (id) => {
    for (const claims of [{ sub: id }, { oid: id ?? 0, sub: "kim" }]) {
      expect(() => callerOf(claims)).toThrow(expect.objectContaining({ code: "invalid-token" }) as Error);
    }
  });

  it.each<[unknown, Role[]]>([
    [undefined, ["user"]],
    [[], ["user"]],
    [["user"], ["user"]],
    [["operator"], ["user", "operator"]],
    [["admin"], ["user", "operator", "admin"]],
    [
      ["user", "operator"],
      ["user", "operator"],
    ],
    [["Operator", "root", "operators", " admin", 7, null, "__proto__"], ["user"]],
    ["admin", ["user"]],
    [{ 0: "admin", length: 1 }, ["user"]],
  ])("with the roles %j has %j", (given, wanted) => {
    expect(callerOf({ roles: given }).roles).toEqual(wanted);
  });

  it("has the roles that the issuer's names stand for", () => {
    const names = new Map<string, Role>([
      ["Plant.Foreman", "operator"],
      ["Plant.IT", "admin"],
    ]);
    expect(callerOf({ roles: ["Plant.Foreman"] }, names).roles).toEqual(["user", "operator"]);
    expect(callerOf({ roles: ["admin"] }, names).roles).toEqual(["user"]);
  });

  it("is a program only with a role of its own", () => {
    expect(callerOf({ idtyp: "app", roles: ["operator"] }).roles).toContain("operator");
    expect(() => callerOf({ idtyp: "app", roles: ["other"] })).toThrow(
      expect.objectContaining({ code: "forbidden" }) as Error,
    );
  });

  it("is in the groups that are texts of a sane length, at most 1,000", () => {
    expect(callerOf({}).groups).toEqual([]);
    expect(callerOf({ groups: "security" }).groups).toEqual([]);
    expect(callerOf({ groups: ["security", "정비", 7, "", "a\nb", "x".repeat(101)] }).groups).toEqual([
      "security",
      "정비",
    ]);
    const many = Array.from({ length: 1_200 }, (_, index) => `g${index}`);
    expect(callerOf({ groups: many }).groups).toHaveLength(1_000);
  });
});

describe("a bearer in more groups than its token holds", () => {
  it.each<Claims>([
    { _claim_names: { groups: "src1" }, _claim_sources: { src1: { endpoint: "https://graph.example" } } },
    { hasgroups: true },
  ])("is in none, and that is logged: %j", async (overage) => {
    const logged: unknown[] = [];
    const events = businessEvents({
      log: (level, event, fields) => void logged.push([level, event, fields]),
      count: () => undefined,
      record: () => undefined,
    });
    const tokens = { verify: async () => ({ sub: "kim", groups: ["security"], ...overage }) };
    const caller = await identifyBearer({ tokens, roleNames: own, events }, "Bearer x");
    expect(caller.groups).toEqual([]);
    expect(logged).toEqual([["warn", "groups-left-out", { userId: "kim" }]]);
  });
});

describe("an Authorization header", () => {
  it.each(["Bearer abc.def-_~+/=", "bearer abc.def-_~+/=", "BEARER   abc.def-_~+/=  "])(
    "of %j holds a token",
    (header) => {
      expect(bearerToken(header)).toBe("abc.def-_~+/=");
    },
  );

  it.each([
    [null, "unauthenticated"],
    ["", "unauthenticated"],
    ["Basic a2ltOng=", "invalid-token"],
    ["Bearer", "invalid-token"],
    ["Bearer a b", "invalid-token"],
    ["Bearer a,Bearer b", "invalid-token"],
    ["Bearer =", "invalid-token"],
    ['Bearer "a"', "invalid-token"],
    [`Bearer ${"=".repeat(100_000)}`, "invalid-token"],
  ])("of %j does not", (header, code) => {
    expect(() => bearerToken(header)).toThrow(expect.objectContaining({ code }) as Error);
  });

  it("that is refused is counted and logged without the token", async () => {
    const seen: unknown[] = [];
    const events = businessEvents({
      log: (...entry) => void seen.push(entry),
      count: (...entry) => void seen.push(entry),
      record: () => undefined,
    });
    const tokens = { verify: () => Promise.reject(new AppError("invalid-token", "The token has expired.")) };
    await expect(identifyBearer({ tokens, roleNames: own, events }, "Bearer s3cret")).rejects.toThrow(/expired/);
    expect(seen).toEqual([
      ["info", "caller-refused", { code: "invalid-token", reason: "The token has expired." }],
      ["pmark_callers_refused_total", { code: "invalid-token" }],
    ]);
  });
});
