import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { AppError } from "../shared/errors.ts";

/** Throws, in one line, when the port can't be listened on: asked before anything is loaded or stored. */
export async function assertFreePort(port: number, address: string): Promise<void> {
  const probe = createServer();
  await listen(probe, port, address);
  probe.close();
  await once(probe, "close");
}

/** Listens, or says in one line why it can't. */
export async function listen(server: Server, port: number, address: string): Promise<void> {
  server.listen(port, address);
  try {
    await once(server, "listening");
  } catch (cause) {
    const { code = "it can't be listened on" } = cause as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      EADDRINUSE: "something else listens there; choose another with --port",
      EACCES: "this user may not use that port; choose another with --port",
      EADDRNOTAVAIL: "this machine has no such address",
      ENOTFOUND: "there is no such address",
    };
    throw new AppError("unavailable", `PMark can't listen on ${address}:${port}: ${reasons[code] ?? code}.`, { cause });
  }
}
