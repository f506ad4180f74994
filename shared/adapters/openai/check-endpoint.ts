import { APIConnectionError, type OpenAI } from "openai";
import type { EndpointCheck } from "../../ports/endpoint-check.ts";
import { statusOf } from "./model-failure.ts";

const WITHIN_MS = 2_000;
const LISTED_AT_MOST = 20;

/** Asks for the models that the endpoint serves. */
export async function checkEndpoint(client: OpenAI, model: string): Promise<EndpointCheck> {
  try {
    const { data } = await client.models.list({ timeout: WITHIN_MS, signal: AbortSignal.timeout(WITHIN_MS) });
    if (!Array.isArray(data)) return { status: "unreachable" };
    const listed = data.map(({ id }) => id);
    if (listed.includes(model)) return { status: "ok" };
    return { status: "unknown-model", model, listed: listed.slice(0, LISTED_AT_MOST) };
  } catch (error) {
    const httpStatus = error instanceof APIConnectionError ? undefined : statusOf(error);
    if (httpStatus === 404 || httpStatus === 405) return { status: "ok" };
    return httpStatus !== undefined && httpStatus < 500 ? { status: "refused", httpStatus } : { status: "unreachable" };
  }
}
