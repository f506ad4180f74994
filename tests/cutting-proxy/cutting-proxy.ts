import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A place to connect to. */
export type Target = { host?: string; port: number };

type Pair = { client: Socket; server: Socket };

/**
 * A TCP proxy before one dependency, whatever its protocol. It breaks connections as networks do: cut with a reset or an
 * orderly end, silent for a while with everything kept open, late, or not to be reached at all.
 */
export async function startCuttingProxy(target: Target) {
  const pairs = new Set<Pair>();
  let delayMs = 0;
  let isSilent = false;
  let isDown = false;
  let connections = 0;

  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    if (isDown) return void client.resetAndDestroy();
    connections += 1;
    const upstream = connect({
      host: target.host ?? "127.0.0.1",
      port: target.port,
      noDelay: true,
      allowHalfOpen: true,
    });
    const pair: Pair = { client, server: upstream };
    pairs.add(pair);
    tie(client, upstream);
    tie(upstream, client);
    pass(client, upstream);
    pass(upstream, client);
    if (isSilent) silence(pair);
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;

  /** What becomes of one side becomes of the other. */
  function tie(one: Socket, other: Socket): void {
    one.on("error", () => other.destroy());
    one.on("close", () => {
      other.end();
      for (const pair of pairs) if (pair.client.closed && pair.server.closed) pairs.delete(pair);
    });
  }

  function pass(from: Socket, to: Socket): void {
    const hand = (piece: Buffer) => {
      if (to.destroyed || to.write(piece)) return;
      from.pause();
      to.once("drain", () => !isSilent && from.resume());
    };
    // One delay for all keeps what is sent in its order.
    from.on("data", (piece) => (delayMs === 0 ? hand(piece) : setTimeout(hand, delayMs, piece)));
    from.on("end", () => setTimeout(() => to.end(), delayMs));
  }

  const silence = ({ client, server: upstream }: Pair) => [client, upstream].map((socket) => socket.pause());

  return {
    port,
    /** How many connections were taken, and how many are open. */
    taken: () => connections,
    open: () => pairs.size,
    /** Breaks every open connection: with a reset, or as if both ends had said goodbye. New ones are taken. */
    cut(how: "reset" | "end" = "reset"): void {
      for (const { client, server: upstream } of pairs) {
        for (const socket of [client, upstream]) {
          if (how === "reset") socket.resetAndDestroy();
          else socket.end();
        }
      }
    },
    /** From now on each piece arrives so much later. */
    delay: (ms: number) => void (delayMs = ms),
    /** Half-open: connections stay and are taken, but nothing arrives any more; until `speak`. */
    silence(): void {
      isSilent = true;
      pairs.forEach(silence);
    },
    speak(): void {
      isSilent = false;
      for (const { client, server: upstream } of pairs) [client, upstream].map((socket) => socket.resume());
    },
    /** Nothing can connect, and what is open breaks; until `restore`. */
    takeDown(): void {
      isDown = true;
      this.cut();
    },
    restore: () => void (isDown = false),
    async stop(): Promise<void> {
      for (const { client, server: upstream } of pairs) [client, upstream].map((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
