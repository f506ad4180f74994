import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What goes wrong with a request: `lost` is carried out but its answer never arrives, `half` breaks off in the answer's body. */
export type HttpFault = { status: number } | "drop" | "hang" | "lost" | "half";

/** An HTTP server that hands every request on to another, or does to it what `misbehave` says. */
export async function startFaultyProxy(target: string) {
  let fault: (route: string) => HttpFault | undefined = () => undefined;
  const routes: string[] = [];
  let brokenOff = 0;
  const server = createServer((request, response) => {
    const route = `${request.method} ${request.url}`;
    routes.push(route);
    const wrong = fault(route);
    if (wrong === "hang") return;
    if (wrong === "drop") return void response.destroy();
    if (typeof wrong === "object") return void response.writeHead(wrong.status).end();
    if (wrong === "half") response.once("close", () => (brokenOff += 1));
    pass(target, request, response, wrong);
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    routes,
    /** How many answers have broken off in the middle. */
    brokenOff: () => brokenOff,
    misbehave: (next: typeof fault) => void (fault = next),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pass(target: string, request: IncomingMessage, response: ServerResponse, fault?: "lost" | "half") {
  const { method, headers } = request;
  const onward = forward(new URL(request.url ?? "/", target), { method, headers }, (answer) => {
    if (fault === "lost") return void answer.resume().once("end", () => response.destroy());
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    if (fault !== "half") return void answer.pipe(response);
    answer.once("data", (piece: Buffer) =>
      response.write(piece.subarray(0, piece.byteLength / 2), () => response.destroy()),
    );
  });
  onward.once("error", () => response.destroy());
  request.pipe(onward);
}
