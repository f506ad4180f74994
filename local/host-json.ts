import { readFileSync } from "node:fs";
import { z } from "zod";

/** What this host heeds of host.json; the rest is for Azure. Defaults are Azure's. */
const HostJson = z.object({
  extensions: z
    .object({
      http: z.object({ routePrefix: z.string().default("api") }).prefault({}),
      serviceBus: z
        .object({
          maxConcurrentCalls: z.number().int().positive().default(16),
          autoCompleteMessages: z.boolean().default(true),
        })
        .prefault({}),
    })
    .prefault({}),
});

export type HostSettings = z.infer<typeof HostJson>["extensions"];

export function readHostJson(file: string): HostSettings {
  return HostJson.parse(JSON.parse(readFileSync(file, "utf8"))).extensions;
}
