import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../harness/client.ts";
import { startCuttingProxy } from "./cutting-proxy.ts";

let echo: Server;
let proxy: Awaited<ReturnType<typeof startCuttingProxy>>;
beforeEach(async () => {
  echo = createServer({ allowHalfOpen: true }, (socket) => void socket.on("error", () => undefined).pipe(socket));
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  proxy = await startCuttingProxy({ port: (echo.address() as AddressInfo).port });
});
afterEach(async () => {
  await proxy.stop();
  await new Promise((resolve) => echo.close(resolve));
});

/** A connection through the proxy that remembers what it heard and how it ended. */
async function caller() {
  const socket = connect({ port: proxy.port, host: "127.0.0.1" });
  const heard = { text: "", error: "", closed: false };
  socket.setEncoding("utf8");
  socket.on("data", (piece: string) => (heard.text += piece));
  socket.on("error", (error: NodeJS.ErrnoException) => (heard.error = error.code ?? "unknown"));
  socket.on("close", () => (heard.closed = true));
  await once(socket, "connect");
  const hear = (text: string) =>
    until(
      async () => heard.text,
      (all) => all === text,
    );
  const closed = () => until(async () => heard.closed, Boolean);
  return { socket, heard, hear, closed };
}

const roundTrip = async (socket: Socket, hear: (text: string) => Promise<unknown>, before = "") => {
  socket.write("ping");
  await hear(`${before}ping`);
};

describe("the proxy that cuts", () => {
  it("passes everything on both ways, large and small, to the end", async () => {
    const { socket, heard, closed } = await caller();
    const large = "0123456789".repeat(200_000);
    socket.end(large);
    await closed();
    expect(heard.text === large).toBe(true);
    expect(heard.error).toBe("");
    expect([proxy.taken(), proxy.open()]).toEqual([1, 0]);
  });

  it("resets what is open, and takes the next connection", async () => {
    const first = await caller();
    await roundTrip(first.socket, first.hear);
    proxy.cut();
    await first.closed();
    expect(first.heard.error).toBe("ECONNRESET");
    const second = await caller();
    await roundTrip(second.socket, second.hear);
    second.socket.destroy();
  });

  it("ends what is open as a peer that says goodbye", async () => {
    const { socket, heard, hear, closed } = await caller();
    await roundTrip(socket, hear);
    proxy.cut("end");
    await closed();
    expect(heard).toEqual({ text: "ping", error: "", closed: true });
  });

  it("keeps a silent connection open, and hands on afterwards what was held back", async () => {
    const { socket, heard, hear } = await caller();
    await roundTrip(socket, hear);
    proxy.silence();
    socket.write("pong");
    const late = await caller();
    late.socket.write("late");
    const { port } = echo.address() as AddressInfo;
    const direct = connect({ port, host: "127.0.0.1" }).setEncoding("utf8");
    direct.write("direct");
    await once(direct, "data");
    expect([heard.text, late.heard.text, heard.closed, proxy.open()]).toEqual(["ping", "", false, 2]);
    proxy.speak();
    await hear("pingpong");
    await late.hear("late");
    for (const each of [socket, late.socket, direct]) each.destroy();
  });

  it("delivers late, in order", async () => {
    proxy.delay(40);
    const { socket, hear } = await caller();
    const start = performance.now();
    for (const piece of ["a", "b", "c"]) socket.write(piece);
    await hear("abc");
    expect(performance.now() - start).toBeGreaterThanOrEqual(75);
    socket.destroy();
  });

  it("lets nobody in while it is down", async () => {
    const { socket, hear, closed } = await caller();
    await roundTrip(socket, hear);
    proxy.takeDown();
    await closed();
    const refused = connect({ port: proxy.port, host: "127.0.0.1" });
    const [error] = (await once(refused, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNRESET");
    proxy.restore();
    const again = await caller();
    await roundTrip(again.socket, again.hear);
    again.socket.destroy();
  });
});
