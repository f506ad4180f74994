import { Worker } from "node:worker_threads";

/** Commits between two checkpoints; some 250 to 2,000 pages of 4 KB. */
const COMMITS = 64;
/** A thread that runs one statement needs next to nothing. */
const resourceLimits = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16, stackSizeMb: 1 };

/**
 * Moves what was committed from the write-ahead log into the file, in a thread of its own: there SQLite waits for the disk
 * 20 to 150 ms at a time, and here every turn would wait with it. The thread begins when it is first needed.
 */
export function checkpoints(file: string) {
  let thread: Worker | undefined;
  let isBusy = false;
  let commits = 0;

  function begin(): Worker {
    const begun = new Worker(`(${checkpointer.toString()})()`, { eval: true, workerData: file, resourceLimits });
    begun.unref();
    begun.on("message", () => (isBusy = false));
    // Without it the log grows to where SQLite makes a checkpoint in the midst of a commit.
    begun.on("error", () => (thread = undefined));
    begun.on("exit", () => (isBusy = false));
    return begun;
  }

  return {
    afterCommit(): void {
      commits += 1;
      if (commits < COMMITS || isBusy) return;
      commits = 0;
      isBusy = true;
      thread ??= begin();
      thread.postMessage("checkpoint", []);
    },
    close(): void {
      void thread?.terminate();
    },
  };
}

/** Runs in the thread, from its source alone: it may use nothing from outside. It opens the file for each checkpoint and keeps no hold of it. */
function checkpointer(): void {
  const { parentPort, workerData } = process.getBuiltinModule("node:worker_threads");
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  parentPort?.on("message", () => {
    try {
      const database = new DatabaseSync(String(workerData));
      database.exec("PRAGMA wal_checkpoint(PASSIVE)");
      database.close();
    } finally {
      parentPort.postMessage("done", []);
    }
  });
}
