import { afterAll, beforeAll } from "vitest";
import type { CosmosContainer } from "../../shared/adapters/azure/cosmos-container.ts";
import { cosmosContainers, type ContainerDefinition } from "../../shared/adapters/azure/cosmos-containers.ts";
import { cosmosCorrectionStore } from "../../shared/adapters/azure/cosmos-correction-store.ts";
import { cosmosDocumentStore } from "../../shared/adapters/azure/cosmos-document-store.ts";
import { cosmosLeaseStore } from "../../shared/adapters/azure/cosmos-lease-store.ts";
import { cosmosRunStore } from "../../shared/adapters/azure/cosmos-run-store.ts";
import { cosmosSessionStore } from "../../shared/adapters/azure/cosmos-session-store.ts";
import { cosmosSummaryStore } from "../../shared/adapters/azure/cosmos-summary-store.ts";
import { cosmosTermStore } from "../../shared/adapters/azure/cosmos-term-store.ts";
import { cosmosTurnLog } from "../../shared/adapters/azure/cosmos-turn-log.ts";
import { startCosmosDouble } from "../cosmos-double/cosmos-double.ts";
import { cosmosInstances } from "./cosmos-instances.ts";
import { describeCorrectionStore } from "./correction-store.ts";
import { describeDocumentStore } from "./document-store.ts";
import type { MakeInstances } from "./instances.ts";
import { describeLeaseStore } from "./lease-store.ts";
import { describeRunStore } from "./run-store.ts";
import { describeSessionStore } from "./session-store.ts";
import { describeSummaryStore } from "./summary-store.ts";
import { describeTermStore } from "./term-store.ts";
import { describeTurnLog } from "./turn-log.ts";

// The suites run through the real SDK against a double at the wire. It can't show: what TTL removes and when, true
// request charges and latencies, throttling under load, stale reads of replicas and regions (Session consistency),
// splits of partitions, Microsoft Entra sign-in, and SQL beyond what our stores say.
let double: Awaited<ReturnType<typeof startCosmosDouble>>;
beforeAll(async () => {
  double = await startCosmosDouble();
});
afterAll(() => double.stop());

function onCosmos<Port>(
  definition: ContainerDefinition,
  create: (container: CosmosContainer, options: { now: () => Date; newId: () => string }) => Port,
): MakeInstances<Port> {
  return () => cosmosInstances(double, definition, create);
}

const { sessions, summaries, terms, documents, runs, leases, turnStreams } = cosmosContainers;
describeSessionStore("Cosmos DB", onCosmos(sessions, cosmosSessionStore));
describeSummaryStore(
  "Cosmos DB",
  onCosmos(summaries, (container) => cosmosSummaryStore(container)),
);
describeTermStore("Cosmos DB", onCosmos(terms, cosmosTermStore));
describeCorrectionStore("Cosmos DB", onCosmos(terms, cosmosCorrectionStore));
describeDocumentStore("Cosmos DB", onCosmos(documents, cosmosDocumentStore));
describeRunStore(
  "Cosmos DB",
  onCosmos(runs, (container) => cosmosRunStore(container)),
);
describeTurnLog("Cosmos DB", onCosmos(turnStreams, cosmosTurnLog));
describeLeaseStore("Cosmos DB", onCosmos(leases, cosmosLeaseStore));
