export type Answer<Body> = { status: number; headers: Headers; body: Body };

type Options = { headers?: Record<string, string>; body?: unknown };

/** Calls PMark over HTTP as an app would: JSON in, JSON out. `user`: as another plain user, or with a token. */
export function client(url: string, user?: string | { token: string }) {
  const own: Record<string, string> =
    typeof user === "object"
      ? { authorization: `Bearer ${user.token}` }
      : user === undefined
        ? {}
        : { "x-local-user": user };

  async function call<Body>(method: string, path: string, { headers = {}, body }: Options = {}): Promise<Answer<Body>> {
    const isForm = body instanceof FormData;
    const type = body === undefined || isForm ? {} : { "content-type": "application/json" };
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...type, ...own, ...headers },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as Body };
  }

  return {
    call,
    get: <Body>(path: string, options?: Options) => call<Body>("GET", `/api/v1${path}`, options),
    post: <Body>(path: string, body?: unknown, headers: Record<string, string> = {}) =>
      call<Body>("POST", `/api/v1${path}`, { body, headers }),
    patch: <Body>(path: string, body: unknown, headers: Record<string, string> = {}) =>
      call<Body>("PATCH", `/api/v1${path}`, { body, headers }),
    remove: (path: string) => call<undefined>("DELETE", `/api/v1${path}`),
  };
}

export type Client = ReturnType<typeof client>;

/** Asks again until the answer is as wanted; fails after `limitMs`. */
export async function until<Body>(ask: () => Promise<Body>, wanted: (body: Body) => boolean, limitMs = 10_000) {
  const end = Date.now() + limitMs;
  for (;;) {
    const body = await ask();
    if (wanted(body)) return body;
    if (Date.now() > end) throw new Error(`Not in time: ${JSON.stringify(body)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A form with one file. */
export function fileForm(
  name: string,
  content: string | Uint8Array,
  fields: Record<string, string> = {},
  type = "",
): FormData {
  const form = new FormData();
  form.set("file", new File([content as BlobPart], name, { type }));
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  return form;
}
