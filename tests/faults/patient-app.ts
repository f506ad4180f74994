import { setTimeout as pause } from "node:timers/promises";
import { eventsOf } from "../harness/event-stream.ts";

type Turn = { id: string; answer: string; degraded: boolean };
type Problem = { status: number; type: string };

const LONGEST_PAUSE_MS = 400;

/** What an app saw of PMark while its dependencies broke. */
export const newSightings = () => ({ calls: 0, unavailable: 0, degraded: 0, slowestMs: 0 });

/**
 * Calls PMark as a good app does: the same again, under the same turn id, when it is told that a part is away. Any other
 * answer than that and success is a finding, and so is none within the limit.
 */
export function patientApp(url: string, token: () => Promise<string>, limitMs: number, seen = newSightings()) {
  async function once<Answer extends object>(
    path: string,
    body: object | undefined,
    accept: string,
    read: (response: Response) => Promise<Answer | Problem>,
  ): Promise<Answer | undefined> {
    const start = performance.now();
    const response = await fetch(`${url}/api/v1${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${await token()}`, accept, "content-type": "application/json" },
      signal: AbortSignal.timeout(limitMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = response.ok ? await read(response) : ((await response.json()) as Problem);
    seen.calls += 1;
    seen.slowestMs = Math.max(seen.slowestMs, Math.round(performance.now() - start));
    if (!isProblem(answer)) return answer;
    if (answer.type !== "/problems/unavailable") throw new Error(`${path} answered ${JSON.stringify(answer)}`);
    seen.unavailable += 1;
    return undefined;
  }

  async function call<Answer extends object>(
    ...[path, body, accept, read]: Parameters<typeof once<Answer>>
  ): Promise<Answer> {
    for (let waitMs = 50; ; waitMs = Math.min(LONGEST_PAUSE_MS, waitMs * 2)) {
      const answer = await once(path, body, accept, read);
      if (answer !== undefined) return answer;
      await pause(waitMs);
    }
  }

  const asJson = <Answer extends object>(path: string, body?: object) =>
    call<Answer>(path, body, "application/json", (response) => response.json() as Promise<Answer>);

  return {
    post: <Answer extends object>(path: string, body: object) => asJson<Answer>(path, body),
    /** Says something and has the whole answer, at once or as a stream. */
    async say(sessionId: string, message: string, turnId: string, isStream: boolean): Promise<Turn> {
      const path = `/sessions/${sessionId}/turns`;
      const turn = isStream
        ? await call<Turn>(path, { message, turnId }, "text/event-stream", turnOfStream)
        : await asJson<Turn>(path, { message, turnId });
      if (turn.degraded) seen.degraded += 1;
      return turn;
    },
  };
}

async function turnOfStream(response: Response): Promise<Turn | Problem> {
  let last: string | undefined;
  for await (const { event, data } of eventsOf(response)) {
    if (event === "done") return data as Turn;
    if (event === "error") return data as Problem;
    last = event;
  }
  throw new Error(`A stream ended after ${last ?? "nothing"}`);
}

function isProblem(answer: object): answer is Problem {
  return "type" in answer && String(answer.type).startsWith("/problems/");
}
