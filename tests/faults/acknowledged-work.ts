import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

/** What one session was promised. */
export type Promised = {
  sessionId: string;
  /** Acknowledged turns, in the order of their acknowledgement. */
  turnIds: string[];
  /** A turn whose stream the reader left: it must come to be if it was accepted, and may if the answer was lost. */
  left?: { turnId: string; accepted: boolean };
  /** Whether its end was acknowledged. */
  ended: boolean;
};

type Work = {
  url: () => string;
  stopped: () => boolean;
  /** Filled as the work goes on. */
  sessions: Promised[];
};

const messages = [
  "1창고 7번 라인 컨베이어 소음",
  "아니 8번 라인이야",
  "No.1 PE pressure vessel leaking",
  "펌프 진동이 심해요, 긴급으로",
  "the bearing runs hot again",
];

/**
 * Talks to a host that dies now and then, as a careful client would: each call is made again, under the same id, until
 * it is acknowledged. Goes on until it is stopped, session after session, and keeps book of what was acknowledged.
 */
export async function workUntilStopped({ url, stopped, sessions }: Work): Promise<void> {
  const post = (path: string, body: object, headers = {}) =>
    fetch(`${url()}/api/v1/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });

  while (!stopped()) {
    const response = await untilAnswered(() => post("sessions", {}));
    const { id } = (await response.json()) as { id: string };
    const promised: Promised = { sessionId: id, turnIds: [], ended: false };
    sessions.push(promised);
    for (const message of messages) {
      const turnId = randomUUID();
      const isStream = Math.random() < 0.3;
      const accept = isStream ? { accept: "text/event-stream" } : {};
      await untilAnswered(async () => {
        const answer = await post(`sessions/${id}/turns`, { message, turnId }, accept);
        const text = await answer.clone().text();
        if (isStream && !text.includes("event: done")) throw new Error(`A cut stream: ${text}`);
        return answer;
      });
      promised.turnIds.push(turnId);
      await pause(Math.random() * 60);
    }
    if (Math.random() < 0.2) promised.left = await leaveAfterAcceptance(id, post);
    else {
      await untilAnswered(() => post(`sessions/${id}/end`, {}));
      promised.ended = true;
    }
  }
}

/** A stream that its reader leaves as soon as the turn is accepted: the turn must come to be without anybody asking. */
async function leaveAfterAcceptance(
  sessionId: string,
  post: (path: string, body: object, headers: object) => Promise<Response>,
): Promise<{ turnId: string; accepted: boolean }> {
  const turnId = randomUUID();
  try {
    const body = { message: messages[0], turnId };
    const answer = await post(`sessions/${sessionId}/turns`, body, { accept: "text/event-stream" });
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    const { value = "" } = await reader.read();
    await reader.cancel();
    return { turnId, accepted: value.startsWith("id: 1\nevent: turn\n") };
  } catch {
    return { turnId, accepted: false };
  }
}

/** Makes the call again while the host is away. An answer that is not 2xx is a finding, not a reason to try again. */
async function untilAnswered(call: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const response = await call().catch(() => undefined);
    if (response === undefined) {
      await pause(50);
      continue;
    }
    if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
    return response;
  }
}
