import { AppError } from "../errors.ts";
import { roles, type Caller, type Role } from "../ports/caller.ts";
import type { Claims } from "../ports/token-verifier.ts";

/** The issuer's name of a role -> ours. */
export type RoleNames = ReadonlyMap<string, Role>;

/** A user id stands in logs, keys and queries: nothing in it may mean anything there. */
const userIdShape = /^[\w.:|@+=~-]{1,128}$/;
const groupShape = /^[^\p{Cc}\p{Cs}]{1,100}$/u;
/** Entra sends at most 200; more is no list that anybody keeps. */
const MAX_GROUPS = 1_000;

/**
 * Who the bearer is. `oid` names a user of Entra across all applications, `sub` a user of any issuer. An unknown role
 * counts for nothing; a person without any known role is a plain user, a program without one has no access.
 */
export function callerOfClaims(claims: Claims, roleNames: RoleNames): Caller {
  const userId = claims["oid"] ?? claims["sub"];
  if (typeof userId !== "string" || !userIdShape.test(userId)) {
    throw new AppError(
      "invalid-token",
      "The token names no user: oid or sub takes 1 to 128 letters, digits and . _ : | @ + = ~ -",
    );
  }
  const named = texts(claims["roles"]).flatMap((name) => roleNames.get(name) ?? []);
  if (named.length === 0 && claims["idtyp"] === "app") {
    throw new AppError("forbidden", "A program needs a role of its own: user, operator or admin.");
  }
  return { userId, roles: upTo(named), groups: groupsOf(claims) };
}

/** Whether the user is in more groups than the token holds; then it holds none, and documents of groups stay closed. */
export function leavesGroupsOut(claims: Claims): boolean {
  const elsewhere = claims["_claim_names"];
  return (typeof elsewhere === "object" && elsewhere !== null && "groups" in elsewhere) || claims["hasgroups"] === true;
}

/** A role includes those below it. */
function upTo(named: Role[]): Role[] {
  const highest = Math.max(0, ...named.map((role) => roles.indexOf(role)));
  return roles.slice(0, highest + 1);
}

function groupsOf(claims: Claims): string[] {
  if (leavesGroupsOut(claims)) return [];
  return texts(claims["groups"])
    .filter((group) => groupShape.test(group))
    .slice(0, MAX_GROUPS);
}

function texts(claim: unknown): string[] {
  return Array.isArray(claim) ? claim.filter((value) => typeof value === "string") : [];
}
