import type { Events } from "../events.ts";
import type { ChatModel } from "../ports/chat-model.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { EndpointCheck } from "../ports/endpoint-check.ts";
import type { Reranker } from "../ports/reranker.ts";

type Model = { check(): Promise<EndpointCheck> };

export type ModelPorts = {
  model?: Pick<ChatModel, "check"> | undefined;
  embedder?: Pick<Embedder, "check"> | undefined;
  reranker?: Pick<Reranker, "check"> | undefined;
  events: Pick<Events, "endpointFailed">;
};

type Service = "MODEL" | "EMBEDDINGS" | "RERANK";

/** What each endpoint was last said to be, so that the log tells of a fault once. */
const told = new WeakMap<Model, EndpointCheck["status"]>();

/** Asks the configured endpoints whether they answer and serve their models. A fault is logged when it begins, and not again. */
export async function checkModels(ports: ModelPorts): Promise<Partial<Record<Service, { detail: string } | "ok">>> {
  const models: [Service, Model | undefined][] = [
    ["MODEL", ports.model],
    ["EMBEDDINGS", ports.embedder],
    ["RERANK", ports.reranker],
  ];
  const checks = models.map(async ([service, model]) => {
    if (model === undefined) return [];
    const check = await model.check();
    const detail = detailOf(service, check);
    if (detail !== undefined && told.get(model) !== check.status) {
      const listed = check.status === "unknown-model" ? { model: check.model, listed: check.listed } : {};
      ports.events.endpointFailed({ service, detail, ...listed });
    }
    told.set(model, check.status);
    return [[service, detail === undefined ? "ok" : { detail }] as const];
  });
  return Object.fromEntries((await Promise.all(checks)).flat());
}

/** What is wrong, by the names of the settings that mend it; everybody may read it, so it holds no values. */
function detailOf(service: Service, check: EndpointCheck): string | undefined {
  switch (check.status) {
    case "ok":
      return undefined;
    case "unreachable":
      return `The endpoint of ${service}_BASE_URL does not answer.`;
    case "refused":
      return `The endpoint of ${service}_BASE_URL refuses the question for its models (${check.httpStatus}). Is ${service}_API_KEY right?`;
    case "unknown-model":
      return `The endpoint of ${service}_BASE_URL does not list the model of ${nameOf(service)}. The log names those that it lists.`;
  }
}

function nameOf(service: Service): string {
  return service === "MODEL" ? "MODEL_NAME" : `${service}_MODEL`;
}
