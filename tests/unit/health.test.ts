import { describe, expect, it } from "vitest";
import { checkHealth } from "../../shared/operations/health.ts";

const depth = { active: 0, locked: 0, scheduled: 0, deadLettered: 0, oldestAgeMs: 0 };
const well = {
  sessions: { read: async () => undefined },
  queue: { depth: async () => depth },
  index: { count: async () => 0 },
  model: { check: async () => ({ status: "ok" as const }) },
  events: { endpointFailed: () => undefined },
};
const never = () => new Promise<never>(() => undefined);

describe("health", () => {
  it("is ok when every part answers", async () => {
    expect(await checkHealth(well)).toEqual({
      status: "ok",
      checks: {
        store: { status: "ok" },
        queue: { status: "ok", waiting: 0, deadLettered: 0, oldestAgeMs: 0 },
        index: { status: "ok" },
        model: { status: "ok" },
      },
    });
  });

  it("tells how much waits in the queues and for how long, and measures once for many probes", async () => {
    const ages = [0, 3_000, 1_000, 0];
    let measurements = 0;
    const queue = {
      depth: async () => ({ ...depth, active: 2, deadLettered: 1, oldestAgeMs: ages[measurements++] ?? 0 }),
    };
    const found = await Promise.all([checkHealth({ ...well, queue }), checkHealth({ ...well, queue })]);
    for (const { checks } of found) {
      expect(checks.queue).toEqual({ status: "ok", waiting: 8, deadLettered: 4, oldestAgeMs: 3_000 });
    }
    expect(measurements).toBe(4);
  });

  it.each([
    ["store", { sessions: { read: never } }],
    ["queue", { queue: { depth: never } }],
    ["index", { index: { count: () => Promise.reject(new Error("gone")) } }],
  ])("fails with the %s, at the latest after the limit", async (part, broken) => {
    const { status, checks } = await checkHealth({ ...well, ...broken }, 20);
    expect(status).toBe("failed");
    expect(Object.entries(checks).filter(([, found]) => found?.status !== "ok")).toEqual([
      [part, { status: "failed" }],
    ]);
  });

  it.each([
    ["model", { model: { check: never } }],
    ["embeddings", { embedder: { check: never } }],
    ["rerank", { reranker: { check: never } }],
  ])("is degraded when the %s endpoint does not answer", async (part, broken) => {
    const { status, checks } = await checkHealth({ ...well, ...broken }, 20);
    expect([status, checks[part as "model"]]).toEqual(["degraded", { status: "failed" }]);
  });

  it("tells which setting names a model that the endpoint does not list, and logs it once for each time it begins", async () => {
    const logged: object[] = [];
    let listed = ["other-model"];
    const check = async () =>
      listed.includes("mine")
        ? ({ status: "ok" } as const)
        : ({ status: "unknown-model", model: "mine", listed } as const);
    const ports = {
      ...well,
      model: { check },
      events: { endpointFailed: (fields: object) => void logged.push(fields) },
    };
    const health = await checkHealth(ports);
    expect(health).toMatchObject({
      status: "degraded",
      checks: { model: { status: "failed", detail: expect.stringContaining("MODEL_NAME") as string } },
    });
    expect(JSON.stringify(health)).not.toContain("other-model");
    await checkHealth(ports);
    expect(logged).toEqual([
      {
        service: "MODEL",
        model: "mine",
        listed: ["other-model"],
        detail:
          "The endpoint of MODEL_BASE_URL does not list the model of MODEL_NAME. The log names those that it lists.",
      },
    ]);
    listed = ["mine"];
    expect((await checkHealth(ports)).status).toBe("ok");
    listed = [];
    await checkHealth(ports);
    expect(logged).toHaveLength(2);
  });

  it("is ok without a model", async () => {
    expect(await checkHealth({ ...well, model: undefined })).toMatchObject({
      status: "ok",
      checks: { model: { status: "not configured" } },
    });
  });
});
