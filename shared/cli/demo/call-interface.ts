import type { z } from "zod";

export type CallInterface = ReturnType<typeof callInterface>;

const TIMEOUT_MS = 60_000;

/** JSON calls to a running PMark. A refusal throws what its problem document says. */
export function callInterface(url: string) {
  if (!URL.canParse(url)) throw new Error(`"${url}" is not an address. It looks like http://localhost:7071.`);

  async function send(method: string, path: string, body?: unknown): Promise<Response> {
    try {
      return await fetch(new URL(path, url), {
        method,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { "content-type": "application/json; charset=utf-8" } }),
      });
    } catch (cause) {
      throw new Error(`Nothing answers at ${url}. Is PMark running there?`, { cause });
    }
  }

  return {
    url,
    /** The status alone, whatever it is. */
    async status(method: string, path: string): Promise<number> {
      const response = await send(method, path);
      await response.body?.cancel();
      return response.status;
    },
    /** Status and body, checked by the schema. */
    async json<T>(method: string, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T> {
      const response = await send(method, path, body);
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${detailOf(text)}`);
      return schema.parse(JSON.parse(text));
    },
  };
}

function detailOf(text: string): string {
  try {
    const problem = JSON.parse(text) as { title?: string; detail?: string };
    return [problem.title, problem.detail].filter(Boolean).join(": ");
  } catch {
    return text.slice(0, 200);
  }
}
