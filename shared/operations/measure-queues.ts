import type { Events } from "../events.ts";
import { queues } from "../ports/job-message.ts";
import type { JobQueue } from "../ports/job-queue.ts";

type Ports = { queue: Pick<JobQueue, "depth">; events: Pick<Events, "queueMeasured"> };

/** Tells how many messages each queue holds and how long the oldest has waited: Service Bus has no metric of that age. */
export async function measureQueues({ queue, events }: Ports): Promise<void> {
  for (const name of Object.values(queues)) events.queueMeasured({ queue: name, ...(await queue.depth(name)) });
}
