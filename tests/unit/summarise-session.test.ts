import { describe, expect, it } from "vitest";
import type { ChatModel, ModelFailure } from "../../shared/ports/chat-model.ts";
import { queues, SummarizeSession } from "../../shared/ports/job-message.ts";
import { applyTurn } from "../../shared/sessions/apply-turn.ts";
import { deleteSession } from "../../shared/sessions/delete-session.ts";
import { endSession } from "../../shared/sessions/end-session.ts";
import { createSession } from "../../shared/sessions/new-session.ts";
import { searchSummaries } from "../../shared/sessions/search-summaries.ts";
import { readSummary } from "../../shared/sessions/session-summary.ts";
import { retryDelaysMs, summariseSession } from "../../shared/sessions/summarise-session.ts";
import { summaryStats } from "../../shared/sessions/summary-stats.ts";
import { sampleTurn } from "../contract/samples.ts";
import { callerNamed, embeddedPorts, type EmbeddedPorts } from "../harness/embedded-ports.ts";

const anna = callerNamed("anna");
const ben = callerNamed("ben");
const noUsage = { promptTokens: 0, completionTokens: 0, cost: 0 };

/** A model that gives this answer, or fails so. */
function modelThat(outcome: { answers: unknown } | { fails: ModelFailure }): ChatModel & { prompts: string[] } {
  const prompts: string[] = [];
  return {
    prompts,
    async complete({ schema, messages }) {
      prompts.push(messages.map(({ content }) => content).join("\n"));
      if ("fails" in outcome) return { ok: false, failure: outcome.fails, usage: noUsage };
      return { ok: true, value: schema.parse(outcome.answers), usage: noUsage };
    },
    stream: async () => ({ ok: false, failure: "unavailable", text: "", usage: noUsage }),
    check: async () => ({ status: "ok" as const }),
  };
}

async function endedSession(ports: EmbeddedPorts, messages: string[], caller = anna) {
  const { id } = await createSession(ports, caller);
  for (const [index, message] of messages.entries()) {
    const session = (await ports.sessions.read(id))!;
    const turn = { ...sampleTurn(`t${index}`, id), message };
    await ports.sessions.commit({ session: applyTurn(session, turn, ports.now()), turn });
  }
  await endSession(ports, caller, id, "user");
  const [message] = await ports.queue.receive(queues.sessionSummaries, { max: 1, lockMs: 60_000 });
  await ports.queue.complete(message!);
  return { id, job: SummarizeSession.parse(message!.body) };
}

describe("summarising an ended session", () => {
  it("is done by rules without a model, and says so", async () => {
    const ports = embeddedPorts();
    const { id, job } = await endedSession(ports, ["1창고 컨베이어 소음"]);
    expect(await readSummary(ports, anna, id)).toEqual({ status: "queued" });
    expect(await summariseSession(ports, job)).toEqual({ done: true });
    expect(await readSummary(ports, anna, id)).toMatchObject({
      id: `${id}:1`,
      type: "rule",
      userId: "anna",
      title: "1창고 컨베이어 소음",
      turnCount: 1,
    });
    expect((await ports.sessions.read(id))?.summaryStatus).toBe("ready");
  });

  it("writes one summary for any number of deliveries at once", async () => {
    const ports = embeddedPorts();
    const { job } = await endedSession(ports, ["소음"]);
    await Promise.all([1, 2, 3].map(() => summariseSession(ports, job)));
    await summariseSession(ports, job);
    expect((await searchSummaries(ports, anna, { limit: 10 })).items).toHaveLength(1);
    expect(ports.logged.filter(({ event }) => event === "summary-written")).toHaveLength(1);
  });

  it("takes the model's summary, cut to its limits, and gives the model the conversation as data", async () => {
    const ports = embeddedPorts();
    const { id, job } = await endedSession(ports, ["1창고 컨베이어 소음", "베어링이 의심됩니다"]);
    const model = modelThat({ answers: { title: "소음", text: "가".repeat(5_000), keyPoints: ["베어링"] } });
    await summariseSession({ ...ports, model }, job);
    const summary = await readSummary(ports, anna, id);
    expect(summary).toMatchObject({ type: "llm", title: "소음", keyPoints: ["베어링"] });
    expect("text" in summary && summary.text.length).toBe(2_000);
    expect(model.prompts[0]).toContain("베어링이 의심됩니다");
    expect(model.prompts[0]).toContain("Write in Korean");
  });

  it("waits longer each time for a model that is down, then falls back to the rules", async () => {
    const ports = { ...embeddedPorts(), model: modelThat({ fails: "unavailable" }) };
    const { id, job } = await endedSession(ports, ["pump leaks"]);
    const waits = [];
    for (let attempt = 1; attempt <= retryDelaysMs.length; attempt += 1) {
      waits.push(await summariseSession(ports, { ...job, attempt }));
    }
    expect(waits).toEqual([{ retryInMs: 5_000 }, { retryInMs: 20_000 }, { retryInMs: 60_000 }]);
    expect(await readSummary(ports, anna, id)).toEqual({ status: "queued" });
    expect(await summariseSession(ports, { ...job, attempt: 4 })).toEqual({ done: true });
    expect(await readSummary(ports, anna, id)).toMatchObject({ type: "rule" });
  });

  it.each([
    ["answers rubbish", modelThat({ fails: "invalid" })],
    ["answers nothing", modelThat({ answers: { title: " ", text: "", keyPoints: [] } })],
  ])("falls back at once when the model %s", async (_, model) => {
    const ports = embeddedPorts();
    const { id, job } = await endedSession(ports, ["소음"]);
    expect(await summariseSession({ ...ports, model }, job)).toEqual({ done: true });
    expect(await readSummary(ports, anna, id)).toMatchObject({ type: "rule" });
  });

  it("does not ask the model about a session without a turn", async () => {
    const ports = embeddedPorts();
    const { id, job } = await endedSession(ports, []);
    const model = modelThat({ answers: { title: "made up", text: "made up", keyPoints: [] } });
    await summariseSession({ ...ports, model }, job);
    expect(model.prompts).toEqual([]);
    expect(await readSummary(ports, anna, id)).toMatchObject({ type: "rule", text: "대화 없이 끝난 세션입니다." });
  });

  it("reads a long conversation within a budget", async () => {
    const ports = embeddedPorts();
    const messages = Array.from({ length: 250 }, (_, index) => `${index}번째 ${"소음 ".repeat(100)}`);
    const { job } = await endedSession(ports, messages);
    const model = modelThat({ answers: { title: "a", text: "b", keyPoints: [] } });
    await summariseSession({ ...ports, model }, job);
    expect(model.prompts[0]!.length).toBeLessThan(20_000);
    expect(model.prompts[0]).toContain('"user":"0번째');
    expect(model.prompts[0]).toContain("249번째");
  });

  it("writes nothing for a session that is gone", async () => {
    const ports = embeddedPorts();
    const { id, job } = await endedSession(ports, ["소음"]);
    await deleteSession(ports, anna, id);
    expect(await summariseSession(ports, job)).toEqual({ done: true });
    expect(await ports.summaries.read(`${id}:1`)).toBeUndefined();
  });

  it("leaves nothing behind when the session is deleted while it writes", async () => {
    const ports = embeddedPorts();
    const { id, job } = await endedSession(ports, ["소음"]);
    const summaries = {
      ...ports.summaries,
      create: async (...given: Parameters<typeof ports.summaries.create>) => {
        await deleteSession(ports, anna, id);
        return ports.summaries.create(...given);
      },
    };
    expect(await summariseSession({ ...ports, summaries }, job)).toEqual({ done: true });
    expect(await ports.summaries.read(`${id}:1`)).toBeUndefined();
  });
});

