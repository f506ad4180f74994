import { afterAll, beforeAll, onTestFinished } from "vitest";
import { serviceBusJobQueue } from "../../shared/adapters/azure/service-bus-job-queue.ts";
import { startServiceBusDouble } from "../service-bus-double/start-service-bus-double.ts";
import { standingClock } from "./instances.ts";
import { describeJobQueue } from "./job-queue.ts";

const QUEUES = ["jobs", "others"];
let clock = standingClock();
let double: Awaited<ReturnType<typeof startServiceBusDouble>>;

beforeAll(async () => {
  double = await startServiceBusDouble({
    queues: QUEUES,
    now: () => clock.now(),
    lockMs: 30_000,
    maxDeliveryCount: 10,
    duplicateWindowMs: 600_000,
  });
});
afterAll(() => double.stop());

/*
 * Every promise of the suite is kept over the double. What Service Bus gives otherwise than the port's words is tested in
 * service-bus-job-queue.test.ts and faults/service-bus-cut.test.ts: the length of a lock, a send of several batches, the one step
 * of a reschedule, the time at which the broker itself dead-lettered, a settlement whose answer was lost.
 *
 * What the double can't show of the service: whether a peeked message tells of its lock (else `depth` counts it as active), whether
 * an abandoned message keeps its place, whether a dead letter keeps its sequence number and its count of deliveries.
 */
describeJobQueue("Azure Service Bus", () => {
  clock = standingClock();
  double.clear();
  const { connectionString } = double;
  const opened: ReturnType<typeof serviceBusJobQueue>[] = [];
  const close = () => Promise.all(opened.splice(0).map((queue) => queue.close()));
  onTestFinished(async () => {
    await close();
  });
  return {
    ...clock,
    close: () => void close(),
    open: () => {
      const queue = serviceBusJobQueue({ connectionString }, { now: clock.now, queues: QUEUES, waitMs: 20 });
      opened.push(queue);
      return queue;
    },
  };
});
