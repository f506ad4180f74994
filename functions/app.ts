import { compose, type App } from "../shared/compose.ts";
import { readConfig } from "../shared/config.ts";

export type { App };

export const config = readConfig(process.env);

let composed: Promise<App> | undefined;

/** The composed application, made on the first call and shared by every function of the process. What failed is tried anew. */
export function getApp(): Promise<App> {
  composed ??= compose(config).catch((error: unknown) => {
    composed = undefined;
    throw error;
  });
  return composed;
}
