import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { azureCredential } from "../../shared/adapters/azure/azure-credential.ts";
import { keyVaultSecrets } from "../../shared/adapters/azure/key-vault-secrets.ts";
import { startKeyVaultDouble, type VaultFault } from "../key-vault-double/start-key-vault-double.ts";
import { standingClock } from "./instances.ts";

const REFRESH_MS = 300_000;
let vault: Awaited<ReturnType<typeof startKeyVaultDouble>>;
let clock = standingClock();
let stale: { name: string; error: unknown }[] = [];

beforeAll(async () => {
  vault = await startKeyVaultDouble();
});
afterAll(() => vault.stop());
beforeEach(() => {
  clock = standingClock();
  stale = [];
  vault.requests.length = 0;
  vault.put("model-key", "first");
  for (const [name, value] of Object.entries(vault.identityEnvironment)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vault.misbehave(undefined);
});

const open = async (timeoutMs = 15_000) =>
  keyVaultSecrets({
    url: vault.url,
    credential: await azureCredential(undefined),
    now: clock.now,
    onStale: (name, error) => stale.push({ name, error }),
    refreshMs: REFRESH_MS,
    timeoutMs,
  });
const reads = () => vault.requests.filter((request) => request === "GET /secrets/model-key/").length;

describe("secrets of a Key Vault", () => {
  it("are read with the managed identity, once for many readers at once", async () => {
    const secrets = await open();
    expect(await Promise.all(["model-key", "model-key", "model-key"].map((name) => secrets.read(name)))).toEqual([
      "first",
      "first",
      "first",
    ]);
    expect(await secrets.read("model-key")).toBe("first");
    expect(reads()).toBe(1);
    expect(vault.requests).toContain("GET /msi/token (anonymous)");
  });

  it("are refreshed behind the reader's back when they are old", async () => {
    const secrets = await open();
    await secrets.read("model-key");
    vault.put("model-key", "second");
    clock.advance(REFRESH_MS - 1);
    expect(await secrets.read("model-key")).toBe("first");
    expect(reads()).toBe(1);
    clock.advance(1);
    expect(await secrets.read("model-key")).toBe("first");
    await vi.waitFor(async () => expect(await secrets.read("model-key")).toBe("second"), 15_000);
    expect(reads()).toBe(2);
  });

  it.each<VaultFault>([{ status: 503 }, { status: 429 }, "drop", "hang"])(
    "stay as they are while the vault answers with %j, and are asked for again later",
    async (fault) => {
      const secrets = await open(fault === "hang" ? 500 : 15_000);
      await secrets.read("model-key");
      vault.put("model-key", "second");
      vault.misbehave(fault);
      clock.advance(REFRESH_MS);
      expect(await secrets.read("model-key")).toBe("first");
      await vi.waitFor(() => expect(stale).toHaveLength(1), 15_000);
      expect(await secrets.read("model-key")).toBe("first");
      vault.misbehave(undefined);
      clock.advance(30_000);
      await secrets.read("model-key");
      await vi.waitFor(async () => expect(await secrets.read("model-key")).toBe("second"), 15_000);
      expect(stale).toHaveLength(1);
    },
  );

  it("stay in use when they are deleted, which is told", async () => {
    const secrets = await open();
    await secrets.read("model-key");
    vault.remove("model-key");
    clock.advance(REFRESH_MS);
    await secrets.read("model-key");
    await vi.waitFor(() => expect(stale).toMatchObject([{ name: "model-key", error: { code: "not-found" } }]), 15_000);
    expect(await secrets.read("model-key")).toBe("first");
  });

  it("that are missing, disabled or out of reach are told apart, by name and never by value", async () => {
    const secrets = await open(500);
    vault.put("disabled", "s3cret", { enabled: false });
    await expect(secrets.read("missing")).rejects.toMatchObject({
      code: "not-found",
      detail: expect.stringContaining("missing") as string,
    });
    await expect(secrets.read("disabled")).rejects.toMatchObject({ code: "not-found" });
    vault.misbehave("hang");
    const failure = await secrets.read("other").catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "unavailable" });
    vault.misbehave(undefined);
    const disabled = await secrets.read("disabled").catch((error: unknown) => error as Error);
    expect(JSON.stringify(disabled) + String(disabled)).not.toContain("s3cret");
  });

  it("are not given to somebody without the right token", async () => {
    const getToken = async () => ({ token: "another", expiresOnTimestamp: Date.now() + 60_000 });
    const secrets = keyVaultSecrets({ url: vault.url, credential: { getToken }, now: clock.now, onStale: () => {} });
    await expect(secrets.read("model-key")).rejects.toMatchObject({ code: "not-found" });
  });
});
