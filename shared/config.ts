import { z } from "zod";
import { accessConfig, accessFaults, accessSettings } from "./config/access-settings.ts";
import { applicationInsightsConfig, azureConfig, azureFaults, azureSettings } from "./config/azure-settings.ts";
import { modelConfig, modelSettings } from "./config/model-settings.ts";
import { secretFaults } from "./config/secret-reference.ts";
import { count, flag, text } from "./config/setting-shapes.ts";

/** Every setting PMark reads, with its default. The sample settings file lists the same names; a test holds them equal. */
const Settings = z.object({
  PLATFORM: z.enum(["embedded", "azure"]).default("embedded"),
  /** One folder for everything the embedded platform stores. */
  DATA_DIRECTORY: text.default("data"),
  /** The address that the host listens on. Without configured access PMark serves loopback addresses only. */
  LISTEN_ADDRESS: z.string().default("127.0.0.1"),
  /** Without it: on the embedded platform only. */
  SAMPLE_PLANT: z.enum(["on", "off"]).optional(),
  SAMPLE_PLANT_DIRECTORY: text.default("sample-plant"),
  ...modelSettings,
  TURN_DEADLINE_MS: count(30_000, 500),
  TURN_MAX_RETRIES: count(1, 0, 5),
  SEARCH_IN_CHAT: flag("on"),
  /** From the past work that users choose, and from their edits of work orders. */
  LEARN_FROM_USERS: flag("on"),
  /** What `npm run terms -- learn` has written. */
  LEXICON_FILE: text.optional(),
  /** A YAML file of folders and pages whose documents are read before each nightly ingestion. */
  DOCUMENT_SOURCES: text.optional(),
  SESSION_IDLE_MINUTES: count(30),
  SESSION_TTL_HOURS: count(168),
  INGESTION_SCHEDULE: z.string().default("0 0 0 * * *"),
  IDLE_SCHEDULE: z.string().default("0 * * * * *"),
  RELAY_SCHEDULE: z.string().default("*/10 * * * * *"),
  PURGE_SCHEDULE: z.string().default("30 * * * * *"),
  UPLOAD_LIMIT_BYTES: count(52_428_800),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  ...accessSettings,
  ...azureSettings,
});

export const settingNames = Object.keys(Settings.shape);

export type Config = ReturnType<typeof toConfig>;

/** A setting is missing or wrong. The message names every faulty setting and never shows a value. */
export class ConfigError extends Error {
  readonly faults: string[];

  constructor(faults: string[]) {
    super(`The configuration is not valid:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
    this.name = "ConfigError";
    this.faults = faults;
  }
}

/** The only reader of the environment. Reports all faults at once. Empty values count as not set. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(settingNames.map((name) => [name, environment[name]?.trim() || undefined]));
  const parsed = Settings.safeParse(given);
  const faults = [
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join(".")}: ${withoutValue(issue)}`),
    ...accessFaults(given),
    ...secretFaults(given),
    ...(given["PLATFORM"] === "azure" ? azureFaults(given) : []),
  ];
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return toConfig(parsed.data);
}

function toConfig(settings: z.infer<typeof Settings>) {
  const samplePlant = settings.SAMPLE_PLANT ?? (settings.PLATFORM === "embedded" ? "on" : "off");
  return {
    platform: settings.PLATFORM,
    dataDirectory: settings.DATA_DIRECTORY,
    listenAddress: settings.LISTEN_ADDRESS,
    samplePlant: samplePlant === "on" ? { directory: settings.SAMPLE_PLANT_DIRECTORY } : undefined,
    ...modelConfig(settings),
    turn: {
      deadlineMs: settings.TURN_DEADLINE_MS,
      maxRetries: settings.TURN_MAX_RETRIES,
      searchInChat: settings.SEARCH_IN_CHAT,
    },
    learnFromUsers: settings.LEARN_FROM_USERS,
    lexiconFile: settings.LEXICON_FILE,
    documentSources: settings.DOCUMENT_SOURCES,
    session: { idleMinutes: settings.SESSION_IDLE_MINUTES, ttlHours: settings.SESSION_TTL_HOURS },
    schedules: {
      ingestion: settings.INGESTION_SCHEDULE,
      idle: settings.IDLE_SCHEDULE,
      relay: settings.RELAY_SCHEDULE,
      purge: settings.PURGE_SCHEDULE,
    },
    uploadLimitBytes: settings.UPLOAD_LIMIT_BYTES,
    logLevel: settings.LOG_LEVEL,
    /** Whose bearer tokens are taken; undefined where access is not configured. */
    access: accessConfig(settings),
    /** Where telemetry goes besides the log. */
    applicationInsights: applicationInsightsConfig(settings),
    /** Where the services are, on PLATFORM=azure; the embedded platform asks none of them. */
    azure: settings.PLATFORM === "azure" ? azureConfig(settings) : undefined,
  };
}

function withoutValue(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `must be one of ${issue.values.join(", ")}`;
  if (issue.code === "invalid_format") return issue.format === "url" ? "must be an http or https URL" : "is not valid";
  if (issue.code === "custom") return issue.message;
  if (issue.code === "too_small") return `must be at least ${String(issue.minimum)}`;
  if (issue.code === "too_big") return `must be at most ${String(issue.maximum)}`;
  return issue.code === "invalid_type" ? `must be a ${issue.expected}` : "is not valid";
}
