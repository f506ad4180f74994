import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SignJWT, type JWK, type JWTPayload } from "jose";

type SigningKey = { privateKey: KeyObject; published: JWK };
type Signing = { algorithm?: string; key?: SigningKey; kid?: string };

/** How the address of the keys behaves: it answers, answers with an error, answers rubbish, or says nothing. */
type Mood = "up" | "failing" | "broken" | "silent";

export const audience = "api://pmark";

/** An issuer of tokens on loopback: it publishes its keys over HTTP, rotates them, and can be down. */
export async function startIssuerDouble() {
  let mood: Mood = "up";
  let keys = [newKey("first")];
  let fetches = 0;
  const server = createServer((request, response) => {
    if (request.method !== "GET" || request.url !== "/keys") return void response.writeHead(404).end();
    fetches += 1;
    if (mood === "silent") return;
    if (mood === "failing") return void response.writeHead(500).end();
    response.writeHead(200, { "content-type": "application/jwk-set+json" });
    response.end(mood === "broken" ? '{"kees":[]}' : JSON.stringify({ keys: keys.map(({ published }) => published) }));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `${url}/tenant/v2.0`;

  return {
    issuer,
    jwksUrl: `${url}/keys`,
    /** The settings that make PMark take this issuer's tokens. */
    settings: { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, AUTH_JWKS_URL: `${url}/keys` },
    fetches: () => fetches,
    behave: (next: Mood) => void (mood = next),
    /** A token as a user of the plant gets it; claims that are given replace those of every token. */
    token(claims: JWTPayload = {}, { algorithm = "RS256", key = keys.at(-1)!, kid }: Signing = {}) {
      const now = Math.floor(Date.now() / 1_000);
      const payload = { iss: issuer, aud: audience, sub: "kim", iat: now, nbf: now, exp: now + 600, ...claims };
      const header = { alg: algorithm, typ: "JWT", kid: kid ?? key.published.kid! };
      return new SignJWT(payload).setProtectedHeader(header).sign(key.privateKey);
    },
    /** From now on tokens are signed with a new key; the old ones are published no more. */
    rotate: (kid: string) => void (keys = [newKey(kid)]),
    /** Published beside the others, and signed with from now on. */
    publish: (key: SigningKey) => void keys.push(key),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function newKey(kid: string, algorithm: "RS256" | "ES256" = "RS256"): SigningKey {
  const { privateKey, publicKey } =
    algorithm === "RS256"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    privateKey,
    published: { ...(publicKey.export({ format: "jwk" }) as JWK), kid, alg: algorithm, use: "sig" },
  };
}
