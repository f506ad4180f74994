import { describe, expect, it } from "vitest";
import { checkHealth } from "../../shared/operations/health.ts";

const depth = { active: 0, locked: 0, scheduled: 0, deadLettered: 0, oldestAgeMs: 0 };
const well = {
  sessions: { read: async () => undefined },
  queue: { depth: async () => depth },
  index: { count: async () => 0 },
  model: { isReachable: async () => true },
};
const never = () => new Promise<never>(() => undefined);

describe("health", () => {
  it("is ok when every part answers", async () => {
    expect(await checkHealth(well)).toEqual({
      status: "ok",
      checks: { store: { status: "ok" }, queue: { status: "ok" }, index: { status: "ok" }, model: { status: "ok" } },
    });
  });

  it.each([
    ["store", { sessions: { read: never } }],
    ["queue", { queue: { depth: never } }],
    ["index", { index: { count: () => Promise.reject(new Error("gone")) } }],
  ])("fails with the %s, at the latest after the limit", async (part, broken) => {
    const { status, checks } = await checkHealth({ ...well, ...broken }, 20);
    expect(status).toBe("failed");
    expect(Object.entries(checks).filter(([, check]) => check.status !== "ok")).toEqual([[part, { status: "failed" }]]);
  });

  it.each([
    ["does not answer", { isReachable: never }],
    ["says no", { isReachable: async () => false }],
  ])("is degraded when the model %s", async (_, model) => {
    expect(await checkHealth({ ...well, model }, 20)).toMatchObject({
      status: "degraded",
      checks: { model: { status: "failed" } },
    });
  });

  it("is ok without a model", async () => {
    expect(await checkHealth({ ...well, model: undefined })).toMatchObject({
      status: "ok",
      checks: { model: { status: "not configured" } },
    });
  });
});
