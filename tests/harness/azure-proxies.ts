import { startCuttingProxy } from "../cutting-proxy/cutting-proxy.ts";
import type { AzureDoubles } from "./azure-doubles.ts";

/** Each dependency, and the setting that holds its address. */
const addressed = {
  cosmos: "COSMOS_ENDPOINT",
  serviceBus: "SERVICE_BUS",
  qdrant: "QDRANT_URL",
  blob: "BLOB_CONNECTION_STRING",
  model: "MODEL_BASE_URL",
  issuer: "AUTH_JWKS_URL",
} as const;

export type Dependency = keyof typeof addressed;
export type AzureProxies = Awaited<ReturnType<typeof startAzureProxies>>;

/** A cutting proxy before each dependency of the Azure platform, and the settings that lead PMark through them. */
export async function startAzureProxies({ settings }: AzureDoubles) {
  const started = Object.entries(addressed).map(async ([dependency, setting]) => {
    const [address = "", port] = /127\.0\.0\.1:(\d+)/.exec(settings[setting]) ?? [];
    const proxy = await startCuttingProxy({ port: Number(port) });
    const led = settings[setting].replace(address, `127.0.0.1:${proxy.port}`);
    return { dependency: dependency as Dependency, proxy, setting: [setting, led] as const };
  });
  const all = await Promise.all(started);
  return {
    each: all.map(({ dependency, proxy }) => ({ dependency, proxy })),
    settings: { ...settings, ...Object.fromEntries(all.map(({ setting }) => setting)) },
    stop: () => Promise.all(all.map(({ proxy }) => proxy.stop())),
  };
}
