import { app } from "@azure/functions";
import { checkModels } from "../shared/operations/check-models.ts";
import { getApp } from "./app.ts";

app.setup({ enableHttpStream: true });

let started = false;

/** Composed before the first call: the first user does not wait for it, and the host reports at once what is wrong. */
app.hook.appStart(async () => {
  const composed = await getApp();
  started = true;
  // The log tells of a wrong name or key before the first user meets rules in place of a model.
  void checkModels(composed);
  // After the answer to the host: what it loads takes as long as all the rest.
  setImmediate(() => void composed.startTelemetry());
});

app.hook.appTerminate(async () => {
  if (started) await (await getApp()).close();
});
