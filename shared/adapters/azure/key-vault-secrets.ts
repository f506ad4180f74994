import { SecretClient, type SecretClientOptions } from "@azure/keyvault-secrets";
import { AppError } from "../../errors.ts";
import type { Secrets } from "../../ports/secrets.ts";

type Options = {
  /** `https://NAME.vault.azure.net`; http for a vault on this machine. */
  url: string;
  credential: ConstructorParameters<typeof SecretClient>[1];
  now: () => Date;
  /** Told when a value could not be refreshed, and the old one is used on. */
  onStale: (name: string, error: unknown) => void;
  /** After so long a value is fetched again, while the old one is still given (default 5 min). */
  refreshMs?: number;
  /** For one read, retries included (default 8 s). */
  timeoutMs?: number;
};

type Kept = { value: string; refreshAt: number };

/** Between two tries to refresh a value while the vault does not answer. */
const RETRY_REFRESH_MS = 30_000;

/** Secrets of a Key Vault, kept in memory. Nobody waits for the vault but the first reader of a name. */
export function keyVaultSecrets(options: Options): Secrets {
  const { now, onStale, refreshMs = 300_000, timeoutMs = 8_000 } = options;
  const client = new SecretClient(options.url, options.credential, clientOptions(options.url));
  const kept = new Map<string, Kept>();
  const reading = new Map<string, Promise<string>>();

  function fetchOnce(name: string): Promise<string> {
    const fetching = reading.get(name) ?? fetch(name).finally(() => reading.delete(name));
    reading.set(name, fetching);
    return fetching;
  }

  async function fetch(name: string): Promise<string> {
    try {
      const { value = "" } = await client.getSecret(name, { abortSignal: AbortSignal.timeout(timeoutMs) });
      kept.set(name, { value, refreshAt: now().getTime() + refreshMs });
      return value;
    } catch (cause) {
      throw secretFailure(name, cause);
    }
  }

  return {
    async read(name) {
      const known = kept.get(name);
      if (known === undefined) return fetchOnce(name);
      if (now().getTime() >= known.refreshAt) {
        known.refreshAt = now().getTime() + RETRY_REFRESH_MS;
        void fetchOnce(name).catch((error: unknown) => onStale(name, error));
      }
      return known.value;
    },
  };
}

/** Over http the client wants to be told that this is meant, and outside of Azure that the vault's name is not to be checked. */
function clientOptions(url: string): SecretClientOptions {
  const retryOptions = { maxRetries: 2, retryDelayInMs: 200, maxRetryDelayInMs: 1_000 };
  const isLocal = url.startsWith("http:");
  return { retryOptions, allowInsecureConnection: isLocal, disableChallengeResourceVerification: isLocal };
}

function secretFailure(name: string, cause: unknown): AppError {
  const status = cause instanceof Error && "statusCode" in cause ? cause.statusCode : undefined;
  if (status === 404) return new AppError("not-found", `The Key Vault has no secret ${name}.`, { cause });
  if (status === 401 || status === 403) {
    const detail = `The Key Vault does not let this identity read the secret ${name}, or the secret is disabled.`;
    return new AppError("not-found", detail, { cause });
  }
  return new AppError("unavailable", `The Key Vault did not answer when it was asked for the secret ${name}.`, {
    cause,
  });
}
