import { onTestFinished } from "vitest";
import type { CosmosContainer } from "../../shared/adapters/azure/cosmos-container.ts";
import { containerRequest, type ContainerDefinition } from "../../shared/adapters/azure/cosmos-containers.ts";
import { cosmosDatabase, type CosmosDatabaseOptions } from "../../shared/adapters/azure/cosmos-database.ts";
import type { startCosmosDouble } from "../cosmos-double/cosmos-double.ts";
import { standingClock, type Instances } from "./instances.ts";

type Double = Awaited<ReturnType<typeof startCosmosDouble>>;
type StoreOptions = { now: () => Date; newId: () => string };

/** Instances over a database of their own, each with a client of its own. */
export function cosmosInstances<Port>(
  double: Double,
  definition: ContainerDefinition,
  create: (container: CosmosContainer, options: StoreOptions) => Port,
  options: Partial<CosmosDatabaseOptions> = {},
): Instances<Port> {
  const database = `pmark-${crypto.randomUUID()}`;
  const clock = standingClock();
  double.createDatabase(database, [containerRequest(definition)]);
  const open: (() => void)[] = [];
  const close = () => open.splice(0).forEach((end) => end());
  onTestFinished(close);
  return {
    ...clock,
    close,
    open: () => {
      const { endpoint, key } = double;
      const client = cosmosDatabase({ endpoint, access: { key }, database, discoverEndpoints: false, ...options });
      open.push(() => client.close());
      return create(client.container(definition), { now: clock.now, newId: () => crypto.randomUUID() });
    },
  };
}
