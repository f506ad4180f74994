import type { HttpRequest } from "@azure/functions";
import { z } from "zod";
import { runTurn } from "../../shared/chat/run-turn.ts";
import { streamTurn } from "../../shared/chat/stream-turn.ts";
import type { Caller } from "../../shared/ports/caller.ts";
import type { App } from "../app.ts";
import { clientOf } from "../edge/client-connection.ts";
import { eventStream } from "../edge/event-stream.ts";
import { json, type Reply } from "../edge/reply.ts";
import type { Exchange } from "../edge/serve.ts";

/** What a client sends to say something. */
export const newTurn = {
  message: z.string().describe("1 to 1,000 characters, with a letter or a digit among them"),
  turnId: z
    .string()
    .regex(/^[\w.-]{1,128}$/, "must be 1 to 128 of the characters A-Z a-z 0-9 . _ -")
    .exactOptional()
    .describe("The same id again gives the same turn and does no work twice"),
};

export const acceptHeader = { accept: { description: "text/event-stream for a stream" } };

type Call = Exchange & { app: App; caller: Caller };

/** The turn as JSON, or as events when the client asks for them. A client that goes away stops the model, not the turn. */
export async function answerTurn(
  call: Call,
  asked: { sessionId: string; message: string; turnId?: string },
): Promise<Reply> {
  const { app, caller, invocationId } = call;
  if (wantsEvents(call.request)) {
    return eventStream(call, (signal) => streamTurn(app, caller, asked, { signal }));
  }
  return json(await runTurn(app, caller, asked, { signal: clientOf(invocationId).signal }));
}

function wantsEvents(request: HttpRequest): boolean {
  return request.headers.get("accept")?.toLowerCase().includes("text/event-stream") ?? false;
}
