import type { Config } from "../config.ts";
import { secretName } from "../config/secret-reference.ts";
import { embeddedPlatform } from "./embedded-platform.ts";
import type { Platform, PlatformContext } from "./platform.ts";

/** A key as it is now: it may change while PMark runs. */
type Key = () => Promise<string>;

/** The key as its setting says it, or as the vault has it. */
export type KeyOf = (setting: string | undefined) => Key | undefined;

/** The SDKs of Azure are loaded where they serve only. */
export async function choosePlatform(
  config: Config,
  context: PlatformContext,
): Promise<{ platform: Platform; keyOf: KeyOf }> {
  const { azure, model, embeddings, rerank } = config;
  if (azure === undefined) {
    return { platform: embeddedPlatform(config, context), keyOf: always };
  }
  const { azurePlatform } = await import("./azure-platform.ts");
  const { azureSecrets } = await import("./azure-secrets.ts");
  const settings = [model?.apiKey, embeddings?.apiKey, rerank?.apiKey, azure.qdrant.apiKey];
  const names = settings.flatMap((setting) => (setting && secretName(setting)) ?? []);
  const secrets = await azureSecrets(azure, [...new Set(names)], context);
  const keyOf: KeyOf = (setting) => {
    const name = setting && secretName(setting);
    return name && secrets ? () => secrets.read(name) : always(setting);
  };
  return { platform: await azurePlatform(azure, { ...context, qdrantKey: keyOf(azure.qdrant.apiKey) }), keyOf };
}

function always(setting: string | undefined): Key | undefined {
  return setting === undefined ? undefined : async () => setting;
}
