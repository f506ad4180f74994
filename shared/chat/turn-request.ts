import { AppError } from "../errors.ts";

export type TurnRequest = { sessionId: string; message: string; turnId?: string | undefined };

/** Ids that clients choose: fit for a path and a log line. */
export function checkTurnId(turnId: string): string {
  if (/^[A-Za-z0-9._-]{1,128}$/.test(turnId)) return turnId;
  const detail = "turnId takes 1 to 128 of the characters A-Z a-z 0-9 . _ -";
  throw new AppError("bad-request", detail, { errors: [{ path: "turnId", message: detail }] });
}
