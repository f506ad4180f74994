import { newKey, type startIssuerDouble } from "../issuer-double/issuer-double.ts";

/** PMark asks an issuer for a key that it does not know at most every 5 s. */
const KEY_LIFE_MS = 5_500;

/** Gives tokens; now and then they are signed with a new key, which PMark must fetch from the issuer first. */
export function rotatingTokens(issuer: Awaited<ReturnType<typeof startIssuerDouble>>) {
  let fetches = issuer.fetches();
  let fetchedAt = Date.now();
  let isPending = false;
  return (claims: { oid: string; roles?: string[] }): Promise<string> => {
    if (issuer.fetches() > fetches) {
      fetches = issuer.fetches();
      fetchedAt = Date.now();
      isPending = false;
    }
    if (!isPending && Date.now() > fetchedAt + KEY_LIFE_MS) {
      issuer.publish(newKey(`key-${fetches}`));
      isPending = true;
    }
    return issuer.token(claims);
  };
}
