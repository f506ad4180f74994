import { queues, SummarizeSession } from "../../shared/ports/job-message.ts";
import { summariseSession } from "../../shared/sessions/summarise-session.ts";
import { runJob } from "./run-job.ts";

runJob({
  name: "summarize-session",
  queue: queues.sessionSummaries,
  message: SummarizeSession,
  run: (app, job) => summariseSession(app, job),
});
