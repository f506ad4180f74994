import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { describe, it, onTestFinished } from "vitest";
import { blobFileArchive } from "../../shared/adapters/azure/blob-file-archive.ts";
import type { CosmosContainer } from "../../shared/adapters/azure/cosmos-container.ts";
import { cosmosContainers, type ContainerDefinition } from "../../shared/adapters/azure/cosmos-containers.ts";
import { cosmosDatabase } from "../../shared/adapters/azure/cosmos-database.ts";
import { cosmosDocumentStore } from "../../shared/adapters/azure/cosmos-document-store.ts";
import { cosmosLeaseStore } from "../../shared/adapters/azure/cosmos-lease-store.ts";
import { cosmosRunStore } from "../../shared/adapters/azure/cosmos-run-store.ts";
import { cosmosSessionStore } from "../../shared/adapters/azure/cosmos-session-store.ts";
import { cosmosSummaryStore } from "../../shared/adapters/azure/cosmos-summary-store.ts";
import { cosmosTermStore } from "../../shared/adapters/azure/cosmos-term-store.ts";
import { cosmosTurnLog } from "../../shared/adapters/azure/cosmos-turn-log.ts";
import { qdrantKnowledgeIndex } from "../../shared/adapters/azure/qdrant-knowledge-index.ts";
import { serviceBusJobQueue } from "../../shared/adapters/azure/service-bus-job-queue.ts";
import { connectionStringHost } from "../../shared/config/emulator-address.ts";
import { queues } from "../../shared/ports/job-message.ts";
import { emulatorConfig } from "../harness/emulator-settings.ts";
import { describeDocumentStore } from "./document-store.ts";
import { describeFileArchive } from "./file-archive.ts";
import { standingClock, type MakeInstances } from "./instances.ts";
import { describeJobQueueInRealTime } from "./job-queue-in-real-time.ts";
import { describeKnowledgeIndex } from "./knowledge-index.ts";
import { describeLeaseStore } from "./lease-store.ts";
import { describeRunStore } from "./run-store.ts";
import { describeSessionStore } from "./session-store.ts";
import { describeSummaryStore } from "./summary-store.ts";
import { describeTermStore } from "./term-store.ts";
import { describeTurnLog } from "./turn-log.ts";

// With CONTRACT_TARGET=emulators only (vitest.config.ts): the suites against what emulators/compose.yaml starts. Addresses come
// from emulators/pmark.env; the environment may say others.
const { cosmos, qdrant, blob, serviceBus } = emulatorConfig(process.env);
const now = () => new Date();
const newId = () => randomUUID();

/** Its suites where it answers; else they are skipped, and it says so. */
async function onEmulator(name: string, address: string, suites: () => void): Promise<void> {
  const { hostname, port } = new URL(address);
  const isThere = await answers(hostname, Number(port));
  if (!isThere) console.warn(`SKIPPED: the suites on ${name}: nothing answers at ${hostname}:${port}.`);
  describe.skipIf(!isThere)(`on the emulator of ${name}`, isThere ? suites : () => it("is not there", () => {}));
}

await onEmulator("Cosmos DB", cosmos.endpoint, () => {
  const { sessions, summaries, terms, documents, runs, leases, turnStreams } = cosmosContainers;
  describeSessionStore("Cosmos DB emulator", onCosmos(sessions, cosmosSessionStore));
  describeSummaryStore(
    "Cosmos DB emulator",
    onCosmos(summaries, (container) => cosmosSummaryStore(container)),
  );
  describeTermStore("Cosmos DB emulator", onCosmos(terms, cosmosTermStore));
  describeDocumentStore("Cosmos DB emulator", onCosmos(documents, cosmosDocumentStore));
  describeRunStore(
    "Cosmos DB emulator",
    onCosmos(runs, (container) => cosmosRunStore(container)),
  );
  describeTurnLog("Cosmos DB emulator", onCosmos(turnStreams, cosmosTurnLog));
  describeLeaseStore("Cosmos DB emulator", onCosmos(leases, cosmosLeaseStore));
});

await onEmulator("Qdrant", qdrant.url, () => {
  describeKnowledgeIndex("Qdrant", () => {
    const [clock, alias] = [standingClock(), `test-${randomUUID()}`];
    const open = () => qdrantKnowledgeIndex({ url: qdrant.url, alias, newId });
    return { ...clock, close: () => {}, open };
  });
});

const blobAddress = /BlobEndpoint=([^;]+)/.exec(blob.connectionString ?? "")?.[1] ?? "http://127.0.0.1:10000";
await onEmulator("Blob Storage", blobAddress, () => {
  describeFileArchive("Azurite", () => {
    const options = { container: randomUUID(), createContainer: true };
    const open = () => blobFileArchive({ connectionString: blob.connectionString! }, options);
    return { ...standingClock(), close: () => {}, open };
  });
});

const broker = serviceBus.connectionString ?? "";
const brokerPort = /sb:\/\/[^:;]+:(\d+)/.exec(broker)?.[1] ?? "5672";
await onEmulator("Service Bus", `http://${connectionStringHost(broker)}:${brokerPort}`, () => {
  // The job queue's own suite moves the clock, which a broker does not allow.
  describeJobQueueInRealTime(queues.evaluationRuns, () => {
    const queue = serviceBusJobQueue({ connectionString: broker }, { now, waitMs: 1_000 });
    onTestFinished(() => queue.close());
    return queue;
  });
});

/** Instances over a database of their own, which is made before the first call. */
function onCosmos<Port>(
  definition: ContainerDefinition,
  create: (container: CosmosContainer, options: { now: () => Date; newId: () => string }) => Port,
): MakeInstances<Port> {
  return () => {
    const [clock, database] = [standingClock(), `pmark-${randomUUID()}`];
    const client = () =>
      cosmosDatabase({
        endpoint: cosmos.endpoint,
        access: { key: cosmos.key ?? "" },
        database,
        discoverEndpoints: false,
      });
    const clients = [client()];
    const made = clients[0]!.provision([definition]);
    const close = () => clients.splice(0).forEach((each) => each.close());
    onTestFinished(close);
    return {
      ...clock,
      close,
      open: () => {
        clients.push(client());
        return create(after(made, clients.at(-1)!.container(definition)), { now: clock.now, newId });
      },
    };
  };
}

/** The container, whose calls wait until it is made. */
function after(made: Promise<void>, container: CosmosContainer): CosmosContainer {
  return new Proxy(container, {
    get: (target, name: keyof CosmosContainer) => {
      const call = target[name] as (...given: unknown[]) => Promise<unknown>;
      return async (...given: unknown[]) => {
        await made;
        return call(...given);
      };
    },
  });
}

function answers(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: host.replace(/^\[|\]$/g, ""), port, timeout: 2_000 });
  socket
    .once("connect", () => resolve(true))
    .once("error", () => resolve(false))
    .once("timeout", () => resolve(false));
  return promise.finally(() => socket.destroy());
}
