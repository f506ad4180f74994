import { runImport } from "../../shared/imports/run-import.ts";
import { queues, RunImport } from "../../shared/ports/job-message.ts";
import { runJob } from "./run-job.ts";

runJob({
  name: "run-import",
  queue: queues.imports,
  message: RunImport,
  async run(app, job) {
    await runImport(app, job);
    return { done: true };
  },
});
