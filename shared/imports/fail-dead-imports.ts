import { queues, RunImport } from "../ports/job-message.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import type { RunStore } from "../ports/run-store.ts";

type Ports = {
  queue: Pick<JobQueue, "listDeadLetters">;
  runs: Pick<RunStore, "read" | "put">;
  now: () => Date;
};

const AT_ONCE = 100;

/**
 * Ends the imports as failed whose message the queue has given up: each delivery threw, or took its process with it. Their
 * files stay, so that a replayed message carries them out. Returns how many.
 */
export async function failDeadImports({ queue, runs, now }: Ports): Promise<number> {
  let failed = 0;
  for (const letter of await queue.listDeadLetters(AT_ONCE)) {
    const job = letter.queue === queues.imports ? RunImport.safeParse(letter.body).data : undefined;
    const run = job && (await runs.read(job.data.runId));
    if (run === undefined || run.status === "completed" || run.status === "failed") continue;
    const reason = `It failed ${letter.deliveryCount} times and was given up. Once the cause is mended, an operator can replay its dead letter, or the file can be sent again.`;
    await runs.put({ ...run, status: "failed", reason, updatedAt: now().toISOString() });
    failed += 1;
  }
  return failed;
}
