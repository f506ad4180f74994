import { app } from "@azure/functions";
import { getApp } from "./app.ts";

app.setup({ enableHttpStream: true });

let started = false;

/** Composed before the first call: the first user does not wait for it, and the host reports at once what is wrong. */
app.hook.appStart(async () => {
  await getApp();
  started = true;
});

app.hook.appTerminate(async () => {
  if (started) await (await getApp()).close();
});
