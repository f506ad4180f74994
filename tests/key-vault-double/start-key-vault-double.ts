import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

type Answer = { status: number; body?: unknown; headers?: Record<string, string> };
type Secret = { version: string; value: string; enabled: boolean; updated: number };
export type VaultFault = { status: number } | "drop" | "hang";

const API_VERSIONS = new Set(["7.6", "2025-07-01", "2026-04-01"]);
const TENANT = "00000000-0000-0000-0000-000000000000";
const RESOURCE = "https://vault.azure.net";

/**
 * Azure Key Vault on loopback, as far as reading secrets goes, and the managed identity of a Functions host, which gives the token
 * that the vault wants. What else it is asked for, it refuses with 501.
 */
export async function startKeyVaultDouble(secrets: Record<string, string> = {}) {
  const token = `token-${randomUUID()}`;
  const stored = new Map<string, Secret[]>();
  const requests: string[] = [];
  let fault: VaultFault | undefined;

  function put(name: string, value: string, { enabled = true } = {}): void {
    const secret = { version: randomUUID().replaceAll("-", ""), value, enabled, updated: Date.now() };
    stored.set(name, [...(stored.get(name) ?? []), secret]);
  }
  for (const [name, value] of Object.entries(secrets)) put(name, value);

  function giveToken(request: IncomingMessage, url: URL): Answer {
    if (request.headers["x-identity-header"] !== "local") return refusal(400, "BadRequest", "X-IDENTITY-HEADER");
    if (url.searchParams.get("resource") !== RESOURCE) return refusal(400, "BadRequest", "another resource");
    const expires_on = String(Math.floor(Date.now() / 1_000) + 86_400);
    return { status: 200, body: { access_token: token, expires_on, resource: RESOURCE, token_type: "Bearer" } };
  }

  function readSecret(url: URL, name: string, version: string): Answer {
    if (!API_VERSIONS.has(url.searchParams.get("api-version") ?? ""))
      return refusal(400, "BadParameter", "api-version");
    const versions = stored.get(name) ?? [];
    const secret = version === "" ? versions.at(-1) : versions.find((each) => each.version === version);
    if (!secret) return refusal(404, "SecretNotFound", `A secret with (name/id) ${name} was not found.`);
    if (!secret.enabled) return refusal(403, "Forbidden", "Operation get is not allowed on a disabled secret.");
    const updated = Math.floor(secret.updated / 1_000);
    const attributes = { enabled: true, created: updated, updated, recoveryLevel: "Recoverable" };
    const id = `${url.origin}/secrets/${name}/${secret.version}`;
    return { status: 200, body: { value: secret.value, id, attributes } };
  }

  function answer(request: IncomingMessage, url: URL): Answer {
    if (request.method !== "GET") return refusal(501, "NotImplemented", `${request.method}`);
    if (url.pathname === "/msi/token") return giveToken(request, url);
    // The client asks first without a token; the challenge tells it which one to get.
    if (request.headers.authorization !== `Bearer ${token}`) {
      const challenge = `Bearer authorization="https://login.microsoftonline.com/${TENANT}", resource="${RESOURCE}"`;
      return { ...refusal(401, "Unauthorized", "AKV10000"), headers: { "www-authenticate": challenge } };
    }
    const [, name, version = ""] = /^\/secrets\/([\w-]+)(?:\/(\w*))?$/.exec(url.pathname) ?? [];
    return name === undefined ? refusal(501, "NotImplemented", url.pathname) : readSecret(url, name, version);
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
    requests.push(`${request.method} ${url.pathname}${request.headers.authorization ? "" : " (anonymous)"}`);
    if (fault === "hang") return;
    if (fault === "drop") return void response.destroy();
    const { status, body, headers } =
      fault === undefined ? answer(request, url) : refusal(fault.status, "Scripted", "");
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    /** What the Functions host sets where a managed identity is assigned. */
    identityEnvironment: { IDENTITY_ENDPOINT: `${url}/msi/token`, IDENTITY_HEADER: "local" },
    requests,
    put,
    remove: (name: string) => void stored.delete(name),
    /** From now on every request ends like this; undefined makes it well again. */
    misbehave: (next: VaultFault | undefined) => void (fault = next),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}
