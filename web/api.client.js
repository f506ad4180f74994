const root = "/api/v1";

/** A JSON call; a problem document becomes an Error with its detail. */
export async function call(method, path, body, headers = {}) {
  const response = await fetch(root + path, {
    method,
    headers: body === undefined ? headers : { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error((await response.json()).detail);
  return response.status === 204 ? undefined : response.json();
}

/** Posts a turn and yields its stream as `{ event, data }`, until the stream ends. */
export async function* streamTurn(sessionId, turn) {
  const response = await fetch(`${root}/sessions/${encodeURIComponent(sessionId)}/turns`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify(turn),
  });
  if (!response.ok) throw new Error((await response.json()).detail);
  let rest = "";
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const frames = (rest + piece).split("\n\n");
    rest = frames.pop();
    for (const frame of frames) {
      const parsed = parseFrame(frame);
      if (parsed) yield parsed;
    }
  }
}

function parseFrame(frame) {
  const line = (name) =>
    frame
      .split("\n")
      .find((entry) => entry.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  const data = line("data");
  return data === undefined ? undefined : { event: line("event"), data: JSON.parse(data) };
}
