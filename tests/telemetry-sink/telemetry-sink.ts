import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

/** One item of telemetry as it arrives, in the shape of Application Insights' ingestion API (Breeze, version 2.1). */
export type Envelope = {
  name: string;
  time: string;
  iKey: string;
  sampleRate?: number;
  tags: Record<string, string>;
  data: { baseType: string; baseData: Record<string, unknown> & { properties?: Record<string, string> } };
};

/** How it treats what it is sent from now on. */
export type SinkBehaviour = "take" | "refuse" | "hang";

const key = "11111111-2222-3333-4444-555555555555";
const kinds: Record<string, string> = {
  "Microsoft.ApplicationInsights.Request": "RequestData",
  "Microsoft.ApplicationInsights.RemoteDependency": "RemoteDependencyData",
  "Microsoft.ApplicationInsights.Event": "EventData",
  "Microsoft.ApplicationInsights.Metric": "MetricData",
};

/** A process that trusts this file trusts the sink: the certificate is for loopback addresses alone. */
export const sinkCertificate = path.resolve(import.meta.dirname, "loopback-certificate.pem");

/** An ingestion endpoint on loopback. It speaks TLS, because clients turn its address into https, and refuses what it does not know. */
export async function startTelemetrySink() {
  const envelopes: Envelope[] = [];
  const bodies: string[] = [];
  const refused: string[] = [];
  let behaviour: SinkBehaviour = "take";
  const tls = {
    key: readFileSync(path.resolve(import.meta.dirname, "loopback-key.pem")),
    cert: readFileSync(sinkCertificate),
  };
  const server = createServer(tls, (request, response) => {
    void take(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await buffer(request);
    const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent).toString("utf8");
    bodies.push(text);
    if (behaviour === "hang") return;
    if (behaviour === "refuse") return answer(response, 503, { errors: [] });
    const fault = request.method === "POST" && request.url === "/v2.1/track" ? undefined : "no such address";
    const items = fault === undefined ? (JSON.parse(text) as Envelope[]) : [];
    const wrong = fault ?? items.map(faultOf).find((each) => each !== undefined);
    if (wrong !== undefined) {
      refused.push(wrong);
      return answer(response, 400, { errors: [{ index: 0, statusCode: 400, message: wrong }] });
    }
    envelopes.push(...items);
    answer(response, 200, { itemsReceived: items.length, itemsAccepted: items.length, errors: [] });
  }

  return {
    connectionString: `InstrumentationKey=${key};IngestionEndpoint=${address}/;LiveEndpoint=${address}/`,
    envelopes,
    /** Everything that was sent, as it came, whatever became of it. */
    bodies,
    /** Why something was turned away. */
    refused,
    behave: (next: SinkBehaviour) => void (behaviour = next),
    of: (baseType: string) => envelopes.filter(({ data }) => data.baseType === baseType),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function faultOf({ name, time, iKey, tags, data }: Partial<Envelope>): string | undefined {
  if (iKey !== key) return "the instrumentation key is another";
  if (name === undefined || kinds[name] !== data?.baseType) return `${name} does not carry ${data?.baseType}`;
  if (time === undefined || Number.isNaN(Date.parse(time))) return "the time is not one";
  return tags === undefined ? "the tags are missing" : undefined;
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
