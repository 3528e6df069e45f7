/** Authenticates a registered app at the token endpoint: by an assertion, or not at all. PKCE protects the code in both cases. */
import { type ClientAuth, modifyAssertion, None, PrivateKeyJwt } from 'openid-client';
import { ASSERTION_BACKDATING_SECONDS, ASSERTION_LIFETIME_SECONDS } from '../auth/client-assertion.ts';
import { createSigningKeys } from '../auth/signing-keys.ts';
import type { Authentication, KeyAuthentication } from '../config/authentication.ts';
import type { SmartSettings } from '../config/smart.ts';
import type { SigningAlgorithm } from '../config/variables.ts';

/** The parameters of each algorithm in Web Cryptography. */
const WEB_CRYPTO = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  RS384: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' },
  RS512: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  ES384: { name: 'ECDSA', namedCurve: 'P-384' },
} as const satisfies Record<SigningAlgorithm, object>;

/** Creates the authentication for requests to one token endpoint. */
type CreateAppAuthentication = (tokenEndpoint: string) => ClientAuth;

/** @param now epoch milliseconds */
export async function prepareAppAuthentication(
  method: SmartSettings['clientAuthentication'],
  authentication: Authentication,
  now: () => number,
): Promise<CreateAppAuthentication> {
  if (method === 'none') return () => None();
  if (authentication.kind !== 'private_key_jwt') throw new Error('Expected a private key.');
  return prepareAssertions(authentication, now);
}

/** Signs assertions with the audience, times and header that the gateway's own token requests have. */
async function prepareAssertions(
  authentication: KeyAuthentication,
  now: () => number,
): Promise<CreateAppAuthentication> {
  const { signing } = await createSigningKeys(authentication);
  const algorithm = WEB_CRYPTO[authentication.signingAlgorithm];
  const key = signing.privateKey.toCryptoKey(algorithm, false, ['sign']);
  return (tokenEndpoint) =>
    PrivateKeyJwt(
      { key, kid: signing.keyId },
      {
        [modifyAssertion](header, claims) {
          const seconds = Math.floor(now() / 1000);
          header['typ'] = 'JWT';
          claims['aud'] = authentication.tokenAudience ?? tokenEndpoint;
          claims['iat'] = seconds - ASSERTION_BACKDATING_SECONDS;
          claims['nbf'] = seconds - ASSERTION_BACKDATING_SECONDS;
          claims['exp'] = seconds + ASSERTION_LIFETIME_SECONDS;
        },
      },
    );
}
