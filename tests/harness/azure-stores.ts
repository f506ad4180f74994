import { randomUUID } from "node:crypto";
import type { Charge } from "../../shared/adapters/azure/cosmos-container.ts";
import { containerRequest, cosmosContainers } from "../../shared/adapters/azure/cosmos-containers.ts";
import { cosmosDatabase } from "../../shared/adapters/azure/cosmos-database.ts";
import { cosmosDocumentStore } from "../../shared/adapters/azure/cosmos-document-store.ts";
import { cosmosSessionStore } from "../../shared/adapters/azure/cosmos-session-store.ts";
import { cosmosSummaryStore } from "../../shared/adapters/azure/cosmos-summary-store.ts";
import { cosmosTermStore } from "../../shared/adapters/azure/cosmos-term-store.ts";
import { cosmosTurnLog } from "../../shared/adapters/azure/cosmos-turn-log.ts";
import { cosmosWorkOrderStore } from "../../shared/adapters/azure/cosmos-work-order-store.ts";
import { qdrantKnowledgeIndex } from "../../shared/adapters/azure/qdrant-knowledge-index.ts";
import { qdrantWorkOrderIndex } from "../../shared/adapters/azure/qdrant-work-order-index.ts";
import { vocabularyCache } from "../../shared/terms/vocabulary-cache.ts";
import { startCosmosDouble } from "../cosmos-double/cosmos-double.ts";
import { startQdrantDouble } from "../qdrant-double/qdrant-double.ts";

/** The stores of a turn on Cosmos DB and Qdrant, over doubles at the wire. Whoever starts them stops them. */
export async function startAzureStores({ now }: { now: () => Date }) {
  const [cosmos, qdrant] = await Promise.all([startCosmosDouble(), startQdrantDouble()]);
  const charges: Charge[] = [];
  const database = cosmosDatabase({
    endpoint: cosmos.endpoint,
    access: { key: cosmos.key },
    database: "pmark",
    discoverEndpoints: false,
    onCharge: (charge) => charges.push(charge),
  });
  cosmos.createDatabase("pmark", Object.values(cosmosContainers).map(containerRequest));
  const options = { now, newId: randomUUID };
  const container = (name: keyof typeof cosmosContainers) => database.container(cosmosContainers[name]);
  const terms = cosmosTermStore(container("terms"), options);
  return {
    charges,
    cosmos,
    qdrant,
    stores: {
      terms,
      vocabulary: vocabularyCache(terms),
      summaries: cosmosSummaryStore(container("summaries")),
      sessions: cosmosSessionStore(container("sessions"), options),
      documents: cosmosDocumentStore(container("documents")),
      turnLog: cosmosTurnLog(container("turnStreams"), options),
      workOrders: cosmosWorkOrderStore(
        container("workOrders"),
        qdrantWorkOrderIndex({ url: qdrant.url, alias: "orders" }),
        options,
      ),
      index: qdrantKnowledgeIndex({ url: qdrant.url, alias: "chunks", newId: randomUUID }),
    },
    async stop() {
      database.close();
      await Promise.all([cosmos.stop(), qdrant.stop()]);
    },
  };
}
