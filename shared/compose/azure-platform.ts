import { azureCredential } from "../adapters/azure/azure-credential.ts";
import { blobFileArchive } from "../adapters/azure/blob-file-archive.ts";
import { cosmosContainers, type ContainerDefinition } from "../adapters/azure/cosmos-containers.ts";
import { cosmosCorrectionStore } from "../adapters/azure/cosmos-correction-store.ts";
import { cosmosDatabase, type CosmosDatabase } from "../adapters/azure/cosmos-database.ts";
import { cosmosDocumentStore } from "../adapters/azure/cosmos-document-store.ts";
import { cosmosLeaseStore } from "../adapters/azure/cosmos-lease-store.ts";
import { cosmosRunStore } from "../adapters/azure/cosmos-run-store.ts";
import { cosmosSessionStore } from "../adapters/azure/cosmos-session-store.ts";
import { cosmosSummaryStore } from "../adapters/azure/cosmos-summary-store.ts";
import { cosmosTermStore } from "../adapters/azure/cosmos-term-store.ts";
import { cosmosTurnLog } from "../adapters/azure/cosmos-turn-log.ts";
import { cosmosWorkOrderStore } from "../adapters/azure/cosmos-work-order-store.ts";
import { qdrantKnowledgeIndex } from "../adapters/azure/qdrant-knowledge-index.ts";
import { qdrantWorkOrderIndex } from "../adapters/azure/qdrant-work-order-index.ts";
import type { AzureConfig } from "../config/azure-settings.ts";
import { isEmulatorHost } from "../config/emulator-address.ts";
import { AppError } from "../errors.ts";
import { azureJobQueue } from "./azure-job-queue.ts";
import type { Platform, PlatformContext } from "./platform.ts";

/** What it takes beside the context: the key of Qdrant, which may change while PMark runs. */
type Context = PlatformContext & { qdrantKey: (() => Promise<string>) | undefined };

/**
 * Cosmos DB, Service Bus, Qdrant and Blob Storage. On emulators it makes the database and the container of files; on Azure
 * the infrastructure has made them, and the identity has no right to.
 */
export async function azurePlatform(config: AzureConfig, context: Context): Promise<Platform> {
  const { now, newId, events, qdrantKey } = context;
  const isOnEmulator = isEmulatorHost(new URL(config.cosmos.endpoint).hostname);
  const database = cosmosDatabase({
    endpoint: config.cosmos.endpoint,
    access:
      config.cosmos.key === undefined
        ? { credential: await azureCredential(config.clientId) }
        : { key: config.cosmos.key },
    database: config.cosmos.database,
    discoverEndpoints: !isOnEmulator,
    onCharge: ({ container, operation, status, requestUnits, durationMs }) =>
      events.storeCalled({ container, operation, status: String(status), units: requestUnits, ms: durationMs }),
  });
  const definitions = Object.values(cosmosContainers);
  if (isOnEmulator) await provision(database, definitions);
  else void tellWhatIsMissing(database.check(definitions), events);
  const { sessions, summaries, workOrders, terms, documents, runs, turnStreams, leases } = cosmosContainers;
  const qdrant = { url: config.qdrant.url, apiKey: qdrantKey };
  const orderIndex = qdrantWorkOrderIndex({ ...qdrant, alias: `${config.qdrant.prefix}-work-orders` });
  const queue = await azureJobQueue(config, { now });
  const termContainer = database.container(terms);
  return {
    sessions: cosmosSessionStore(database.container(sessions), { now, newId }),
    summaries: cosmosSummaryStore(database.container(summaries)),
    workOrders: cosmosWorkOrderStore(database.container(workOrders), orderIndex, {
      now,
      newId,
      onIndexFailure: (error) => events.workOrdersNotIndexed({ error }),
    }),
    terms: cosmosTermStore(termContainer, { now, newId }),
    corrections: cosmosCorrectionStore(termContainer),
    documents: cosmosDocumentStore(database.container(documents)),
    runs: cosmosRunStore(database.container(runs)),
    turnLog: cosmosTurnLog(database.container(turnStreams), { now, newId }),
    leases: cosmosLeaseStore(database.container(leases), { now }),
    queue,
    index: qdrantKnowledgeIndex({ ...qdrant, alias: `${config.qdrant.prefix}-knowledge`, newId }),
    archive: await fileArchive(config),
    async close() {
      await queue.close();
      database.close();
    },
  };
}

/** Not awaited: a store that is away for a moment must not keep the rest from starting; health tells of it too. */
async function tellWhatIsMissing(checked: Promise<string[]>, events: PlatformContext["events"]): Promise<void> {
  const faults = await checked.catch((error: unknown) => [`the database can't be checked: ${String(error)}`]);
  if (faults.length > 0) events.storeIncomplete({ faults });
}

async function provision(database: CosmosDatabase, definitions: ContainerDefinition[]): Promise<void> {
  try {
    await database.provision(definitions);
  } catch (cause) {
    const detail = "The Cosmos DB emulator does not answer. Is it started? Check COSMOS_ENDPOINT and COSMOS_KEY.";
    throw new AppError("unavailable", detail, { cause });
  }
}

async function fileArchive({ blob, clientId }: AzureConfig) {
  const { container, connectionString, accountUrl } = blob;
  if (connectionString !== undefined)
    return blobFileArchive({ connectionString }, { container, createContainer: true });
  const credential = await azureCredential(clientId);
  return blobFileArchive({ accountUrl, credential }, { container, createContainer: false });
}
