import { describe, expect, it } from "vitest";
import { runIngestion, startIngestionRun } from "../../shared/knowledge/ingestion-runs.ts";
import { registerDocument } from "../../shared/knowledge/register-document.ts";
import type { Caller } from "../../shared/ports/caller.ts";
import type { Run } from "../../shared/ports/run-store.ts";
import { until } from "../harness/client.ts";
import { embeddedPorts, type EmbeddedPorts } from "../harness/embedded-ports.ts";

const operator: Caller = { userId: "lee", roles: ["operator"], groups: [] };
const register = (ports: EmbeddedPorts, name: string) =>
  registerDocument(ports, operator, { content: Buffer.from(`# ${name}\nText of ${name}.\n`), fileName: `${name}.md` });
const ended = (ports: EmbeddedPorts, { id }: Run) =>
  until(
    () => ports.runs.read(id),
    (run) => run?.status === "completed" || run?.status === "failed",
  );

describe("an ingestion run", () => {
  it("is recorded before it begins and reports what it did", async () => {
    const ports = embeddedPorts();
    await register(ports, "one");
    const run = await startIngestionRun(ports, operator);
    expect(run).toMatchObject({ kind: "ingestion", startedBy: "lee", status: "queued" });
    expect(await ended(ports, run)).toMatchObject({
      status: "completed",
      report: { documents: 1, chunks: 1, failed: 0 },
    });
  });

  it("waits for the one before it: what is added meanwhile is ingested when it ends", async () => {
    const ports = embeddedPorts();
    await register(ports, "one");
    const first = await startIngestionRun(ports, operator);
    await register(ports, "two");
    const second = await startIngestionRun(ports, operator);
    await Promise.all([ended(ports, first), ended(ports, second)]);
    expect((await ports.documents.list({ limit: 10, status: "indexed" })).items).toHaveLength(2);
  });

  it("marks one that a crash cut off as failed, once its lease is over", async () => {
    const ports = embeddedPorts();
    const at = ports.now().toISOString();
    await ports.runs.put({
      id: "dead",
      kind: "ingestion",
      status: "running",
      startedBy: "x",
      createdAt: at,
      updatedAt: at,
      report: {},
    });
    await ports.leases.acquire("ingestion", "dead", new Date(ports.now().getTime() + 15_000).toISOString());
    const run = await startIngestionRun(ports, operator);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect((await ports.runs.read(run.id))?.status).toBe("queued");
    ports.advance(15_001);
    expect(await ended(ports, run)).toMatchObject({ status: "completed" });
    expect(await ports.runs.read("dead")).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("process ended"),
    });
  });

  it("fails, and keeps the documents, when the store does not answer", async () => {
    const ports = embeddedPorts();
    await register(ports, "one");
    const queue = { ...ports.queue, receive: () => Promise.reject(new Error("down")) };
    const deadline = new Date(ports.now().getTime() + 60_000);
    expect(await runIngestion({ ...ports, queue }, { startedBy: "timer", deadline })).toMatchObject({
      status: "failed",
    });
    expect(await runIngestion(ports, { startedBy: "timer", deadline })).toMatchObject({
      status: "completed",
      report: { documents: 1 },
    });
  });
});
