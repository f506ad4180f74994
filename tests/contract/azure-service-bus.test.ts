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
