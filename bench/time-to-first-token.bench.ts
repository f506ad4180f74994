import { Agent, request } from "node:http";
import { startHost } from "../tests/harness/start-host.ts";
import { percentile, type Benchmark, type Figure } from "./benchmark.ts";
import { startModelProcess } from "./model-process.ts";

/** A model at a usual pace: the first token after 50 ms, then 20 tokens a second for 2 s. */
const FIRST_TOKEN_MS = 50;
const TOKEN_MS = 50;
const TOKENS = 40;
const STREAMS = 200;
const ROUNDS_ALONE = 40;
const ROUNDS_TOGETHER = 3;

const messages = [
  "1창고 7번 라인 컨베이어 소음",
  "No.1 PE pressure vessel leaking",
  "2창고 3번 펌프 진동이 심함",
  "모터 과열 긴급",
];

export const timeToFirstToken: Benchmark = {
  name: "time-to-first-token",
  about: `what a streamed turn adds before the first token, at 1 and at ${STREAMS} streams, beside the model's own stream`,
  async run() {
    const model = await startModelProcess();
    // What the model needs to read a message is its own time, as the wait for the first token is: here it takes none.
    const answerWith = (tokens: number) => model.answer({ tokens, firstTokenMs: FIRST_TOKEN_MS, tokenMs: TOKEN_MS });
    const env = {
      MODEL_BASE_URL: model.url,
      MODEL_MAX_CONCURRENT: String(2 * STREAMS),
      LOG_LEVEL: "error",
    };
    const host = await startHost({ env });
    const agent = new Agent({ keepAlive: true });
    try {
      const raw = () =>
        firstTokenMs(agent, `${model.url}/chat/completions`, {
          model: "default",
          messages: [{ role: "user", content: "소음" }],
          max_tokens: 100,
          temperature: 0,
          stream: true,
        });
      let asked = 0;
      const turn = () =>
        firstTokenMs(agent, `${host.url}/api/v1/chat`, { message: `${messages[(asked += 1) % 4]} ${asked}` });
      await answerWith(2);
      for (let warmUp = 0; warmUp < 20; warmUp += 1) await Promise.all([turn(), raw()]);
      const alone = await sideBySide(raw, turn);
      await answerWith(TOKENS);
      const rawTogether = await steadily(raw);
      const together = await steadily(turn);
      return [
        figure("added before the first token, 1 stream, p50", alone.turn, alone.raw, 10),
        figure(`added before the first token, ${STREAMS} streams, p50`, together, rawTogether, 25),
      ];
    } finally {
      agent.destroy();
      await host.stop();
      await model.stop();
    }
  },
};

function figure(name: string, turns: number[], raw: number[], goalMs: number): Figure {
  const baseline = percentile(raw, 0.5);
  const added = percentile(turns, 0.5) - baseline;
  return {
    name,
    value: added,
    unit: "ms",
    baseline: { name: "the model's own stream", value: baseline },
    goal: `<= ${goalMs} ms`,
    ok: added <= goalMs,
  };
}

/** One after the other, in turn, so that what the machine does meanwhile meets both. */
async function sideBySide(raw: () => Promise<number>, turn: () => Promise<number>) {
  const samples = { raw: [] as number[], turn: [] as number[] };
  for (let round = 0; round < ROUNDS_ALONE; round += 1) {
    samples.raw.push(await raw());
    samples.turn.push(await turn());
  }
  return samples;
}

/** As many streams as are wanted, all open at once, each begun anew when it ends; they begin spread over one stream's time. */
async function steadily(stream: () => Promise<number>): Promise<number[]> {
  const streamMs = FIRST_TOKEN_MS + TOKENS * TOKEN_MS;
  const samples: number[] = [];
  await Promise.all(
    Array.from({ length: STREAMS }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, (index * streamMs) / STREAMS));
      for (let round = 0; round < ROUNDS_TOGETHER; round += 1) {
        const ms = await stream();
        if (round > 0) samples.push(ms);
      }
    }),
  );
  return samples;
}

/** From the request to its first token; resolves when the whole stream was read. */
function firstTokenMs(agent: Agent, url: string, body: object): Promise<number> {
  const payload = JSON.stringify(body);
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(payload),
    accept: "text/event-stream",
  };
  const start = performance.now();
  return new Promise((resolve, reject) => {
    let ms: number | undefined;
    const sent = request(url, { agent, method: "POST", headers }, (response) => {
      response.setEncoding("utf8");
      response.on("data", (piece: string) => {
        // The model's tokens and ours: {"delta":{"content":"낱말가 "}} and {"text":"낱말가 "}.
        if (ms === undefined && piece.includes("낱말")) ms = performance.now() - start;
      });
      response.on("end", () =>
        ms === undefined ? reject(new Error(`no token came: ${response.statusCode}`)) : resolve(ms),
      );
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(payload);
  });
}
