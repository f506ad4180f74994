import { afterAll, beforeAll, onTestFinished } from "vitest";
import type { CosmosContainer } from "../../shared/adapters/azure/cosmos-container.ts";
import {
  containerRequest,
  cosmosContainers,
  type ContainerDefinition,
} from "../../shared/adapters/azure/cosmos-containers.ts";
import { cosmosDatabase, type CosmosDatabase } from "../../shared/adapters/azure/cosmos-database.ts";
import { cosmosDocumentStore } from "../../shared/adapters/azure/cosmos-document-store.ts";
import { cosmosLeaseStore } from "../../shared/adapters/azure/cosmos-lease-store.ts";
import { cosmosRunStore } from "../../shared/adapters/azure/cosmos-run-store.ts";
import { cosmosSummaryStore } from "../../shared/adapters/azure/cosmos-summary-store.ts";
import { cosmosTermStore } from "../../shared/adapters/azure/cosmos-term-store.ts";
import { cosmosTurnLog } from "../../shared/adapters/azure/cosmos-turn-log.ts";
import { cosmosSessionStore } from "../../shared/adapters/azure/cosmos-session-store.ts";
import { startCosmosDouble } from "../cosmos-double/cosmos-double.ts";
import { standingClock, type MakeInstances } from "./instances.ts";
import { describeDocumentStore } from "./document-store.ts";
import { describeLeaseStore } from "./lease-store.ts";
import { describeRunStore } from "./run-store.ts";
import { describeSummaryStore } from "./summary-store.ts";
import { describeTermStore } from "./term-store.ts";
import { describeTurnLog } from "./turn-log.ts";
import { describeSessionStore } from "./session-store.ts";

// The suites run through the real SDK against a double at the wire. It can't show: what TTL removes and when, true
// request charges, throttling under load, session consistency between replicas and regions, splits of partitions,
// Microsoft Entra sign-in, and SQL beyond what our stores say.
let double: Awaited<ReturnType<typeof startCosmosDouble>>;
let databases = 0;
beforeAll(async () => {
  double = await startCosmosDouble();
});
afterAll(() => double.stop());

type Options = { now: () => Date; newId: () => string };

/** Each instance has a client of its own; each test has a database of its own. */
function onCosmos<Port>(
  definition: ContainerDefinition,
  create: (container: CosmosContainer, options: Options) => Port,
): MakeInstances<Port> {
  return () => {
    const name = `pmark-${databases++}`;
    const clock = standingClock();
    double.createDatabase(name, [containerRequest(definition)]);
    const open: CosmosDatabase[] = [];
    const close = () => open.splice(0).forEach((database) => database.close());
    onTestFinished(close);
    return {
      ...clock,
      close,
      open: () => {
        const { endpoint, key } = double;
        const database = cosmosDatabase({ endpoint, access: { key }, database: name, discoverEndpoints: false });
        open.push(database);
        return create(database.container(definition), { now: clock.now, newId: () => crypto.randomUUID() });
      },
    };
  };
}

describeSessionStore("Cosmos DB", onCosmos(cosmosContainers.sessions, cosmosSessionStore));
describeDocumentStore(
  "Cosmos DB",
  onCosmos(cosmosContainers.documents, (container) => cosmosDocumentStore(container)),
);
describeLeaseStore("Cosmos DB", onCosmos(cosmosContainers.leases, cosmosLeaseStore));
describeRunStore(
  "Cosmos DB",
  onCosmos(cosmosContainers.runs, (container) => cosmosRunStore(container)),
);
describeSummaryStore(
  "Cosmos DB",
  onCosmos(cosmosContainers.summaries, (container) => cosmosSummaryStore(container)),
);
describeTermStore("Cosmos DB", onCosmos(cosmosContainers.terms, cosmosTermStore));
describeTurnLog("Cosmos DB", onCosmos(cosmosContainers.turnStreams, cosmosTurnLog));
