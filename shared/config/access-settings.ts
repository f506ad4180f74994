import { z } from "zod";
import { roles, type Role } from "../ports/caller.ts";
import { isEmulatorHost } from "./emulator-address.ts";
import { address, text } from "./setting-shapes.ts";

/** Of public-key signatures alone: with a shared secret, whoever can check a token could also make one. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

/** `a, b` as a list. */
const list = z.string().transform((text) => text.split(",").map((part) => part.trim()));

export const accessSettings = {
  /** The `iss` of a token, to the letter. */
  AUTH_ISSUER: text.optional(),
  /** The `aud` of a token; several, separated by commas. */
  AUTH_AUDIENCE: list.refine((audiences) => !audiences.includes(""), "must be names separated by commas").optional(),
  /** Where the issuer publishes its signing keys. */
  AUTH_JWKS_URL: address.refine(isSecure, "must be an https address unless it is an emulator's").optional(),
  AUTH_ALGORITHMS: list
    .refine((named) => named.every((name) => algorithms.includes(name)), `must be of ${algorithms.join(", ")}`)
    .default(["RS256"]),
  /** `theirs=ours`, separated by commas: what the issuer calls a role of ours. */
  AUTH_ROLE_NAMES: list
    .transform((pairs) => pairs.map((pair) => pair.split("=").map((part) => part.trim())))
    .refine(
      (pairs) => pairs.every(([theirs, ours, ...more]) => theirs && isRole(ours) && more.length === 0),
      `must be pairs theirs=ours, ours one of ${roles.join(", ")}`,
    )
    .default(roles.map((role) => [role, role])),
};

type Settings = z.infer<z.ZodObject<typeof accessSettings>>;

/** Whose bearer tokens are taken; undefined where access is not configured. */
export function accessConfig(settings: Settings) {
  const { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audiences, AUTH_JWKS_URL: jwksUrl } = settings;
  if (issuer === undefined || audiences === undefined || jwksUrl === undefined) return undefined;
  const roleNames = new Map(settings.AUTH_ROLE_NAMES.map(([theirs, ours]) => [theirs!, ours as Role]));
  return { issuer, audiences, jwksUrl, algorithms: settings.AUTH_ALGORITHMS, roleNames };
}

/** The three belong together, on any platform; on Azure they are needed. */
export function accessFaults(given: Record<string, string | undefined>): string[] {
  const needed = ["AUTH_ISSUER", "AUTH_AUDIENCE", "AUTH_JWKS_URL"];
  const isNeeded = given["PLATFORM"] === "azure" || needed.some((name) => given[name] !== undefined);
  return isNeeded
    ? needed
        .filter((name) => given[name] === undefined)
        .map((name) => `${name}: must be set, so that callers are identified`)
    : [];
}

function isRole(name: string | undefined): boolean {
  return roles.some((role) => role === name);
}

/** Whoever could change the keys on their way could make tokens. */
function isSecure(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || isEmulatorHost(hostname);
}
