import { errors, jwtVerify } from "jose";
import { AppError } from "../../errors.ts";
import type { TokenVerifier } from "../../ports/token-verifier.ts";
import { noKeys, remoteKeys, type KeysOptions } from "./remote-keys.ts";

type Options = KeysOptions & {
  issuer: string;
  /** The token must be for one of these. */
  audiences: string[];
  /** Of public-key signatures alone: with a shared secret, whoever can check a token could also make one. */
  algorithms: string[];
};

/** Clocks of an issuer and ours differ by seconds. */
const CLOCK_TOLERANCE_SECONDS = 30;

/** Verifies JSON Web Tokens with the keys that their issuer publishes. */
export function joseTokenVerifier({ issuer, audiences, algorithms, ...keysOptions }: Options): TokenVerifier {
  const keys = remoteKeys(keysOptions);
  return {
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, keys, {
          issuer,
          audience: audiences,
          algorithms,
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          requiredClaims: ["exp"],
          currentDate: keysOptions.now(),
        });
        return payload;
      } catch (error) {
        throw asAppError(error);
      }
    },
  };
}

function asAppError(error: unknown): unknown {
  // A published key that is too short, private or malformed.
  const isKeysFault =
    error instanceof TypeError || error instanceof errors.JWKSInvalid || error instanceof errors.JWKInvalid;
  if (isKeysFault) return noKeys({ cause: error });
  if (!(error instanceof errors.JOSEError)) return error;
  return new AppError("invalid-token", whatIsWrong(error), { cause: error });
}

/** What the bearer may know: no expected value, no key. */
const wrongClaims: Record<string, string> = {
  iss: "The token was not issued by the configured issuer.",
  aud: "The token is meant for another audience.",
  nbf: "The token is not valid yet.",
  exp: "The token does not say when it expires.",
};

function whatIsWrong(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return "The token has expired: get a new one.";
  if (error instanceof errors.JWTClaimValidationFailed) return wrongClaims[error.claim] ?? "A claim is not valid.";
  if (error instanceof errors.JOSEAlgNotAllowed) return "The token is signed with an algorithm that is not allowed.";
  if (error instanceof errors.JWKSNoMatchingKey) return "The token is signed with a key that its issuer does not have.";
  if (error instanceof errors.JWKSMultipleMatchingKeys) return "The token does not say which key it is signed with.";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "The signature of the token is wrong.";
  return "This is not a signed JSON Web Token.";
}
