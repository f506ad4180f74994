import { describe, expect, it } from "vitest";
import { failDeadImports } from "../../shared/imports/fail-dead-imports.ts";
import { publicImport } from "../../shared/imports/public-import.ts";
import { runImport } from "../../shared/imports/run-import.ts";
import { startImport } from "../../shared/imports/start-import.ts";
import type { Caller } from "../../shared/ports/caller.ts";
import { queues, RunImport } from "../../shared/ports/job-message.ts";
import { embeddedPorts, type EmbeddedPorts } from "../harness/embedded-ports.ts";

const operator: Caller = { userId: "lee", roles: ["operator"], groups: [] };
const history = Buffer.from(
  `title,cost\n${Array.from({ length: 1_200 }, (_, index) => `Leak,${index}`).join("\n")}\n,9\n`,
);
const start = (ports: EmbeddedPorts, content: Uint8Array = history, mapping?: unknown) =>
  startImport(ports, operator, { kind: "work-orders", fileName: "history.csv", content, mapping });

async function nextJob({ queue }: EmbeddedPorts): Promise<RunImport> {
  const [message] = await queue.receive(queues.imports, { max: 1, lockMs: 60_000 });
  return RunImport.parse(message!.body);
}

describe("an import", () => {
  it("is queued with its file, carried out by its message, and then forgets the file", async () => {
    const ports = embeddedPorts();
    const run = await start(ports);
    expect(publicImport(run)).toMatchObject({ id: run.id, status: "queued", totalRows: 1_201, rows: 0, rejected: [] });
    await runImport(ports, await nextJob(ports));
    expect(publicImport((await ports.runs.read(run.id))!)).toMatchObject({
      status: "completed",
      rows: 1_201,
      accepted: 1_200,
      added: 1_200,
      rejected: [{ row: 1_202, reason: "title and details are empty" }],
      rejectedCount: 1,
    });
    expect(await ports.workOrders.count()).toBe(1_200);
    expect(await ports.archive.list("")).toEqual([]);
  });

  it("that was cut off halfway is carried out again, once", async () => {
    const ports = embeddedPorts();
    const run = await start(ports);
    const job = await nextJob(ports);
    let batches = 0;
    const cut: EmbeddedPorts["workOrders"] = {
      ...ports.workOrders,
      importHistory: (orders) =>
        (batches += 1) === 2 ? Promise.reject(new Error("killed")) : ports.workOrders.importHistory(orders),
    };
    await expect(runImport({ ...ports, workOrders: cut }, job)).rejects.toThrow("killed");
    expect((await ports.runs.read(run.id))?.status).toBe("running");
    await runImport(ports, job);
    await runImport(ports, job);
    expect(await ports.runs.read(run.id)).toMatchObject({
      status: "completed",
      report: { accepted: 1_200, added: 700 },
    });
    expect(await ports.workOrders.count()).toBe(1_200);
  });

  it("whose message fails at every delivery ends as failed, and is carried out when the message is replayed", async () => {
    const ports = embeddedPorts();
    const run = await start(ports);
    const broken = {
      ...ports,
      workOrders: { ...ports.workOrders, importHistory: () => Promise.reject(new Error("The disk is full.")) },
    };
    for (let deliveries = 0; deliveries < 10; deliveries += 1) {
      const [message] = await ports.queue.receive(queues.imports, { max: 1, lockMs: 60_000 });
      await expect(runImport(broken, RunImport.parse(message!.body))).rejects.toThrow("The disk is full.");
      expect(await failDeadImports(ports)).toBe(0);
      await ports.queue.abandon(message!);
    }
    const [letter] = await ports.queue.listDeadLetters(1);
    expect((await ports.runs.read(run.id))?.status).toBe("running");
    expect(await failDeadImports(ports)).toBe(1);
    expect(publicImport((await ports.runs.read(run.id))!)).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/^It failed 10 times and was given up\./) as unknown,
    });
    expect(await failDeadImports(ports)).toBe(0);

    await ports.queue.replayDeadLetter(queues.imports, letter!.sequenceNumber);
    await runImport(ports, await nextJob(ports));
    const finished = await ports.runs.read(run.id);
    expect(finished).toMatchObject({ status: "completed", report: { accepted: 1_200 } });
    expect(finished).not.toHaveProperty("reason");
    expect(await ports.archive.list("")).toEqual([]);
  });

  it("writes its progress at most every half second", async () => {
    const ports = embeddedPorts();
    await start(ports);
    let saved = 0;
    const counting = {
      ...ports.runs,
      put: (run: Parameters<typeof ports.runs.put>[0]) => ((saved += 1), ports.runs.put(run)),
    };
    await runImport({ ...ports, runs: counting }, await nextJob(ports));
    expect(saved).toBe(2);
  });

  it("of a file that is broken at its end stores nothing", async () => {
    const ports = embeddedPorts();
    const broken = Buffer.concat([history, Buffer.from('"never closed,1\n')]);
    await expect(start(ports, broken)).rejects.toMatchObject({ code: "invalid-file" });
    await expect(start(ports, history, { title: "Nowhere" })).rejects.toMatchObject({ code: "bad-request" });
    expect([await ports.archive.list(""), await ports.runs.list({ limit: 1 })]).toEqual([[], { items: [] }]);
  });

  it("whose file is gone fails and says so", async () => {
    const ports = embeddedPorts();
    const run = await start(ports);
    for (const key of await ports.archive.list("")) await ports.archive.remove(key);
    await runImport(ports, await nextJob(ports));
    expect(await ports.runs.read(run.id)).toMatchObject({ status: "failed", reason: expect.stringContaining("gone") });
  });

  it("whose run is unknown is nothing to do", async () => {
    const ports = embeddedPorts();
    await start(ports);
    const job = await nextJob(ports);
    await runImport(ports, { ...job, data: { runId: "unknown" } });
    expect(await ports.workOrders.count()).toBe(0);
  });
});
