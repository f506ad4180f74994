import { AppError } from "../errors.ts";

/** RFC 6750, section 2.1: the scheme in any case, one token of these characters. */
const bearer = /^bearer +([\w.~+/-]+=*) *$/i;

/** The token of an `Authorization` header. */
export function bearerToken(authorization: string | null): string {
  if (authorization === null || authorization.trim() === "") {
    throw new AppError("unauthenticated", "Send a token: Authorization: Bearer <token>.");
  }
  const token = bearer.exec(authorization)?.[1];
  if (token === undefined) throw new AppError("invalid-token", "Authorization takes the form Bearer <token>.");
  return token;
}
