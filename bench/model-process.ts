import { fork } from "node:child_process";
import { once } from "node:events";
import { startModelDouble } from "../tests/model-double/model-double.ts";

/** How the model answers from now on: at once where JSON is asked for, and with so many tokens at this pace where text is. */
export type Pace = { tokens: number; firstTokenMs: number; tokenMs: number };

/** A word for each token: none has a digit, which an answer would have to prove. */
const words = (count: number) =>
  Array.from({ length: count }, (_, n) => `낱말${String.fromCodePoint(0xac00 + n)}`).join(" ");

/** The model double in a process of its own, so that its work is not taken for that of whoever asks it. */
export async function startModelProcess() {
  const child = fork(import.meta.filename);
  const next = async () => ((await once(child, "message")) as [string])[0];
  const url = await next();
  return {
    url,
    async answer(pace: Pace): Promise<void> {
      child.send(pace);
      await next();
    },
    async stop(): Promise<void> {
      child.disconnect();
      await once(child, "exit");
    },
  };
}

if (process.send !== undefined) {
  const double = await startModelDouble();
  process.on("message", ({ tokens, firstTokenMs, tokenMs }: Pace) => {
    double.behave(({ stream }) =>
      stream
        ? { kind: "answer", text: words(tokens), firstTokenDelayMs: firstTokenMs, tokenDelayMs: tokenMs }
        : { kind: "answer", json: { fields: [], choices: [] } },
    );
    process.send?.("ready");
  });
  process.once("disconnect", () => void double.stop());
  process.send(double.url);
}
