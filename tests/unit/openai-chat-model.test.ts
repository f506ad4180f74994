import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { openaiChatModel, type ChatModelOptions } from "../../shared/adapters/openai/openai-chat-model.ts";
import { fewAtOnce } from "../harness/few-at-once.ts";
import { misbehaviours, type Wire } from "../model-double/behaviours.ts";
import { endpointOf } from "../model-double/endpoint-of.ts";
import { startModelDouble } from "../model-double/model-double.ts";

const call = {
  messages: [{ role: "user" as const, content: "소음" }],
  maxTokens: 50,
  temperature: 0.1,
  deadlineMs: 1_500,
};
const schema = z.object({ scenario: z.enum(["S1", "S2"]), confidence: z.number() });

let double: Awaited<ReturnType<typeof startModelDouble>>;
const model = (changes: Partial<ChatModelOptions> = {}) => openaiChatModel(endpointOf(double.url, changes));
const complete = (asked = model(), changes = {}) =>
  asked.complete({ ...call, ...changes, schema, schemaName: "parsed" });
const stream = async (changes: Partial<typeof call> & { signal?: AbortSignal } = {}, asked = model()) => {
  const tokens: string[] = [];
  const verdict = await asked.stream({ ...call, ...changes, onToken: (token) => void tokens.push(token) });
  return { tokens, verdict };
};

beforeAll(async () => {
  double = await startModelDouble();
});
beforeEach(() => {
  double.behave({ kind: "answer" });
  double.requests.length = 0;
});
afterAll(() => double.stop());

describe("the chat model over an OpenAI-compatible API", () => {
  it("answers by JSON schema and counts tokens and cost", async () => {
    double.behave({ kind: "answer", json: { scenario: "S2", confidence: 0.5 } });
    expect(await complete()).toEqual({
      ok: true,
      value: { scenario: "S2", confidence: 0.5 },
      usage: { promptTokens: 100, completionTokens: 20, cost: 100 },
    });
    expect(double.requests[0]?.body.response_format).toMatchObject({ type: "json_schema" });
  });

  it("streams text piece by piece", async () => {
    const { tokens, verdict } = await stream();
    expect(verdict.ok).toBe(true);
    expect(tokens.length).toBeGreaterThan(1);
    expect(tokens.join("")).toBe(verdict.ok && verdict.text);
    expect(verdict.usage).toEqual({ promptTokens: 100, completionTokens: 20, cost: 100 });
  });

  it.each<[string, Wire]>([
    ["characters torn apart between pieces", { pieceBytes: 1 }],
    ["comments between the events", { keepAlive: true }],
    ["thoughts before the answer", { thoughts: ["흠, ", "소음이라"] }],
    ["no usage at the end", { withoutUsage: true }],
    ["no [DONE] at the end", { withoutDone: true }],
    ["a connection that stays open after the last piece", { stallAtTheEnd: true }],
  ])("reads a stream with %s", async (_, wire) => {
    double.behave({ kind: "answer", text: "베어링을 먼저 봅니다.", wire });
    const { tokens, verdict } = await stream({}, model({ attemptTimeoutMs: 5_000 }));
    expect(verdict).toMatchObject({ ok: true, text: "베어링을 먼저 봅니다.", usage: { completionTokens: 20 } });
    expect(tokens.join("")).toBe("베어링을 먼저 봅니다.");
  });

  it("sends its key, and the prompt in the order given", async () => {
    const messages = [
      { role: "system" as const, content: "하나" },
      { role: "user" as const, content: "둘" },
    ];
    await model({ apiKey: "key-of-the-model" }).stream({ ...call, messages, onToken: () => {} });
    expect(double.requests[0]).toMatchObject({ key: "key-of-the-model", body: { messages } });
  });

  it("does without the running usage where an endpoint refuses to tell it", async () => {
    const message = "Unknown parameter: 'stream_options.continuous_usage_stats'.";
    double.behave(({ stream_options: options }) =>
      options?.continuous_usage_stats ? { kind: "status", status: 400, message } : { kind: "answer" },
    );
    const asked = model();
    expect((await stream({}, asked)).verdict).toMatchObject({ ok: true, usage: { completionTokens: 20 } });
    await stream({}, asked);
    expect(double.requests).toHaveLength(3);
  });
});

