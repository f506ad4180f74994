import { ServiceBusClient, type ServiceBusReceivedMessage } from "@azure/service-bus";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startServiceBusDouble } from "../service-bus-double/start-service-bus-double.ts";

let double: Awaited<ReturnType<typeof startServiceBusDouble>>;
let client: ServiceBusClient;

beforeAll(async () => {
  const settings = { lockMs: 30_000, maxDeliveryCount: 10, duplicateWindowMs: 600_000 };
  double = await startServiceBusDouble({ queues: ["jobs"], now: () => new Date(), ...settings });
  const retryOptions = { maxRetries: 0, timeoutInMs: 2_000 };
  client = new ServiceBusClient(double.connectionString, { retryOptions });
});
afterAll(async () => {
  await client.close();
  await double.stop();
});
beforeEach(() => double.clear());

const unknown = /does not know/;

describe("the Service Bus double refuses what it does not know", () => {
  const receiveOne = async (): Promise<ServiceBusReceivedMessage> => {
    const [message] = await client.createReceiver("jobs").receiveMessages(1, { maxWaitTimeInMs: 500 });
    if (message === undefined) throw new Error("the queue is empty");
    return message;
  };

  it("a queue", async () => {
    await expect(client.createReceiver("nowhere").peekMessages(1)).rejects.toMatchObject({
      code: "MessagingEntityNotFound",
    });
  });

  it("a message with a time to live, with a session, or without an id", async () => {
    const sender = client.createSender("jobs");
    await expect(sender.sendMessages({ body: 1, messageId: "1", timeToLive: 1_000 })).rejects.toThrow(unknown);
    await expect(sender.sendMessages({ body: 1, messageId: "1", sessionId: "s" })).rejects.toThrow(/no sessions/);
    await expect(sender.sendMessages({ body: 1 })).rejects.toThrow(/without an id/);
  });

  it("receiving without locks, and sessions", async () => {
    const greedy = client.createReceiver("jobs", { receiveMode: "receiveAndDelete" });
    await expect(greedy.receiveMessages(1, { maxWaitTimeInMs: 100 })).rejects.toThrow(unknown);
    await expect(client.acceptSession("jobs", "s")).rejects.toThrow(/no filters/);
  });

  it("deferring a message, and changing its properties", async () => {
    const receiver = client.createReceiver("jobs");
    await client.createSender("jobs").sendMessages({ body: 1, messageId: "1" });
    const message = await receiveOne();
    await expect(receiver.deferMessage(message)).rejects.toThrow(unknown);
    await client.createSender("jobs").sendMessages({ body: 1, messageId: "2" });
    await expect(receiver.abandonMessage(await receiveOne(), { seen: true })).rejects.toThrow(unknown);
  });

  it("a management operation", async () => {
    const schedule = client.createSender("jobs").scheduleMessages({ body: 1, messageId: "1" }, new Date());
    await expect(schedule).rejects.toThrow(unknown);
  });
});
