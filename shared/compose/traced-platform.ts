import type { ChatModel } from "../ports/chat-model.ts";
import type { Platform } from "./platform.ts";
import { tracedPort } from "./traced-port.ts";

/** What stands behind the ports: the stores share one database. */
const systems: Record<"azure" | "embedded", Record<string, string>> = {
  azure: { stores: "Azure Cosmos DB", queue: "Azure Service Bus", index: "Qdrant", archive: "Azure Blob Storage" },
  embedded: { stores: "SQLite", archive: "File system" },
};

/** A poll five times a second, and a reading in pieces that lasts as long as its reader likes. */
const untold = ["isCancelRequested", "scan"];

/** The platform's ports with each call in the trace. */
export function tracedPlatform<Traced extends Platform>(platform: Traced, kind: "azure" | "embedded"): Traced {
  const members = Object.entries(platform).map(([name, port]: [string, unknown]) => {
    if (typeof port !== "object" || port === null) return [name, port];
    return [name, tracedPort(port, { name, system: systems[kind][name] ?? systems[kind]["stores"]!, except: untold })];
  });
  return Object.fromEntries(members) as Traced;
}

/** The model with each call in the trace: what it cost, and what it failed of. */
export function tracedModel(model: ChatModel): ChatModel {
  return tracedPort(model, { name: "model", system: "vLLM", outcome: modelOutcome });
}

function modelOutcome(result: unknown) {
  if (typeof result !== "object" || result === null) return {};
  const { failure, usage } = result as Partial<Awaited<ReturnType<ChatModel["complete"]>>> & { failure?: string };
  return {
    failure,
    attributes: {
      "gen_ai.usage.input_tokens": usage?.promptTokens ?? 0,
      "gen_ai.usage.output_tokens": usage?.completionTokens ?? 0,
      "gen_ai.usage.cost": usage?.cost ?? 0,
    },
  };
}
