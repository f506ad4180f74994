import { azureCredential } from "../adapters/azure/azure-credential.ts";
import { queueCounts, serviceBusAdministration } from "../adapters/azure/service-bus-administration.ts";
import { serviceBusJobQueue } from "../adapters/azure/service-bus-job-queue.ts";
import type { AzureConfig } from "../config/azure-settings.ts";

/** The queues on Service Bus, or on its emulator, which has no administration to ask for counts. */
export async function azureJobQueue(config: AzureConfig, options: { now: () => Date; waitMs?: number }) {
  const { namespace, connectionString } = config.serviceBus;
  if (connectionString !== undefined) return serviceBusJobQueue({ connectionString }, options);
  const credential = await azureCredential(config.clientId);
  const count = queueCounts(serviceBusAdministration(namespace, credential));
  return serviceBusJobQueue({ namespace, credential }, { ...options, count });
}
