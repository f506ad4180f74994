import { queues } from "../../shared/ports/job-message.ts";
import { startCosmosDouble } from "../cosmos-double/cosmos-double.ts";
import { startIssuerDouble } from "../issuer-double/issuer-double.ts";
import { startKeyVaultDouble } from "../key-vault-double/start-key-vault-double.ts";
import { startModelDouble } from "../model-double/model-double.ts";
import { startQdrantDouble } from "../qdrant-double/qdrant-double.ts";
import { startServiceBusDouble } from "../service-bus-double/start-service-bus-double.ts";
import { startAzurite } from "./start-azurite.ts";

export type AzureDoubles = Awaited<ReturnType<typeof startAzureDoubles>>;

/** Everything that PLATFORM=azure asks, on loopback: at the wire, through the real SDKs. The keys are in the vault. */
export async function startAzureDoubles({ maxDeliveryCount = 3 } = {}) {
  const settings = { lockMs: 10_000, maxDeliveryCount, duplicateWindowMs: 600_000, now: () => new Date() };
  const keys = { "model-key": "key-of-the-model", "qdrant-key": "key-of-qdrant" };
  const [serviceBus, cosmos, qdrant, azurite, vault, model, issuer] = await Promise.all([
    startServiceBusDouble({ queues: Object.values(queues), ...settings }),
    startCosmosDouble(),
    startQdrantDouble({ apiKey: keys["qdrant-key"] }),
    startAzurite(),
    startKeyVaultDouble(keys),
    startModelDouble({ apiKey: keys["model-key"] }),
    startIssuerDouble(),
  ]);
  return {
    serviceBus,
    cosmos,
    qdrant,
    vault,
    model,
    issuer,
    /** What makes PMark use them all. */
    settings: {
      PLATFORM: "azure",
      ...issuer.settings,
      COSMOS_ENDPOINT: cosmos.endpoint,
      COSMOS_KEY: cosmos.key,
      SERVICE_BUS: serviceBus.connectionString,
      QDRANT_URL: qdrant.url,
      QDRANT_API_KEY: "keyvault:qdrant-key",
      BLOB_CONNECTION_STRING: azurite.connectionString,
      KEY_VAULT_URL: vault.url,
      MODEL_BASE_URL: model.url,
      MODEL_API_KEY: "keyvault:model-key",
      ...vault.identityEnvironment,
    },
    stop: () => Promise.all([serviceBus, cosmos, qdrant, azurite, vault, model, issuer].map((each) => each.stop())),
  };
}
