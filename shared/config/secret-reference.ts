/** Settings that may say `keyvault:NAME` instead of a value. */
const secretSettings = ["MODEL_API_KEY", "EMBEDDINGS_API_KEY", "RERANK_API_KEY", "QDRANT_API_KEY"];

/** The name of the vault's secret that a setting refers to; undefined when it is the value itself. */
export function secretName(setting: string): string | undefined {
  return setting.startsWith(PREFIX) ? setting.slice(PREFIX.length) : undefined;
}

/** What is wrong with the references among the settings as they came. */
export function secretFaults(given: Record<string, string | undefined>): string[] {
  return Object.entries(given).flatMap(([name, value = ""]) => {
    const fault = faultOf(name, value, given);
    return fault === undefined ? [] : [`${name}: ${fault}`];
  });
}

const PREFIX = "keyvault:";
const secretNames = /^[0-9A-Za-z-]{1,127}$/;

function faultOf(name: string, value: string, given: Record<string, string | undefined>): string | undefined {
  if (value.startsWith("@Microsoft.KeyVault("))
    return "is a Key Vault reference that the Functions host did not resolve";
  const secret = secretName(value);
  if (secret === undefined) return undefined;
  if (!secretSettings.includes(name)) return `must not be a ${PREFIX} reference`;
  if (!secretNames.test(secret)) return `must name a secret after ${PREFIX} (letters, digits and -)`;
  if (given["PLATFORM"] !== "azure") return `may be a ${PREFIX} reference on PLATFORM=azure only`;
  return given["KEY_VAULT_URL"] === undefined ? `is a ${PREFIX} reference, so KEY_VAULT_URL must be set` : undefined;
}
