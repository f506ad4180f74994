import { z } from "zod";

const flag = (fallback: "on" | "off") =>
  z
    .enum(["on", "off"])
    .default(fallback)
    .transform((value) => value === "on");
const count = (fallback: number, min = 1, max = 1_000_000_000) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
/** An OpenAI-compatible base URL; `/v1` is added where the address has no path. */
const url = z.url({ protocol: /^https?$/ }).transform((value) => {
  const trimmed = value.replace(/\/+$/, "");
  return new URL(trimmed).pathname === "/" ? `${trimmed}/v1` : trimmed;
});

/** Every setting PMark reads, with its default. The sample settings file lists the same names; a test holds them equal. */
const Settings = z.object({
  PLATFORM: z.enum(["embedded", "azure"]).default("embedded"),
  /** One folder for everything the embedded platform stores. */
  DATA_DIRECTORY: z.string().min(1).default("data"),
  /** The address that the host listens on. Without configured access PMark serves loopback addresses only. */
  LISTEN_ADDRESS: z.string().default("127.0.0.1"),
  SAMPLE_PLANT: flag("on"),
  SAMPLE_PLANT_DIRECTORY: z.string().min(1).default("sample-plant"),
  MODEL_BASE_URL: url.optional(),
  MODEL_NAME: z.string().min(1).default("default"),
  MODEL_API_KEY: z.string().min(1).optional(),
  /** For one attempt; the turn's deadline bounds all attempts together. */
  MODEL_TIMEOUT_MS: count(10_000, 100),
  MODEL_MAX_CONCURRENT: count(32),
  MODEL_MAX_WAITING: count(64, 0),
  MODEL_PROMPT_PRICE_PER_MILLION: z.coerce.number().min(0).default(0),
  MODEL_COMPLETION_PRICE_PER_MILLION: z.coerce.number().min(0).default(0),
  EMBEDDINGS_BASE_URL: url.optional(),
  EMBEDDINGS_MODEL: z.string().min(1).default("default"),
  RERANK_BASE_URL: url.optional(),
  RERANK_MODEL: z.string().min(1).default("default"),
  TURN_DEADLINE_MS: count(30_000, 500),
  TURN_MAX_RETRIES: count(1, 0, 5),
  SEARCH_IN_CHAT: flag("on"),
  /** Past work that users chose for such work comes first among equals. */
  LEARN_FROM_CHOICES: flag("on"),
  SESSION_IDLE_MINUTES: count(30),
  SESSION_TTL_HOURS: count(168),
  INGESTION_SCHEDULE: z.string().default("0 0 0 * * *"),
  IDLE_SCHEDULE: z.string().default("0 * * * * *"),
  RELAY_SCHEDULE: z.string().default("*/10 * * * * *"),
  UPLOAD_LIMIT_BYTES: count(52_428_800),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
});

export const settingNames = Object.keys(Settings.shape);

export type ModelEndpoint = { baseUrl: string; model: string; apiKey: string | undefined };

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
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${withoutValue(issue)}`);
  if (given["PLATFORM"] === "azure") faults.push("PLATFORM: azure is not built yet; use embedded");
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return toConfig(parsed.data);
}

function toConfig(settings: z.infer<typeof Settings>) {
  const endpoint = (baseUrl: string | undefined, model: string): ModelEndpoint | undefined =>
    baseUrl === undefined ? undefined : { baseUrl, model, apiKey: settings.MODEL_API_KEY };
  const chat = endpoint(settings.MODEL_BASE_URL, settings.MODEL_NAME);
  return {
    platform: settings.PLATFORM,
    dataDirectory: settings.DATA_DIRECTORY,
    listenAddress: settings.LISTEN_ADDRESS,
    samplePlant: settings.SAMPLE_PLANT ? { directory: settings.SAMPLE_PLANT_DIRECTORY } : undefined,
    model: chat && {
      ...chat,
      attemptTimeoutMs: settings.MODEL_TIMEOUT_MS,
      maxConcurrent: settings.MODEL_MAX_CONCURRENT,
      maxWaiting: settings.MODEL_MAX_WAITING,
      promptPricePerMillion: settings.MODEL_PROMPT_PRICE_PER_MILLION,
      completionPricePerMillion: settings.MODEL_COMPLETION_PRICE_PER_MILLION,
    },
    embeddings: endpoint(settings.EMBEDDINGS_BASE_URL, settings.EMBEDDINGS_MODEL),
    rerank: endpoint(settings.RERANK_BASE_URL, settings.RERANK_MODEL),
    turn: {
      deadlineMs: settings.TURN_DEADLINE_MS,
      maxRetries: settings.TURN_MAX_RETRIES,
      searchInChat: settings.SEARCH_IN_CHAT,
      learnFromChoices: settings.LEARN_FROM_CHOICES,
    },
    session: { idleMinutes: settings.SESSION_IDLE_MINUTES, ttlHours: settings.SESSION_TTL_HOURS },
    schedules: {
      ingestion: settings.INGESTION_SCHEDULE,
      idle: settings.IDLE_SCHEDULE,
      relay: settings.RELAY_SCHEDULE,
    },
    uploadLimitBytes: settings.UPLOAD_LIMIT_BYTES,
    logLevel: settings.LOG_LEVEL,
  };
}

function withoutValue(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `must be one of ${issue.values.join(", ")}`;
  if (issue.code === "invalid_format") return "must be an http or https URL";
  if (issue.code === "too_small") return `must be at least ${String(issue.minimum)}`;
  if (issue.code === "too_big") return `must be at most ${String(issue.maximum)}`;
  return issue.code === "invalid_type" ? `must be a ${issue.expected}` : "is not valid";
}
