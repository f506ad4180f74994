import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Turn } from "../../shared/ports/session-store.ts";
import { startHost } from "../harness/start-host.ts";
import { misbehaviours } from "../model-double/behaviours.ts";
import { startModelDouble } from "../model-double/model-double.ts";

const DEADLINE_MS = 3_000;

describe("a turn while the model misbehaves", () => {
  let double: Awaited<ReturnType<typeof startModelDouble>>;
  let host: Awaited<ReturnType<typeof startHost>>;

  beforeAll(async () => {
    double = await startModelDouble();
    host = await startHost({
      env: {
        MODEL_BASE_URL: double.url,
        MODEL_NAME: "double",
        MODEL_TIMEOUT_MS: "400",
        TURN_DEADLINE_MS: String(DEADLINE_MS),
      },
    });
  });
  afterAll(async () => {
    await host.stop();
    await double.stop();
  });

  const post = (message: string, headers = {}) =>
    fetch(`${host.url}/api/v1/chat`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ message }),
    });

  it("is answered by the model while it is well", async () => {
    double.behave({ kind: "answer" });
    const turn = (await (await post("펌프 진동이 심할 때는 어떻게 해요?")).json()) as Turn;
    expect(turn.degraded).toBe(false);
    expect(turn.usage.completionTokens).toBeGreaterThan(0);
  });

  it.each(Object.entries(misbehaviours))(
    "is answered within its deadline, degraded, when the model %s",
    async (_, behaviour) => {
      double.behave((request) =>
        behaviour.kind === "text" && behaviour.content !== "" && request.stream
          ? { kind: "cut", afterTokens: 1 }
          : behaviour,
      );
      const start = performance.now();
      const response = await post("1창고 7번 라인 컨베이어 소음");
      const turn = (await response.json()) as Turn;
      expect(response.status).toBe(200);
      expect(turn).toMatchObject({ degraded: true, message: "1창고 7번 라인 컨베이어 소음" });
      expect(turn.answer.length).toBeGreaterThan(10);
      expect(turn.recommendations.length).toBeGreaterThan(0);
      expect(performance.now() - start).toBeLessThan(DEADLINE_MS + 1_000);
    },
  );

  it.each(Object.entries(misbehaviours))(
    "ends its stream with the whole turn when the model %s",
    async (_, behaviour) => {
      double.behave(behaviour);
      const response = await post("No.1 PE pressure vessel leaking", { accept: "text/event-stream" });
      const events = (await response.text()).split("\n\n").filter((frame) => frame.includes("event:"));
      expect(events.at(-1)).toContain("event: done");
      const streamed = events
        .filter((frame) => frame.includes("event: token"))
        .map((frame) => (JSON.parse(/^data: (.*)$/m.exec(frame)![1]!) as { text: string }).text)
        .join("");
      const done = JSON.parse(/^data: (.*)$/m.exec(events.at(-1)!)![1]!) as Turn;
      expect(streamed.trim()).toBe(done.answer.trim());
    },
  );
});
