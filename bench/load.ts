import { Agent, request } from "node:http";

export type Call = { method: "GET" | "POST"; path: string; body?: unknown };

/** One HTTP call over kept-alive connections; resolves with the status and the text. */
export function caller(url: string, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(url);
  return {
    call: ({ method, path, body }: Call) =>
      new Promise<{ status: number; text: string }>((resolve, reject) => {
        const payload = body === undefined ? undefined : JSON.stringify(body);
        const headers = payload
          ? { "content-type": "application/json", "content-length": Buffer.byteLength(payload) }
          : {};
        const sent = request({ agent, hostname, port, method, path, headers }, (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (piece: string) => (text += piece));
          response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
        });
        sent.on("error", reject);
        sent.end(payload);
      }),
    close: () => agent.destroy(),
  };
}

export type LoadResult = { latenciesMs: number[]; errors: number; perSecond: number };

/** `connections` workers, each with its next call as soon as the last is answered (closed loop), for `total` calls. */
export async function closedLoop(
  connections: number,
  total: number,
  work: (index: number, worker: number) => Promise<boolean>,
): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  let next = 0;
  let errors = 0;
  const start = performance.now();
  const run = async (worker: number) => {
    while (next < total) {
      const index = next++;
      const began = performance.now();
      if (!(await work(index, worker))) errors += 1;
      latenciesMs.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, worker) => run(worker)));
  return { latenciesMs, errors, perSecond: (total * 1000) / (performance.now() - start) };
}

/** `perSecond` calls a second on average, sent when due whether or not earlier ones are answered (open loop). */
export async function openLoop(
  perSecond: number,
  total: number,
  work: (index: number) => Promise<boolean>,
): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  let errors = 0;
  const start = performance.now();
  const calls = Array.from({ length: total }, async (_, index) => {
    const due = start + (index * 1000) / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    if (!(await work(index))) errors += 1;
    latenciesMs.push(performance.now() - due);
  });
  await Promise.all(calls);
  return { latenciesMs, errors, perSecond: (total * 1000) / (performance.now() - start) };
}
