/** Reads the claims that distinguish an access token from other tokens of its issuer, and say whom it is for. */

type Claims = Readonly<Record<string, unknown>>;

/**
 * The claims by which issuers mark the kinds of their tokens, with the values that access tokens have, in lower case. An access token
 * never has a claim without values.
 */
const VALUES_OF_ACCESS_TOKENS: Readonly<Record<string, readonly string[]>> = {
  // Amazon Cognito: `access` or `id`.
  token_use: ['access'],
  // Keycloak: `Bearer`, `ID`, `Refresh`, `Offline`, `Logout`, or `DPoP`, which needs a proof that the gateway does not read.
  typ: ['bearer', 'jwt', 'at+jwt'],
  // Only ID tokens have these (OpenID Connect Core 1.0 §3.1.3.6 and §3.3.2.11).
  at_hash: [],
  c_hash: [],
  // Only security events have this, such as a logout token (RFC 8417 §2.2).
  events: [],
};

/** Whether no claim says that the token is another token of its issuer, such as an ID token. */
export function isAccessToken(claims: Claims): boolean {
  return Object.entries(VALUES_OF_ACCESS_TOKENS).every(([name, values]) => {
    if (!Object.hasOwn(claims, name)) return true;
    const value = claims[name];
    return typeof value === 'string' && values.includes(value.toLowerCase());
  });
}

/** Whether the token is for one of these audiences. Without audiences, the token must not be for any either. */
export function isForAudience({ aud }: Claims, audiences: readonly string[]): boolean {
  if (audiences.length === 0) return aud === undefined;
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return audiences.some((audience) => named.includes(audience));
}

/**
 * Returns the client application of a token. A claim that is there but unreadable may name another client than `azp`.
 * @param name the claim with its id; `azp` counts for a token without it
 */
export function readClient(claims: Claims, name: string): string | null {
  return readTextClaim(claims, Object.hasOwn(claims, name) ? name : 'azp');
}

/** Returns the text of a claim; null if it is missing, empty or of another type. */
export function readTextClaim(claims: Claims, name: string): string | null {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : null;
}
