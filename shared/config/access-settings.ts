import type { z } from "zod";
import { address, text } from "./setting-shapes.ts";

export const accessSettings = {
  AUTH_ISSUER: text.optional(),
  AUTH_AUDIENCE: text.optional(),
  /** Where the issuer publishes its signing keys. */
  AUTH_JWKS_URL: address.optional(),
};

type Settings = z.infer<z.ZodObject<typeof accessSettings>>;

/** Whose bearer tokens are taken; undefined where access is not configured. */
export function accessConfig(settings: Settings) {
  const { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, AUTH_JWKS_URL: jwksUrl } = settings;
  return issuer === undefined || audience === undefined || jwksUrl === undefined
    ? undefined
    : { issuer, audience, jwksUrl };
}

/** The three belong together, on any platform; on Azure they are needed. */
export function accessFaults(given: Record<string, string | undefined>): string[] {
  const names = Object.keys(accessSettings);
  const isNeeded = given["PLATFORM"] === "azure" || names.some((name) => given[name] !== undefined);
  return isNeeded
    ? names
        .filter((name) => given[name] === undefined)
        .map((name) => `${name}: must be set, so that callers are identified`)
    : [];
}
