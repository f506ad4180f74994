import type { Caller } from "../ports/caller.ts";
import type { LeaseStore } from "../ports/lease-store.ts";
import type { Run, RunStore } from "../ports/run-store.ts";
import { type DrainPorts, drainIngestion, type IngestionReport } from "./drain-ingestion.ts";

export type IngestionRunPorts = DrainPorts & {
  runs: Pick<RunStore, "put" | "read" | "list">;
  leases: LeaseStore;
  newId: () => string;
};

/** Of one run; what is left waits for the next. */
const MAX_DOCUMENTS = 10_000;
const LEASE = "ingestion";
const LEASE_MS = 15_000;
const WAIT_MS = 100;
const WAIT_LIMIT_MS = 600_000;
const RUN_LIMIT_MS = 3_600_000;
const PROGRESS_INTERVAL_MS = 500;

/** Records a run and carries it out behind the answer, one run after the other. A run that a crash cut off stays visible and is marked failed by the next. */
export async function startIngestionRun(ports: IngestionRunPorts, caller: Caller): Promise<Run> {
  const run = await recordRun(ports, caller.userId);
  void carryOut(ports, run, ports.now().getTime() + RUN_LIMIT_MS);
  return run;
}

/** The same for a timer, which waits for the end: within `deadline`, as a run of its own. */
export async function runIngestion(
  ports: IngestionRunPorts,
  { startedBy, deadline }: { startedBy: string; deadline: Date },
): Promise<Run> {
  return carryOut(ports, await recordRun(ports, startedBy), deadline.getTime());
}

async function recordRun(ports: IngestionRunPorts, startedBy: string): Promise<Run> {
  const at = ports.now().toISOString();
  const report: IngestionReport = { documents: 0, chunks: 0, failed: 0, withoutVectors: 0 };
  const run: Run = {
    id: ports.newId(),
    kind: "ingestion",
    status: "queued",
    startedBy,
    createdAt: at,
    updatedAt: at,
    report,
  };
  await ports.runs.put(run);
  return run;
}

/** Never throws: how it ended is in the run. */
async function carryOut(ports: IngestionRunPorts, run: Run, deadlineMs: number): Promise<Run> {
  let current = run;
  const save = async (change: Partial<Run>) => {
    current = { ...current, ...change, updatedAt: ports.now().toISOString() };
    await ports.runs.put(current);
  };
  try {
    if (!(await leaseWithin(ports, run.id, Math.min(deadlineMs, ports.now().getTime() + WAIT_LIMIT_MS)))) {
      await save({ status: "failed", reason: "Another ingestion was still running." });
      return current;
    }
    const renewal = setInterval(() => void acquire(ports, run.id).catch(() => false), LEASE_MS / 3);
    renewal.unref();
    try {
      await failAbandoned(ports, run.id);
      await save({ status: "running" });
      let savedAt = ports.now().getTime();
      const onProgress = async (report: IngestionReport) => {
        if (ports.now().getTime() - savedAt < PROGRESS_INTERVAL_MS) return;
        savedAt = ports.now().getTime();
        await save({ report: { ...report } });
      };
      const report = await drainIngestion(ports, { deadline: new Date(deadlineMs), max: MAX_DOCUMENTS, onProgress });
      await save({ status: "completed", report });
    } finally {
      clearInterval(renewal);
      await ports.leases.release(LEASE, run.id);
    }
  } catch (error) {
    ports.events.stepFailed({ step: "ingestion-run", error });
    await save({ status: "failed", reason: "The store did not answer. What was not ingested stays queued." }).catch(
      () => undefined,
    );
  }
  return current;
}

async function leaseWithin(ports: IngestionRunPorts, owner: string, untilMs: number): Promise<boolean> {
  while (!(await acquire(ports, owner))) {
    if (ports.now().getTime() >= untilMs) return false;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
  return true;
}

function acquire({ leases, now }: IngestionRunPorts, owner: string): Promise<boolean> {
  return leases.acquire(LEASE, owner, new Date(now().getTime() + LEASE_MS).toISOString());
}

/** The lease is ours: a run still marked as running has lost its process, and so has one that waited too long. */
async function failAbandoned(ports: IngestionRunPorts, ownId: string): Promise<void> {
  const { items } = await ports.runs.list({ limit: 100, kind: "ingestion" });
  const waitedSince = new Date(ports.now().getTime() - WAIT_LIMIT_MS).toISOString();
  for (const run of items) {
    const isAbandoned = run.status === "running" || (run.status === "queued" && run.createdAt < waitedSince);
    if (!isAbandoned || run.id === ownId) continue;
    const reason = "The process ended before the run did. What was not ingested stays queued.";
    await ports.runs.put({ ...run, status: "failed", reason, updatedAt: ports.now().toISOString() });
  }
}