describe("a model that misbehaves", () => {
  it("gives a verdict within the deadline, whatever it does", async () => {
    const deadlineMs = 4_000;
    await fewAtOnce(Object.entries(misbehaviours), async ([name, behaviour]) => {
      const own = await startModelDouble();
      own.behave(behaviour);
      const start = performance.now();
      const asked = () => openaiChatModel(endpointOf(own.url, { attemptTimeoutMs: 800 }));
      const [completed, streamed] = await Promise.all([
        complete(asked(), { deadlineMs }),
        stream({ deadlineMs }, asked()),
      ]);
      const ms = performance.now() - start;
      await own.stop();
      expect([name, completed.ok]).toEqual([name, false]);
      expect([name, streamed.verdict.ok]).toEqual([name, behaviour.kind === "text" && behaviour.content !== ""]);
      expect(ms, name).toBeLessThan(deadlineMs + 2_000);
    });
  });

  it.each([
    ["answers 500", "unavailable", 500],
    ["answers 429", "rate-limited", 429],
    ["answers 401", "refused", 401],
    ["answers 400, the prompt being too long", "refused", 400],
    ["reports an error within the stream", "unavailable", 500],
    ["stops at the token limit", "invalid", undefined],
    ["is shut down in the middle", "cut", undefined],
    ["stalls in the stream", "timeout", undefined],
  ])("when it %s, the failure is %s", async (name, failure, status) => {
    double.behave(misbehaviours[name]!);
    const { verdict } = await stream();
    expect(verdict).toMatchObject({ failure, ...(status === undefined ? {} : { status }) });
  });

  it("is unavailable when nothing listens", async () => {
    const gone = await startModelDouble();
    await gone.stop();
    expect(await complete(openaiChatModel(endpointOf(gone.url)))).toMatchObject({ failure: "unavailable" });
    expect((await stream({}, openaiChatModel(endpointOf(gone.url)))).verdict).toMatchObject({
      failure: "unavailable",
      text: "",
    });
  });

  it("is asked again after a failure, at most three times, and all attempts are counted", async () => {
    let left = 2;
    double.behave(() => (left-- > 0 ? { kind: "text", content: "no JSON" } : { kind: "answer" }));
    expect(await complete()).toMatchObject({ ok: true, usage: { promptTokens: 300, completionTokens: 60 } });
    expect(double.requests).toHaveLength(3);
  });

  it.each([
    ["a refusal", { kind: "status", status: 400 }],
    ["an answer cut at the token limit", { kind: "finish", reason: "length", content: '{"scenario":' }],
  ] as const)("is not asked again after %s", async (_, behaviour) => {
    double.behave(behaviour);
    await complete();
    expect(double.requests).toHaveLength(1);
  });

  it.each([
    ["beyond the deadline is not waited for", "30", 1],
    ["within it is", "0.3", 2],
  ])("a Retry-After %s", async (_, retryAfter, requests) => {
    let left = 1;
    double.behave(() => (left-- > 0 ? { kind: "status", status: 429, retryAfter } : { kind: "answer" }));
    const start = performance.now();
    const { ok } = await complete();
    expect([ok, double.requests.length]).toEqual([requests === 2, requests]);
    if (requests === 2) expect(performance.now() - start).toBeGreaterThan(290);
  });

  it("is not asked to begin a stream again once text was passed on", async () => {
    double.behave({ kind: "cut", afterTokens: 2 });
    const { tokens, verdict } = await stream();
    expect(verdict).toMatchObject({ ok: false, failure: "cut", text: tokens.join("") });
    expect(double.requests).toHaveLength(1);
  });

  it("that sends a line without an end is stopped before it fills the memory", async () => {
    double.behave(misbehaviours["sends a line without an end"]!);
    const { verdict } = await stream({ deadlineMs: 15_000 }, model({ attemptTimeoutMs: 15_000 }));
    expect(verdict).toMatchObject({ failure: "invalid" });
    await expect.poll(() => double.requests[0]?.aborted).toBe(true);
  });

  it("that goes on without an end is stopped", async () => {
    double.behave({ kind: "text", content: "끝없이 ".repeat(1_000) });
    const { tokens, verdict } = await stream();
    expect(verdict).toMatchObject({ failure: "invalid" });
    expect(tokens).toEqual([]);
    expect(double.requests).toHaveLength(1);
  });
});

