import { AppError } from "../errors.ts";
import type { Events } from "../events.ts";
import type { Caller } from "../ports/caller.ts";
import type { TokenVerifier } from "../ports/token-verifier.ts";
import { bearerToken } from "./bearer-token.ts";
import { callerOfClaims, leavesGroupsOut, type RoleNames } from "./caller-of-claims.ts";

type Access = { tokens: TokenVerifier; roleNames: RoleNames; events: Events };

/** The caller that an `Authorization` header proves. Whoever proves nothing is refused and counted. */
export async function identifyBearer(
  { tokens, roleNames, events }: Access,
  authorization: string | null,
): Promise<Caller> {
  try {
    const claims = await tokens.verify(bearerToken(authorization));
    const caller = callerOfClaims(claims, roleNames);
    if (leavesGroupsOut(claims)) events.groupsLeftOut({ userId: caller.userId });
    return caller;
  } catch (error) {
    if (error instanceof AppError) events.callerRefused({ code: error.code, reason: error.detail });
    throw error;
  }
}
