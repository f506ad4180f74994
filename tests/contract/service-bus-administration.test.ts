import { expect, it } from "vitest";
import { queueCounts, serviceBusAdministration } from "../../shared/adapters/azure/service-bus-administration.ts";
import { queueDepth } from "../../shared/adapters/azure/service-bus-depth.ts";
import { serviceBusConnection } from "../../shared/adapters/azure/service-bus-connection.ts";
import { serviceBusJobQueue } from "../../shared/adapters/azure/service-bus-job-queue.ts";
import { startServiceBusDouble } from "../service-bus-double/start-service-bus-double.ts";
import { standingClock } from "./instances.ts";

const credential = { getToken: async () => ({ token: "t", expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) };
const details = "http://schemas.microsoft.com/netservices/2011/06/servicebus";
const description = `<entry xmlns="http://www.w3.org/2005/Atom"><id>https://plant.servicebus.windows.net/jobs</id>
<title type="text">jobs</title><content type="application/xml">
<QueueDescription xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect">
<SizeInBytes>10</SizeInBytes><MessageCount>9</MessageCount>
<CountDetails xmlns:d2p1="${details}"><d2p1:ActiveMessageCount>4</d2p1:ActiveMessageCount>
<d2p1:DeadLetterMessageCount>2</d2p1:DeadLetterMessageCount><d2p1:ScheduledMessageCount>3</d2p1:ScheduledMessageCount>
<d2p1:TransferMessageCount>0</d2p1:TransferMessageCount>
<d2p1:TransferDeadLetterMessageCount>0</d2p1:TransferDeadLetterMessageCount></CountDetails>
<CreatedAt>2030-01-01T00:00:00Z</CreatedAt><UpdatedAt>2030-01-01T00:00:00Z</UpdatedAt>
<AccessedAt>2030-01-01T00:00:00Z</AccessedAt></QueueDescription></content></entry>`;

/** The namespace's client, whose requests end in one answer instead of on the network. */
function answering(status: number, bodyAsText: string) {
  const urls: string[] = [];
  const client = serviceBusAdministration("plant.servicebus.windows.net", credential);
  client.pipeline.addPolicy({
    name: "answer",
    async sendRequest(request) {
      urls.push(request.url);
      return { request, status, headers: request.headers, bodyAsText };
    },
  });
  return { urls, client };
}

it("counts what the namespace says of a queue", async () => {
  const { urls, client } = answering(200, description);
  expect(await queueCounts(client)("jobs")).toEqual({ active: 4, scheduled: 3, deadLettered: 2 });
  expect(urls[0]).toMatch(/^https:\/\/plant\.servicebus\.windows\.net\/jobs\?/);
});

it("is unavailable, with the cause, when the identity may not manage", async () => {
  const { client } = answering(401, "");
  await expect(queueCounts(client)("jobs")).rejects.toMatchObject({ code: "unavailable", cause: { statusCode: 401 } });
});

it("tells locked and waiting messages apart by peeking, within the counts of the namespace", async () => {
  const clock = standingClock();
  const settings = { lockMs: 30_000, maxDeliveryCount: 10, duplicateWindowMs: 600_000 };
  const double = await startServiceBusDouble({ queues: ["jobs"], now: clock.now, ...settings });
  const { connectionString } = double;
  const queue = serviceBusJobQueue({ connectionString }, { now: clock.now, queues: ["jobs"], waitMs: 20 });
  const connection = serviceBusConnection({ connectionString }, 1_000);
  await queue.send("jobs", [
    { id: "1", body: 1 },
    { id: "2", body: 2 },
  ]);
  await queue.receive("jobs", { max: 1, lockMs: 30_000 });
  clock.advance(2_000);
  const count = async () => ({ active: 4, scheduled: 3, deadLettered: 2 });
  const depth = await queueDepth(connection, "jobs", { now: clock.now, timeoutMs: 4_000, count });
  expect(depth).toEqual({ active: 3, locked: 1, scheduled: 3, deadLettered: 2, oldestAgeMs: 2_000 });
  await Promise.all([queue.close(), connection.close()]);
  await double.stop();
});