describe("a call that is cancelled", () => {
  it("stops upstream: the connection closes, and what was used until then is counted", async () => {
    double.behave({ kind: "answer", text: "하나 둘 셋 넷 다섯 여섯 일곱", tokenDelayMs: 50 });
    const controller = new AbortController();
    const asked = model();
    const verdict = await asked.stream({ ...call, signal: controller.signal, onToken: () => controller.abort() });
    expect(verdict).toMatchObject({
      ok: false,
      failure: "cancelled",
      usage: { promptTokens: 100, completionTokens: 1 },
    });
    await expect.poll(() => double.requests[0]?.aborted).toBe(true);
  });

  it("stops an answer by schema, too", async () => {
    double.behave({ kind: "hang" });
    const controller = new AbortController();
    const verdict = complete(model({ attemptTimeoutMs: 60_000 }), { signal: controller.signal, deadlineMs: 60_000 });
    await expect.poll(() => double.requests).toHaveLength(1);
    controller.abort();
    expect(await verdict).toMatchObject({ failure: "cancelled" });
    await expect.poll(() => double.requests[0]?.aborted).toBe(true);
  });
});

describe("more calls than the endpoint should get", () => {
  const crowd = async (changes: Partial<ChatModelOptions>, count: number) => {
    double.behave({ kind: "hang" });
    const asked = model({ maxConcurrent: 1, ...changes });
    const verdicts = await Promise.all(Array.from({ length: count }, () => complete(asked, { deadlineMs: 600 })));
    return verdicts.map((verdict) => (verdict.ok ? "ok" : verdict.failure));
  };

  it("are shed when they neither run nor may wait", async () => {
    expect(await crowd({ maxWaiting: 0 }, 3)).toEqual(["timeout", "shed", "shed"]);
    expect(double.requests.length).toBeLessThanOrEqual(3);
  });

  it("are shed when they have waited long enough, before their deadline", async () => {
    expect(await crowd({ maxWaitMs: 20, attemptTimeoutMs: 500 }, 2)).toEqual(["timeout", "shed"]);
  });
});

describe("the check of an endpoint", () => {
  const check = (changes: Partial<ChatModelOptions> = {}) => model(changes).check();

  it("is ok when the endpoint lists the model", async () => {
    expect(await check()).toEqual({ status: "ok" });
  });

  it("names the models that are served instead", async () => {
    expect(await check({ model: "other" })).toEqual({
      status: "unknown-model",
      model: "other",
      listed: ["default", "double"],
    });
  });

  it("tells a wrong key from an endpoint that is gone", async () => {
    const locked = await startModelDouble({ apiKey: "right" });
    expect(await openaiChatModel(endpointOf(locked.url, { apiKey: "wrong" })).check()).toEqual({
      status: "refused",
      httpStatus: 401,
    });
    expect(await openaiChatModel(endpointOf(locked.url, { apiKey: "right" })).check()).toEqual({ status: "ok" });
    await locked.stop();
    expect(await openaiChatModel(endpointOf(locked.url)).check()).toEqual({ status: "unreachable" });
  });

  it("can't tell from a server without a list", async () => {
    expect(await check({ baseUrl: `${double.url}/elsewhere` })).toEqual({ status: "ok" });
  });
});
