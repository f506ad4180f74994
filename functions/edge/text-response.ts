import type { ReadableStream } from "node:stream/web";
import { HttpResponse } from "@azure/functions";

/**
 * A response whose whole text is at hand. The functions library would wrap it into a `Response`, turn that into a stream of
 * bytes and read it piece by piece; this one gives what the library asks a response for, and the text in one piece.
 */
export class TextResponse extends HttpResponse {
  override readonly status: number;
  override readonly headers: Headers;
  override readonly body: ReadableStream;

  constructor({ status, headers, text }: { status: number; headers: Record<string, string>; text: string }) {
    super();
    this.status = status;
    // It is asked for `get` and `entries`, and nothing else.
    this.headers = new Map(Object.entries(headers)) as unknown as Headers;
    this.body = { values: () => [text].values() } as unknown as ReadableStream;
  }
}
