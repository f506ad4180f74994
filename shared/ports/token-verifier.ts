/** What a verified token says, unread: the shape of a claim is its issuer's word. */
export type Claims = Record<string, unknown>;

/** Tells tokens that the configured issuer signed for PMark from all others. */
export type TokenVerifier = {
  /**
   * The claims of a token that is signed by a known key with an allowed algorithm, for our audience, and valid now.
   * Otherwise `invalid-token`, which says what is wrong, or `unavailable`, when the issuer's keys can't be had.
   */
  verify(token: string): Promise<Claims>;
};
