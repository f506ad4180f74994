import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../../shared/config.ts";

const azure = {
  PLATFORM: "azure",
  AUTH_ISSUER: "https://login.example/tenant/v2.0",
  AUTH_AUDIENCE: "api://pmark",
  AUTH_JWKS_URL: "https://login.example/keys",
  COSMOS_ENDPOINT: "https://plant.documents.azure.com",
  SERVICE_BUS__fullyQualifiedNamespace: "plant.servicebus.windows.net",
  QDRANT_URL: "https://qdrant.example:6333",
  BLOB_ACCOUNT_URL: "https://plant.blob.core.windows.net",
};

function faultsOf(settings: Record<string, string>): string[] {
  try {
    readConfig(settings);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

/** Names only: what is said of each is for people. */
const faultyNames = (settings: Record<string, string>) => faultsOf(settings).map((fault) => fault.split(":")[0]);

describe("the settings of PLATFORM=azure", () => {
  it("are named all at once when they are missing", () => {
    expect(faultyNames({ PLATFORM: "azure", TURN_DEADLINE_MS: "soon" })).toEqual(
      expect.arrayContaining([
        "TURN_DEADLINE_MS",
        "AUTH_ISSUER",
        "AUTH_AUDIENCE",
        "AUTH_JWKS_URL",
        "COSMOS_ENDPOINT",
        "QDRANT_URL",
        "SERVICE_BUS__fullyQualifiedNamespace",
        "BLOB_ACCOUNT_URL",
      ]),
    );
  });

  it.each([
    ["SERVICE_BUS", "Endpoint=sb://plant.servicebus.windows.net;SharedAccessKeyName=n;SharedAccessKey=s3cret"],
    ["SERVICE_BUS", "s3cret"],
    ["BLOB_CONNECTION_STRING", "DefaultEndpointsProtocol=https;AccountName=plant;AccountKey=s3cret"],
    ["BLOB_CONNECTION_STRING", "BlobEndpoint=https://plant.blob.core.windows.net/;SharedAccessSignature=s3cret"],
    ["COSMOS_KEY", "s3cret"],
    ["COSMOS_ENDPOINT", "http://plant.documents.azure.com/s3cret"],
    ["BLOB_ACCOUNT_URL", "s3cret"],
    ["KEY_VAULT_URL", "http://s3cret.vault.azure.net"],
    ["AUTH_JWKS_URL", "http://login.example/s3cret"],
    ["AUTH_JWKS_URL", "s3cret"],
    ["AUTH_AUDIENCE", "s3cret,"],
    ["AUTH_ALGORITHMS", "HS256"],
    ["AUTH_ALGORITHMS", "none"],
    ["AUTH_ALGORITHMS", "RS256,rs384"],
    ["AUTH_ROLE_NAMES", "s3cret"],
    ["AUTH_ROLE_NAMES", "s3cret=root"],
    ["AUTH_ROLE_NAMES", "=admin"],
    ["AUTH_ROLE_NAMES", "s3cret=user=admin"],
    ["QDRANT_PREFIX", "s3cret/../x"],
    ["BLOB_CONTAINER", "S3cret"],
  ])("refuse %s = %s, and don't show it", (name, value) => {
    const settings = { ...azure, [name]: value };
    expect(faultyNames(settings)).toContain(name);
    expect(faultsOf(settings).join()).not.toMatch(/s3cret/i);
  });

  it.each([
    { SERVICE_BUS: "Endpoint=sb://127.0.0.1:5672;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true" },
    { SERVICE_BUS: "Endpoint=sb://servicebus;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true" },
    { BLOB_CONNECTION_STRING: "UseDevelopmentStorage=true" },
    { BLOB_CONNECTION_STRING: "AccountName=a;AccountKey=k;BlobEndpoint=http://azurite:10000/a;" },
    { COSMOS_ENDPOINT: "http://host.docker.internal:8081", COSMOS_KEY: "key" },
    { COSMOS_ENDPOINT: "https://[::1]:8081", COSMOS_KEY: "key" },
  ])("take an emulator's key or connection string: %o", (emulator) => {
    const { SERVICE_BUS__fullyQualifiedNamespace, BLOB_ACCOUNT_URL, ...rest } = azure;
    const settings = {
      ...rest,
      ...("SERVICE_BUS" in emulator ? {} : { SERVICE_BUS__fullyQualifiedNamespace }),
      ...("BLOB_CONNECTION_STRING" in emulator ? {} : { BLOB_ACCOUNT_URL }),
      ...emulator,
    };
    expect(faultsOf(settings)).toEqual([]);
  });

  it.each([
    { MODEL_API_KEY: "keyvault:s3cret/../other" },
    { MODEL_API_KEY: "keyvault:" },
    { QDRANT_API_KEY: "@Microsoft.KeyVault(SecretUri=https://plant.vault.azure.net/secrets/s3cret)" },
    { COSMOS_DATABASE: "keyvault:s3cret" },
  ])("refuse a reference that leads nowhere: %o", (reference) => {
    const settings = { ...azure, KEY_VAULT_URL: "https://plant.vault.azure.net", ...reference };
    expect(faultyNames(settings)).toContain(Object.keys(reference)[0]);
    expect(faultsOf(settings).join()).not.toContain("s3cret");
  });

  it("take a reference to a vault that is named, on Azure", () => {
    const reference = { MODEL_API_KEY: "keyvault:model-key", QDRANT_API_KEY: "keyvault:qdrant-key" };
    expect(faultyNames({ ...azure, ...reference, KEY_VAULT_URL: "https://plant.vault.azure.net" })).toEqual([]);
    expect(faultyNames({ ...azure, ...reference })).toEqual(["MODEL_API_KEY", "QDRANT_API_KEY"]);
    expect(faultyNames(reference)).toEqual(["MODEL_API_KEY", "QDRANT_API_KEY"]);
  });

  it("are not asked for on the embedded platform, but access is whole or absent", () => {
    expect(faultsOf({})).toEqual([]);
    expect(faultyNames({ AUTH_ISSUER: azure.AUTH_ISSUER })).toEqual(["AUTH_AUDIENCE", "AUTH_JWKS_URL"]);
  });

  it("say whose tokens are taken, signed how, and what a role is called there", () => {
    const { AUTH_ISSUER, AUTH_AUDIENCE, AUTH_JWKS_URL } = azure;
    const access = { AUTH_ISSUER, AUTH_AUDIENCE, AUTH_JWKS_URL };
    expect(readConfig({}).access).toBeUndefined();
    expect(readConfig(access).access).toEqual({
      issuer: AUTH_ISSUER,
      audiences: ["api://pmark"],
      jwksUrl: AUTH_JWKS_URL,
      algorithms: ["RS256"],
      roleNames: new Map([
        ["user", "user"],
        ["operator", "operator"],
        ["admin", "admin"],
      ]),
    });
    const more = {
      AUTH_AUDIENCE: "api://pmark, 0b1c",
      AUTH_ALGORITHMS: "RS256, ES256",
      AUTH_ROLE_NAMES: "Foremen=operator,IT=admin",
      AUTH_JWKS_URL: "http://127.0.0.1:9999/keys",
    };
    expect(readConfig({ ...access, ...more }).access).toMatchObject({
      audiences: ["api://pmark", "0b1c"],
      algorithms: ["RS256", "ES256"],
      roleNames: new Map([
        ["Foremen", "operator"],
        ["IT", "admin"],
      ]),
    });
  });
});
