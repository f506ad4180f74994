import { createLocalJWKSet, createRemoteJWKSet, customFetch, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { AppError } from "../../errors.ts";

export type KeysOptions = {
  /** Where the issuer publishes its keys. */
  jwksUrl: string;
  now: () => Date;
  /** How long a fetch may take. */
  timeoutMs?: number | undefined;
  /** How soon after a fetch an unknown key may cause another: strangers' tokens must not flood the issuer. */
  cooldownMs?: number | undefined;
  /** How soon after a failed fetch the issuer is asked again. */
  retryMs?: number | undefined;
  /** From this age on, keys are fetched anew beside the work. */
  refreshMs?: number | undefined;
};

const TIMEOUT_MS = 3_000;
const COOLDOWN_MS = 5_000;
const RETRY_MS = 2_000;
const REFRESH_MS = 600_000;
/** While the issuer is silent its known keys go on, but not for ever: a key may have been withdrawn. */
const MAX_AGE_MS = 86_400_000;

/** The issuer's keys, fetched when first needed, then kept. `unavailable` when a key is needed that can't be had. */
export function remoteKeys({ jwksUrl, now, ...limits }: KeysOptions): JWTVerifyGetKey {
  const { timeoutMs = TIMEOUT_MS, cooldownMs = COOLDOWN_MS, retryMs = RETRY_MS, refreshMs = REFRESH_MS } = limits;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;

  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: timeoutMs,
    cooldownDuration: cooldownMs,
    cacheMaxAge: MAX_AGE_MS,
    async [customFetch](url, options) {
      if (now().getTime() < failedAt + retryMs) throw noKeys({ retryMs });
      try {
        const response = await fetch(url, options);
        if (!response.ok) throw new Error(`The keys were answered with ${response.status}.`);
        const found = (await response.json()) as JSONWebKeySet;
        createLocalJWKSet(found); // throws when it is no key set
        fetchedAt = now().getTime();
        return Response.json(found);
      } catch (cause) {
        failedAt = now().getTime();
        throw noKeys({ retryMs, cause });
      }
    },
  });

  return (header, token) => {
    const isOld = now().getTime() > fetchedAt + refreshMs && Number.isFinite(fetchedAt);
    if (isOld && !keys.reloading) keys.reload().catch(() => undefined);
    return keys(header, token);
  };
}

/** The issuer is silent, or what it publishes is of no use: not the bearer's fault. */
export function noKeys({ retryMs = RETRY_MS, cause }: { retryMs?: number; cause?: unknown }): AppError {
  return new AppError("unavailable", "The keys of the token's issuer can't be had now: try again.", {
    retryAfterSeconds: retryMs / 1_000,
    cause,
  });
}
