import { azureCredential } from "../adapters/azure/azure-credential.ts";
import { keyVaultSecrets } from "../adapters/azure/key-vault-secrets.ts";
import type { AzureConfig } from "../config/azure-settings.ts";
import { AppError } from "../errors.ts";
import type { Events } from "../events.ts";
import type { Secrets } from "../ports/secrets.ts";

/** The vault's secrets, those of `names` fetched already; undefined without a vault. Throws what is wrong with all of them at once. */
export async function azureSecrets(
  config: AzureConfig,
  names: string[],
  { now, events }: { now: () => Date; events: Pick<Events, "secretNotRefreshed"> },
): Promise<Secrets | undefined> {
  if (config.keyVaultUrl === undefined) return undefined;
  const secrets = keyVaultSecrets({
    url: config.keyVaultUrl,
    credential: await azureCredential(config.clientId),
    now,
    onStale: (name, error) => events.secretNotRefreshed({ name, error }),
  });
  const outcomes = await Promise.allSettled(names.map((name) => secrets.read(name)));
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
  if (failures.length > 0) {
    const details = failures.map((failure) => (failure instanceof AppError ? failure.detail : String(failure)));
    throw new AppError("unavailable", details.join("\n"), { cause: failures[0] });
  }
  return secrets;
}
