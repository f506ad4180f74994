import type { z } from "zod";
import { connectionStringHost, isEmulatorHost } from "./emulator-address.ts";
import { address, count, text } from "./setting-shapes.ts";

export const azureSettings = {
  /** Of a user-assigned managed identity; the system-assigned one needs none. */
  AZURE_CLIENT_ID: text.optional(),
  COSMOS_ENDPOINT: address.optional(),
  COSMOS_DATABASE: text.default("pmark"),
  COSMOS_KEY: text.optional(),
  /** Both names are those that the Functions host reads for its triggers' connection `SERVICE_BUS`. */
  SERVICE_BUS__fullyQualifiedNamespace: text.optional(),
  SERVICE_BUS: text.optional(),
  QDRANT_URL: address.optional(),
  QDRANT_API_KEY: text.optional(),
  /** Begins the name of every collection, so that several PMarks can share one Qdrant. */
  QDRANT_PREFIX: text.regex(/^[\w-]+$/).default("pmark"),
  BLOB_ACCOUNT_URL: address.optional(),
  BLOB_CONNECTION_STRING: text.optional(),
  BLOB_CONTAINER: text.regex(/^[a-z0-9](?:-?[a-z0-9]){2,62}$/).default("pmark"),
  KEY_VAULT_URL: address.optional(),
  APPLICATIONINSIGHTS_CONNECTION_STRING: text.regex(/\bInstrumentationKey=[\da-f-]{36}(?:;|$)/i).optional(),
  /** Of all traces, so many are sent; events and metrics all are. */
  TELEMETRY_SAMPLING_PERCENT: count(100, 0, 100),
};

/** Where telemetry goes besides the log, on either platform. */
export function applicationInsightsConfig(settings: Settings) {
  const connectionString = settings.APPLICATIONINSIGHTS_CONNECTION_STRING;
  if (connectionString === undefined) return undefined;
  return { connectionString, samplingRatio: settings.TELEMETRY_SAMPLING_PERCENT / 100 };
}

type Settings = z.infer<z.ZodObject<typeof azureSettings>>;
type Given = Record<string, string | undefined>;

export type AzureConfig = NonNullable<ReturnType<typeof azureConfig>>;

/** Where the services of the Azure platform are. A connection string or key is an emulator's: `azureFaults` sees to it. */
export function azureConfig(settings: Settings) {
  const { COSMOS_ENDPOINT, QDRANT_URL, BLOB_ACCOUNT_URL, BLOB_CONNECTION_STRING } = settings;
  const { SERVICE_BUS, SERVICE_BUS__fullyQualifiedNamespace: namespace } = settings;
  const serviceBus = SERVICE_BUS === undefined ? namespace && { namespace } : { connectionString: SERVICE_BUS };
  const blob =
    BLOB_CONNECTION_STRING === undefined
      ? BLOB_ACCOUNT_URL && { accountUrl: BLOB_ACCOUNT_URL }
      : { connectionString: BLOB_CONNECTION_STRING };
  if (!COSMOS_ENDPOINT || !QDRANT_URL || !serviceBus || !blob) return undefined;
  return {
    clientId: settings.AZURE_CLIENT_ID,
    cosmos: { endpoint: COSMOS_ENDPOINT, database: settings.COSMOS_DATABASE, key: settings.COSMOS_KEY },
    serviceBus,
    qdrant: { url: QDRANT_URL, apiKey: settings.QDRANT_API_KEY, prefix: settings.QDRANT_PREFIX },
    blob: { ...blob, container: settings.BLOB_CONTAINER },
    keyVaultUrl: settings.KEY_VAULT_URL,
  };
}

/** What is missing or must not be, of the settings as they came. */
export function azureFaults(given: Given): string[] {
  const rules: [name: string, isBroken: boolean, message: string][] = [
    ["COSMOS_ENDPOINT", !given["COSMOS_ENDPOINT"], "must be set: the account's address"],
    ["COSMOS_KEY", hasCloudKey(given), "is for emulators: on Azure the managed identity signs in"],
    ["QDRANT_URL", !given["QDRANT_URL"], "must be set: the server's address"],
    ...eitherOf(given, "SERVICE_BUS__fullyQualifiedNamespace", "SERVICE_BUS", "NAME.servicebus.windows.net"),
    ...eitherOf(given, "BLOB_ACCOUNT_URL", "BLOB_CONNECTION_STRING", "https://NAME.blob.core.windows.net"),
    ...encryptedAddresses.map((name): [string, boolean, string] => [
      name,
      isOpenlySent(given[name]),
      "must be an https address unless it is an emulator's",
    ]),
  ];
  return rules.filter(([, isBroken]) => isBroken).map(([name, , message]) => `${name}: ${message}`);
}

const encryptedAddresses = ["COSMOS_ENDPOINT", "BLOB_ACCOUNT_URL", "KEY_VAULT_URL"];

function eitherOf(given: Given, name: string, emulator: string, example: string): [string, boolean, string][] {
  const connectionString = given[emulator];
  const host = connectionString === undefined ? undefined : connectionStringHost(connectionString);
  const isEmulator = host !== undefined && isEmulatorHost(host);
  return [
    [name, !given[name] && connectionString === undefined, `must be set, such as ${example}`],
    [name, Boolean(given[name]) && connectionString !== undefined, `must not be set beside ${emulator}`],
    [
      emulator,
      connectionString !== undefined && !isEmulator,
      `must be a connection string of an emulator: for Azure set ${name}, and the managed identity signs in`,
    ],
  ];
}

function hasCloudKey(given: Given): boolean {
  const host = URL.parse(given["COSMOS_ENDPOINT"] ?? "")?.hostname;
  return given["COSMOS_KEY"] !== undefined && host !== undefined && !isEmulatorHost(host);
}

function isOpenlySent(value: string | undefined): boolean {
  const url = URL.parse(value ?? "");
  return url?.protocol === "http:" && !isEmulatorHost(url.hostname);
}
