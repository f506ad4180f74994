import type { HttpRequest } from "@azure/functions";
import { identifyBearer } from "../../shared/access/identify-bearer.ts";
import { AppError } from "../../shared/errors.ts";
import { roles, type Caller, type Role } from "../../shared/ports/caller.ts";
import { config, getApp } from "../app.ts";

const loopbackAddress = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i;
const loopbackHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;
const userName = /^[A-Za-z0-9._@-]{1,64}$/;

const servesLoopbackOnly = config.platform === "embedded" && loopbackAddress.test(config.listenAddress);
const local: Caller = { userId: "local", roles: [...roles], groups: [] };

/** With configured access a token proves who calls, at every address but health. */
export async function identify(request: HttpRequest): Promise<Caller> {
  const { access, events } = await getApp();
  if (access === undefined) return onLoopback(request);
  return identifyBearer({ ...access, events }, request.headers.get("authorization"));
}

/** For pages: where access is configured they are for its users alone, and open to this machine otherwise. */
export async function requireCaller(request: HttpRequest): Promise<void> {
  const { access } = await getApp();
  if (access !== undefined) await identify(request);
}

export function requireRole(caller: Caller, role: Role): void {
  if (!caller.roles.includes(role)) throw new AppError("forbidden", `This needs the role ${role}.`);
}

/**
 * Without configured access the caller is `local`, on loopback only: the host name and the origin are checked, too, so
 * that a web page elsewhere can't reach PMark through its visitor's browser.
 */
function onLoopback(request: HttpRequest): Caller {
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