describe("reading summaries", () => {
  it("tells that a session which has not ended has none, and hides those of others", async () => {
    const ports = embeddedPorts();
    const { id } = await createSession(ports, anna);
    await expect(readSummary(ports, anna, id)).rejects.toMatchObject({ code: "summary-not-requested" });
    await expect(readSummary(ports, ben, id)).rejects.toMatchObject({ code: "not-found" });
  });

  it("finds the caller's own by words, type and date", async () => {
    const ports = embeddedPorts();
    for (const [caller, message] of [
      [anna, "1창고 컨베이어 소음"],
      [anna, "pump seal leaking"],
      [ben, "컨베이어 소음"],
    ] as const) {
      const { job } = await endedSession(ports, [message], caller);
      await summariseSession(ports, job);
      ports.advance(86_400_000);
    }
    const titles = async (query: object) =>
      (await searchSummaries(ports, anna, { limit: 10, ...query })).items.map(({ title }) => title);
    expect(await titles({})).toEqual(["pump seal leaking", "1창고 컨베이어 소음"]);
    expect(await titles({ q: "컨베이어에서 소음이" })).toEqual(["1창고 컨베이어 소음"]);
    expect(await titles({ q: "leaks" })).toEqual(["pump seal leaking"]);
    expect(await titles({ q: "?!" })).toEqual([]);
    expect(await titles({ type: "llm" })).toEqual([]);
    expect(await titles({ from: "2030-01-02" })).toEqual(["pump seal leaking"]);
    expect(await titles({ to: "2030-01-01" })).toEqual(["1창고 컨베이어 소음"]);
  });

  it("counts the caller's own, and those that were given up", async () => {
    const ports = embeddedPorts();
    const { job } = await endedSession(ports, ["소음"]);
    await summariseSession(ports, job);
    const { job: second } = await endedSession(ports, ["누설"]);
    await summariseSession(
      { ...ports, model: modelThat({ answers: { title: "a", text: "b", keyPoints: [] } }) },
      second,
    );
    const { job: dead } = await endedSession(ports, ["진동"]);
    await ports.queue.send(queues.sessionSummaries, [{ id: "again", body: dead }]);
    const [letter] = await ports.queue.receive(queues.sessionSummaries, { max: 1, lockMs: 1_000 });
    await ports.queue.deadLetter(letter!, "failed", "five times");
    expect(await summaryStats(ports, anna)).toMatchObject({
      totalSessions: 3,
      llmSummaries: 1,
      ruleSummaries: 1,
      failed: 1,
      last24h: 2,
    });
    expect((await summaryStats(ports, anna)).storageBytes).toBeGreaterThan(100);
    expect(await summaryStats(ports, ben)).toMatchObject({ totalSessions: 0, failed: 0, storageBytes: 0 });
  });
});
