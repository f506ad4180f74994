export type StreamedEvent = { id: number; event: string; data: unknown };

/** A response's server-sent events, as they come. Comments are left out. */
export async function* eventsOf(response: Response): AsyncGenerator<StreamedEvent> {
  let rest = "";
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    const frames = (rest + piece).split("\n\n");
    rest = frames.pop() ?? "";
    for (const frame of frames) if (!frame.startsWith(":")) yield parse(frame);
  }
}

function parse(frame: string): StreamedEvent {
  const fields = new Map(
    frame.split("\n").map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
  return {
    id: Number(fields.get("id")),
    event: fields.get("event") ?? "",
    data: JSON.parse(fields.get("data") ?? "null"),
  };
}
