import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openJobQueue } from "../../shared/compose/open-job-queue.ts";
import { readConfig } from "../../shared/config.ts";
import { startHost, type Host } from "../harness/start-host.ts";
import { workUntilStopped, type Promised } from "./acknowledged-work.ts";

const KILLS = 24;
const TURNS = 200;
const WORKERS = 4;
/** A killed host's messages, leases and accepted turns are taken up again after at most this long. */
const RECOVERY_MS = 90_000;
const env = { TURN_DEADLINE_MS: "2000", RELAY_SCHEDULE: "*/3 * * * * *", LOG_LEVEL: "error" };

let data: string;
let host: Host;
const promised: Promised[] = [];

beforeAll(async () => {
  data = mkdtempSync(path.join(tmpdir(), "pmark-kill-"));
  host = await startHost({ data, env });
  let finished = false;
  const worker = () => workUntilStopped({ url: () => host.url, stopped: () => finished, sessions: promised });
  const work = Promise.all(Array.from({ length: WORKERS }, worker));
  work.catch(() => (finished = true));
  for (let kills = 0; kills < KILLS; kills += 1) {
    await pause(Math.random() * 500);
    await host.kill();
    if (kills % 4 === 0) await killWhileStarting();
    host = await startHost({ data, env });
  }
  const isEnough = () => finished || turnsOf(promised) >= TURNS;
  while (!isEnough()) await pause(100);
  finished = true;
  await work;
}, 120_000);

afterAll(async () => {
  await host.stop();
  rmSync(data, { recursive: true, force: true });
});

describe(`a host that is killed ${KILLS} times while it works`, () => {
  it(`has every acknowledged turn, once and in order, of at least ${TURNS}`, async () => {
    for (const { sessionId, turnIds, left } of promised) {
      const stored = (await all<{ id: string }>(`sessions/${sessionId}/turns`)).map(({ id }) => id);
      expect(stored.filter((id) => id !== left?.turnId)).toEqual(turnIds);
    }
    expect(turnsOf(promised)).toBeGreaterThanOrEqual(TURNS);
  });

  it(
    "writes exactly one summary of every session whose end it acknowledged",
    { timeout: RECOVERY_MS + 5_000 },
    async () => {
      const ended = promised.filter((session) => session.ended).map(({ sessionId }) => sessionId);
      expect(ended.length).toBeGreaterThan(20);
      const summarised = async () => (await all<{ sessionId: string }>("summaries")).map(({ sessionId }) => sessionId);
      await expect
        .poll(async () => (await summarised()).toSorted(), { timeout: RECOVERY_MS, interval: 500 })
        .toEqual(ended.toSorted());
      for (const sessionId of ended) {
        expect(await get<object>(`sessions/${sessionId}/summary`)).toMatchObject({ sessionId, revision: 1 });
      }
    },
  );

  it("finishes the turns whose readers went away", { timeout: RECOVERY_MS + 5_000 }, async () => {
    for (const { sessionId, left } of promised) {
      if (!left?.accepted) continue;
      await expect
        .poll(async () => (await all<{ id: string }>(`sessions/${sessionId}/turns`)).map(({ id }) => id), {
          timeout: RECOVERY_MS,
          interval: 300,
        })
        .toEqual(expect.arrayContaining([left.turnId]));
    }
  });

  it("has lost no job to the dead letters", async () => {
    const jobs = await openJobQueue(readConfig({ DATA_DIRECTORY: data }));
    expect(await jobs.queue.listDeadLetters(10)).toEqual([]);
    await jobs.close();
  });
});

function turnsOf(sessions: Promised[]): number {
  return sessions.reduce((sum, { turnIds }) => sum + turnIds.length, 0);
}

async function get<T>(address: string): Promise<T> {
  return (await (await fetch(`${host.url}/api/v1/${address}`)).json()) as T;
}

async function all<T>(address: string): Promise<T[]> {
  const items: T[] = [];
  let continuation: string | undefined = "";
  while (continuation !== undefined) {
    const more: string = continuation && `&continuation=${encodeURIComponent(continuation)}`;
    const page: { items: T[]; continuation?: string } = await get(`${address}?limit=100${more}`);
    items.push(...page.items);
    ({ continuation } = page);
  }
  return items;
}

/** Between the first instruction and the first request everything is opened and checked: a bad time to die. */
async function killWhileStarting(): Promise<void> {
  const start = path.resolve(import.meta.dirname, "../../local/start.ts");
  const child = spawn(process.execPath, [start, "--port", "0", "--data", data], { stdio: "ignore" });
  await pause(50 + Math.random() * 300);
  child.kill("SIGKILL");
  await once(child, "exit");
}
