import { describe, expect, it } from "vitest";
import { openaiChatModel } from "../../shared/adapters/openai/openai-chat-model.ts";
import { openaiEmbedder } from "../../shared/adapters/openai/openai-embedder.ts";
import { openaiReranker } from "../../shared/adapters/openai/openai-reranker.ts";
import { runTurn } from "../../shared/chat/run-turn.ts";
import { streamTurn } from "../../shared/chat/stream-turn.ts";
import type { Turn } from "../../shared/ports/session-store.ts";
import { chatApp, collect, conversation, streamedText, technician } from "../harness/chat-app.ts";
import { fewAtOnce } from "../harness/few-at-once.ts";
import { misbehaviours, type Behaviour } from "../model-double/behaviours.ts";
import { endpointOf } from "../model-double/endpoint-of.ts";
import { startModelDouble } from "../model-double/model-double.ts";

const DEADLINE_MS = 3_000;
/** What a busy machine adds to the deadline that the turn keeps by its own clock. */
const SLACK_MS = 3_000;
const app = await chatApp();
let asked = 0;

/** PMark with a model of its own: the circuit that one case opens must not shield the next case from its model. */
async function withModel<T>(
  behave: (request: { stream?: boolean | undefined }) => Behaviour,
  work: (own: typeof app, double: Awaited<ReturnType<typeof startModelDouble>>) => Promise<T>,
): Promise<T> {
  const double = await startModelDouble();
  double.behave(behave);
  const model = openaiChatModel(endpointOf(double.url, { attemptTimeoutMs: 500 }));
  const config = { ...app.config, turn: { ...app.config.turn, deadlineMs: DEADLINE_MS } };
  try {
    return await work({ ...app, model, config }, double);
  } finally {
    await double.stop();
  }
}

async function answered(own: typeof app, name: string): Promise<void> {
  const message = `1창고 ${(asked += 1)}번 라인 컨베이어 소음`;
  const { sessionId } = await conversation(own);
  const start = performance.now();
  const [turn, events] = await Promise.all([
    runTurn(own, technician, { sessionId, message, turnId: "json" }),
    collect(streamTurn(own, technician, { sessionId, message, turnId: "stream" })),
  ]);
  expect(performance.now() - start, name).toBeLessThan(DEADLINE_MS + SLACK_MS);
  const done = events.at(-1)?.data as Turn;
  expect(events.at(-1)?.event, name).toBe("done");
  for (const each of [turn, done]) {
    expect([name, each.degraded, each.message]).toEqual([name, true, message]);
    expect(each.answer, name).toContain("이렇게 이해했습니다");
    expect(each.recommendations.length, name).toBeGreaterThan(0);
    expect(await own.sessions.readTurn(sessionId, each.id), name).toEqual(each);
  }
  expect(streamedText(events), name).toBe(done.answer);
}

const throughAll = (behaveAs: (behaviour: Behaviour) => (request: { stream?: boolean | undefined }) => Behaviour) =>
  fewAtOnce(Object.entries(misbehaviours), ([name, behaviour]) =>
    withModel(behaveAs(behaviour), async (own, double) => {
      await answered(own, name);
      expect(double.requests.length, name).toBeGreaterThan(0);
    }),
  );

describe("whatever the model does, a turn is answered within its deadline, says so, and is stored, as JSON and as a stream", () => {
  it("when every call to it goes wrong", { timeout: 60_000 }, () => throughAll((behaviour) => () => behaviour));

  it("when it reads the message and its answer goes wrong", { timeout: 60_000 }, () =>
    throughAll((behaviour) => (request) => (request.stream ? behaviour : { kind: "answer" })),
  );

  it("when nothing listens where it should be", async () => {
    const gone = await startModelDouble();
    await gone.stop();
    await answered({ ...app, model: openaiChatModel(endpointOf(gone.url)) }, "gone");
  });

  it("when too many ask at once: what is shed is answered by rules", () =>
    withModel(
      () => ({ kind: "hang" }),
      async (own, double) => {
        const model = openaiChatModel(
          endpointOf(double.url, { attemptTimeoutMs: 500, maxConcurrent: 1, maxWaiting: 1, maxWaitMs: 50 }),
        );
        await Promise.all([1, 2, 3, 4].map((number) => answered({ ...own, model }, `turn ${number}`)));
        expect(own.logged.map(({ fields }) => fields["failure"])).toContain("shed");
        expect(double.requests.length).toBeLessThan(8);
      },
    ));
});

describe("an embedder or a reranker that fails", () => {
  it.each(["embedder", "reranker"])("leaves the turn degraded, with its citations: %s", async (part) => {
    const double = await startModelDouble();
    const healthy = endpointOf(double.url);
    const broken = endpointOf("http://127.0.0.1:9/v1");
    const own = {
      ...app,
      embedder: openaiEmbedder(part === "embedder" ? broken : healthy),
      reranker: openaiReranker(part === "reranker" ? broken : healthy),
    };
    const { say } = await conversation(own);
    const turn = await say("펌프 진동이 심할 때는 어떻게 해요?");
    expect(turn.degraded).toBe(true);
    expect(turn.citations.length).toBeGreaterThan(0);
    await double.stop();
  });

  it("is not missed where both are well, and what they used is counted in the turn", async () => {
    const double = await startModelDouble();
    const options = endpointOf(double.url, { attemptTimeoutMs: 5_000 });
    const own = { ...app, embedder: openaiEmbedder(options), reranker: openaiReranker(options) };
    const { say } = await conversation(own);
    const turn = await say("펌프 진동이 심할 때는 어떻게 해요?");
    expect(turn.degraded).toBe(false);
    expect(turn.usage.promptTokens).toBeGreaterThan(20);
    expect(turn.usage.cost).toBe(turn.usage.promptTokens);
    await double.stop();
  });
});
