import { createHmac, generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { joseTokenVerifier } from "../../shared/adapters/jose/jose-token-verifier.ts";
import { AppError } from "../../shared/errors.ts";
import { audience, newKey, startIssuerDouble } from "../issuer-double/issuer-double.ts";

let issuer: Awaited<ReturnType<typeof startIssuerDouble>>;
beforeAll(async () => {
  issuer = await startIssuerDouble();
});
afterAll(() => issuer.stop());
beforeEach(() => issuer.behave("up"));

const seconds = (fromNow: number) => Math.floor(Date.now() / 1_000) + fromNow;
const verifier = (more: Partial<Parameters<typeof joseTokenVerifier>[0]> = {}) =>
  joseTokenVerifier({
    issuer: issuer.issuer,
    audiences: [audience, "pmark-id"],
    algorithms: ["RS256"],
    jwksUrl: issuer.jwksUrl,
    now: () => new Date(),
    cooldownMs: 0,
    retryMs: 0,
    ...more,
  });
/** The problem that a refusal tells, as `code: detail`. */
const refusal = (verified: Promise<unknown>) =>
  verified.then(
    () => "accepted",
    (error: unknown) => (error instanceof AppError ? error.message : `thrown: ${String(error)}`),
  );
const unsigned = (header: object, claims: object) =>
  [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");

describe("a token", () => {
  it("of the issuer, for us, valid now, is read", async () => {
    expect(await verifier().verify(await issuer.token({ oid: "o-1", roles: ["operator"] }))).toMatchObject({
      sub: "kim",
      oid: "o-1",
      roles: ["operator"],
    });
    expect(await verifier().verify(await issuer.token({ aud: ["other", "pmark-id"] }))).toMatchObject({ sub: "kim" });
  });

  it("may be late or early by as much as clocks differ, and no more", async () => {
    const late = (by: number) => issuer.token({ exp: seconds(-by) }).then((token) => refusal(verifier().verify(token)));
    const early = (by: number) => issuer.token({ nbf: seconds(by) }).then((token) => refusal(verifier().verify(token)));
    expect([await late(10), await early(10)]).toEqual(["accepted", "accepted"]);
    expect(await late(45)).toBe("invalid-token: The token has expired: get a new one.");
    expect(await early(45)).toBe("invalid-token: The token is not valid yet.");
  });

  it.each<[string, object, string]>([
    ["of another issuer", { iss: "https://elsewhere.example" }, "The token was not issued by the configured issuer."],
    ["of an issuer that begins alike", { iss: "PREFIX" }, "The token was not issued by the configured issuer."],
    ["of no issuer", { iss: undefined }, "The token was not issued by the configured issuer."],
    ["for another audience", { aud: "api://pmark2" }, "The token is meant for another audience."],
    ["for no audience", { aud: undefined }, "The token is meant for another audience."],
    ["that never expires", { exp: undefined }, "The token does not say when it expires."],
    ["that expires at a word", { exp: "soon" }, "The token does not say when it expires."],
  ])("%s is refused, without telling what would be right", async (_, claims, detail) => {
    const sent = JSON.parse(JSON.stringify(claims).replace("PREFIX", `${issuer.issuer}/x`)) as object;
    const token = await issuer.token({ ...claims, ...sent });
    expect(await refusal(verifier().verify(token))).toBe(`invalid-token: ${detail}`);
  });

  it("signed with no algorithm, with a shared secret, or with one that is not configured is refused", async () => {
    const claims = { iss: issuer.issuer, aud: audience, sub: "kim", exp: seconds(600) };
    const keys = (await (await fetch(issuer.jwksUrl)).json()) as { keys: { n: string; kid: string }[] };
    const { n, kid } = keys.keys[0]!;
    const none = `${unsigned({ alg: "none" }, claims)}.`;
    // The public key as the secret: the classic confusion.
    const secretly = unsigned({ alg: "HS256", kid }, claims);
    const mac = createHmac("sha256", n).update(secretly).digest("base64url");
    const stronger = await issuer.token({}, { algorithm: "PS256", kid });
    const wrong = "invalid-token: The token is signed with an algorithm that is not allowed.";
    for (const token of [none, `${secretly}.${mac}`, stronger])
      expect(await refusal(verifier().verify(token))).toBe(wrong);
    const lenient = verifier({ algorithms: ["RS256", "none", "HS256"] });
    for (const token of [none, `${secretly}.${mac}`])
      expect(await refusal(lenient.verify(token))).toMatch(/^invalid-token/);
  });

  it("signed with another's key, or changed after signing, is refused", async () => {
    const stranger = newKey("first");
    expect(await refusal(verifier().verify(await issuer.token({}, { key: stranger })))).toBe(
      "invalid-token: The signature of the token is wrong.",
    );
    const [header, , signature] = (await issuer.token()).split(".");
    const raised = Buffer.from(JSON.stringify({ iss: issuer.issuer, aud: audience, sub: "boss", exp: seconds(600) }));
    const forged = `${header}.${raised.toString("base64url")}.${signature}`;
    expect(await refusal(verifier().verify(forged))).toBe("invalid-token: The signature of the token is wrong.");
    expect(await refusal(verifier().verify(await issuer.token({}, { kid: "unheard-of" })))).toBe(
      "invalid-token: The token is signed with a key that its issuer does not have.",
    );
  });

  it.each<[string, string]>([
    ["nothing", ""],
    ["a word", "garbage"],
    ["dots", ".."],
    ["many dots", "a.b.c.d.e"],
    ["no JSON", "%.%.%"],
    ["numbers for objects", `${Buffer.from("1").toString("base64url")}.${Buffer.from("2").toString("base64url")}.x`],
    ["a header that asks for what nobody knows", `${unsigned({ alg: "RS256", crit: ["zap"], zap: 1 }, {})}.c2ln`],
    ["a key of its own", `${unsigned({ alg: "RS256", jwk: { kty: "RSA" }, jku: "http://evil.example" }, {})}.c2ln`],
    ["a key id that is no text", `${unsigned({ alg: "RS256", kid: { toString: 1 } }, {})}.c2ln`],
    ["a megabyte", `${"A".repeat(1_000_000)}.e30.c2ln`],
  ])("that is %s is refused as the bearer's fault", async (_, token) => {
    expect(await refusal(verifier().verify(token))).toMatch(/^invalid-token: /);
  });
});

describe("the issuer's keys", () => {
  it("are fetched once for many tokens at once", async () => {
    const tokens = verifier({ cooldownMs: 60_000 });
    const token = await issuer.token();
    const before = issuer.fetches();
    await Promise.all(Array.from({ length: 20 }, () => tokens.verify(token)));
    await tokens.verify(token);
    expect(issuer.fetches() - before).toBe(1);
  });

  it("may change: the new key's tokens are taken at once, the withdrawn one's no more", async () => {
    const tokens = verifier();
    const old = await issuer.token();
    await tokens.verify(old);
    issuer.rotate("second");
    expect(await tokens.verify(await issuer.token())).toMatchObject({ sub: "kim" });
    expect(await refusal(tokens.verify(old))).toMatch(/a key that its issuer does not have/);
  });

  it("may be of an elliptic curve, where that is allowed", async () => {
    issuer.publish(newKey("curve", "ES256"));
    const token = await issuer.token({}, { algorithm: "ES256" });
    expect(await verifier({ algorithms: ["RS256", "ES256"] }).verify(token)).toMatchObject({ sub: "kim" });
    expect(await refusal(verifier().verify(token))).toMatch(/an algorithm that is not allowed/);
    issuer.rotate("third");
  });

  it("are not asked for again by each token with an unknown key", async () => {
    const tokens = verifier({ cooldownMs: 60_000 });
    await tokens.verify(await issuer.token());
    const before = issuer.fetches();
    for (const kid of ["x1", "x2", "x3"]) await refusal(tokens.verify(await issuer.token({}, { kid })));
    expect(issuer.fetches()).toBe(before);
  });

  it.each(["failing", "broken", "silent"] as const)(
    "missing while their address is %s are no fault of the bearer",
    async (mood) => {
      const tokens = verifier({ timeoutMs: 1_000 });
      issuer.behave(mood);
      await expect(tokens.verify(await issuer.token())).rejects.toMatchObject({
        code: "unavailable",
        retryAfterSeconds: expect.any(Number) as number,
      });
      issuer.behave("up");
      expect(await tokens.verify(await issuer.token())).toMatchObject({ sub: "kim" });
    },
  );

  it("go on while their issuer is down, and so does the asking, but not with every token", async () => {
    let time = Date.now();
    const tokens = verifier({ now: () => new Date(time), retryMs: 5_000, refreshMs: 1_000 });
    const known = await issuer.token();
    await tokens.verify(known);
    issuer.behave("failing");
    time += 2_000;
    const before = issuer.fetches();
    for (let i = 0; i < 5; i++) expect(await tokens.verify(known)).toMatchObject({ sub: "kim" });
    expect(await refusal(tokens.verify(await issuer.token({}, { kid: "new" })))).toMatch(/^unavailable/);
    expect(issuer.fetches() - before).toBe(1);
    issuer.behave("up");
    issuer.rotate("fourth");
    time += 5_001;
    expect(await tokens.verify(await issuer.token())).toMatchObject({ sub: "kim" });
  });

  it("that are too weak to trust are the issuer's fault", async () => {
    const weak = newKey("weak");
    const pair = generateKeyPairSync("rsa", { modulusLength: 1024 });
    Object.assign(weak.published, pair.publicKey.export({ format: "jwk" }));
    issuer.publish(weak);
    expect(await refusal(verifier().verify(await issuer.token()))).toMatch(/^unavailable/);
    issuer.rotate("fifth");
  });
});
