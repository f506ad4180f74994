import { CosmosClient, type CosmosClientOptions } from "@azure/cosmos";
import { cosmosContainer, type CosmosContainer, type OnCharge } from "./cosmos-container.ts";
import { containerRequest, faultsOf, type ContainerDefinition } from "./cosmos-containers.ts";
import { cosmosFailure, toStoreError } from "./cosmos-failure.ts";
import { defaultRetryLimits, retrying, type RetryLimits } from "./cosmos-retry.ts";

export type CosmosDatabaseOptions = {
  endpoint: string;
  /** Managed identity on Azure; the key is for emulators. */
  access: { credential: NonNullable<CosmosClientOptions["aadCredentials"]> } | { key: string };
  database: string;
  /** Told of every call, those that failed too: what it cost in request units. */
  onCharge?: OnCharge;
  /** False for an emulator, whose account names an address that may not be reachable. */
  discoverEndpoints?: boolean;
  /** How long one attempt may take. */
  attemptTimeoutMs?: number;
  retry?: RetryLimits;
  random?: () => number;
};

export type CosmosDatabase = {
  container(definition: ContainerDefinition): CosmosContainer;
  /** Makes the database and those of the containers that are missing: for emulators; on Azure the infrastructure does it. */
  provision(definitions: ContainerDefinition[]): Promise<void>;
  /**
   * What the database lacks of them, in words for its operator; empty when it will serve. For an identity, whose role can
   * read and write data but can't make databases or containers.
   */
  check(definitions: ContainerDefinition[]): Promise<string[]>;
  close(): void;
};

/** One client for all stores. The SDK's own retries of throttled calls are off: retrying is done in one place, bounded. */
export function cosmosDatabase(options: CosmosDatabaseOptions): CosmosDatabase {
  const { endpoint, access, discoverEndpoints = true, attemptTimeoutMs = 5_000 } = options;
  const client = new CosmosClient({
    endpoint,
    ...("key" in access ? { key: access.key } : { aadCredentials: access.credential }),
    connectionPolicy: {
      requestTimeout: attemptTimeoutMs,
      enableEndpointDiscovery: discoverEndpoints,
      enableBackgroundEndpointRefreshing: discoverEndpoints,
      enablePartitionLevelFailover: discoverEndpoints,
      retryOptions: { maxRetryAttemptCount: 0, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 0 },
    },
  });
  const database = client.database(options.database);
  const calls = {
    onCharge: options.onCharge ?? (() => {}),
    attemptTimeoutMs,
    limits: options.retry ?? defaultRetryLimits,
    random: options.random ?? Math.random,
  };
  /** Undefined when there is none. */
  const found = async <Answer>(read: () => Promise<Answer>) => {
    try {
      return await retrying(read, calls);
    } catch (error) {
      if (cosmosFailure(error).code === 404) return undefined;
      throw toStoreError(error);
    }
  };

  return {
    container: ({ id }) => cosmosContainer(database.container(id), calls),

    async provision(definitions) {
      try {
        await client.databases.createIfNotExists({ id: options.database });
        for (const definition of definitions) {
          await database.containers.createIfNotExists(containerRequest(definition));
        }
      } catch (error) {
        throw toStoreError(error);
      }
    },

    async check(definitions) {
      const isThere = await found(() => database.read());
      if (isThere === undefined) return [`the database ${options.database} is missing`];
      const faults = definitions.map(async (definition) => {
        const container = await found(() => database.container(definition.id).read());
        return faultsOf(definition, container?.resource);
      });
      return (await Promise.all(faults)).flat();
    },

    close: () => client.dispose(),
  };
}
