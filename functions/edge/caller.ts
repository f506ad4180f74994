import type { HttpRequest } from "@azure/functions";
import { AppError } from "../../shared/errors.ts";
import { roles, type Caller, type Role } from "../../shared/ports/caller.ts";
import { config } from "../app.ts";

const loopbackAddress = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i;
const loopbackHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;
const userName = /^[A-Za-z0-9._@-]{1,64}$/;

const servesLoopbackOnly = config.platform === "embedded" && loopbackAddress.test(config.listenAddress);
const local: Caller = { userId: "local", roles: [...roles], groups: [] };

/**
 * Who calls. Without configured access that is `local`, on loopback only: the host name and the origin are checked, too,
 * so that a web page elsewhere can't reach PMark through its visitor's browser.
 */
export function identify(request: HttpRequest): Caller {
  const host = request.headers.get("host") ?? "";
  if (!servesLoopbackOnly || !loopbackHost.test(host)) {
    throw new AppError("unauthenticated", "Without configured access PMark answers on loopback addresses only.");
  }
  const origin = request.headers.get("origin");
  if (origin !== null && origin !== `http://${host}`) {
    throw new AppError("forbidden", "Pages of another origin may not call PMark.");
  }
  const asked = request.headers.get("x-local-user");
  if (asked === null) return local;
  if (!userName.test(asked)) {
    throw new AppError("bad-request", "x-local-user takes 1 to 64 letters, digits and . _ @ -");
  }
  return { userId: asked, roles: ["user"], groups: [] };
}

export function requireRole(caller: Caller, role: Role): void {
  if (!caller.roles.includes(role)) throw new AppError("forbidden", `This needs the role ${role}.`);
}
