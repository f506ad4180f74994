import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { openaiChatModel } from "../../shared/adapters/openai/openai-chat-model.ts";
import { openaiEmbedder } from "../../shared/adapters/openai/openai-embedder.ts";
import { openaiReranker } from "../../shared/adapters/openai/openai-reranker.ts";
import { misbehaviours } from "../model-double/behaviours.ts";
import { startModelDouble } from "../model-double/model-double.ts";

const call = {
  messages: [{ role: "user" as const, content: "소음" }],
  maxTokens: 50,
  temperature: 0.1,
  deadlineMs: 1_500,
};
const schema = z.object({ scenario: z.enum(["S1", "S2"]), confidence: z.number() });

describe("the chat model over an OpenAI-compatible API", () => {
  let double: Awaited<ReturnType<typeof startModelDouble>>;
  const model = (limits = {}) =>
    openaiChatModel({
      baseUrl: double.url,
      model: "double",
      apiKey: undefined,
      attemptTimeoutMs: 300,
      maxConcurrent: 4,
      maxWaiting: 4,
      promptPricePerMillion: 1_000_000,
      completionPricePerMillion: 0,
      ...limits,
    });
  const stream = async (options: { signal?: AbortSignal } = {}) => {
    const tokens: string[] = [];
    const verdict = await model().stream({ ...call, ...options, onToken: (token) => void tokens.push(token) });
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

  it("answers by JSON schema and counts tokens and cost", async () => {
    double.behave({ kind: "answer", json: { scenario: "S2", confidence: 0.5 } });
    const verdict = await model().complete({ ...call, schema, schemaName: "parsed" });
    expect(verdict).toEqual({
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
    expect(tokens.join("")).toBe(verdict.text);
  });

  it.each(Object.entries(misbehaviours))(
    "gives a verdict within the deadline when the endpoint %s",
    async (_, behaviour) => {
      double.behave(behaviour);
      const start = performance.now();
      const [completed, streamed] = await Promise.all([
        model().complete({ ...call, schema, schemaName: "parsed" }),
        model().stream({ ...call, onToken: () => {} }),
      ]);
      expect(completed.ok).toBe(false);
      expect(streamed.ok).toBe(behaviour.kind === "text" && behaviour.content !== "");
      expect(performance.now() - start).toBeLessThan(call.deadlineMs + 500);
    },
  );

  it("tries again after a failure, at most three times, and not after a refusal", async () => {
    let left = 2;
    double.behave(() => (left-- > 0 ? { kind: "status", status: 500 } : { kind: "answer" }));
    expect((await model().complete({ ...call, schema, schemaName: "parsed" })).ok).toBe(true);
    expect(double.requests).toHaveLength(3);

    double.requests.length = 0;
    double.behave({ kind: "status", status: 400 });
    await model().complete({ ...call, schema, schemaName: "parsed" });
    expect(double.requests).toHaveLength(1);
  });

  it("does not begin a stream again once text was passed on", async () => {
    double.behave({ kind: "cut", afterTokens: 2 });
    const { tokens, verdict } = await stream();
    expect(verdict).toMatchObject({ ok: false, failure: "cut", text: tokens.join("") });
    expect(double.requests).toHaveLength(1);
  });

  it("stops upstream when the caller cancels", async () => {
    double.behave({ kind: "answer", text: "하나 둘 셋 넷 다섯 여섯 일곱", tokenDelayMs: 50 });
    const { verdict } = await stream({ signal: AbortSignal.timeout(120) });
    expect(verdict).toMatchObject({ ok: false, failure: "cancelled" });
    await expect.poll(() => double.requests[0]?.aborted).toBe(true);
  });

  it("opens the circuit after five outages in a row and then fails at once", async () => {
    double.behave({ kind: "status", status: 500 });
    const ill = model();
    for (let made = 0; made < 2; made += 1) await ill.complete({ ...call, schema, schemaName: "parsed" });
    const before = double.requests.length;
    expect(await ill.complete({ ...call, schema, schemaName: "parsed" })).toMatchObject({ failure: "open-circuit" });
    expect(double.requests).toHaveLength(before);
  });

  it("sheds what neither runs nor may wait", async () => {
    double.behave({ kind: "hang" });
    const narrow = model({ maxConcurrent: 1, maxWaiting: 1 });
    const verdicts = await Promise.all(
      [1, 2, 3].map(() => narrow.complete({ ...call, deadlineMs: 400, schema, schemaName: "parsed" })),
    );
    expect(verdicts.map((verdict) => (verdict.ok ? "" : verdict.failure))).toContain("shed");
  });

  it("embeds and reranks in the order given", async () => {
    const endpoint = { baseUrl: double.url, model: "double", apiKey: undefined };
    const [first, second] = await openaiEmbedder(endpoint).embed(["conveyor noise", "pump leak"]);
    expect(first).toHaveLength(64);
    expect(first).not.toEqual(second);
    expect(await openaiReranker(endpoint).rerank("pump leak", ["conveyor noise", "pump leak"])).toEqual([0, 2]);
  });
});
