/** An issuer of access tokens for tests: a real OpenID provider on a free port, whose keys can change, and which can fail. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import type { TokenVerification } from '../../src/config/config.ts';
import type { KeyPair } from '../config/key-material.ts';
import { type Handler, startLocalServer } from '../http/local-server.ts';

export interface IdentityProvider {
  /** What tokens have as `iss`, and what their OpenID configuration is below. */
  readonly issuer: string;
  readonly jwksUrl: string;
  /** How often each document was asked for so far. */
  readonly fetched: { configuration: number; keys: number };
  /** The configuration of a gateway that takes its tokens. */
  tokenVerification(changes?: Partial<TokenVerification>): TokenVerification;
  /** A signed token that is accepted, but for these changes; a claim that is undefined is left out. */
  token(claims?: Readonly<Record<string, unknown>>, making?: TokenOptions): Promise<string>;
  /** The `Authorization` header of a caller with these scopes, with spaces between. */
  bearer(scopes: string, who?: CallerClaims): Promise<string>;
  /** The public key as a JWK, as it is published, of what signs with the algorithm. */
  publicKey(algorithm?: IssuerAlgorithm): Record<string, unknown>;
  /** What signs with the algorithm, for tokens that no issuer would make. */
  keyPair(algorithm?: IssuerAlgorithm): KeyPair;
  /** New keys at once: what the old ones have signed is good no longer. */
  rotate(): void;
  /** Answers otherwise, to everything, until `recover` is called. */
  fail(handler: Handler): void;
  recover(): void;
  /** What the OpenID configuration says, but for these changes. */
  changeConfiguration(changes: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

type IssuerAlgorithm = 'RS256' | 'ES384';

interface TokenOptions {
  readonly algorithm?: IssuerAlgorithm;
  /** Null leaves a member out. */
  readonly header?: { readonly alg?: string; readonly kid?: string | null; readonly typ?: string | null };
  /** Instead of the issuer's own. */
  readonly key?: KeyObject | Uint8Array;
}

/** Whom a token is about. */
export interface CallerClaims {
  readonly subject?: string;
  readonly client?: string;
  /** The FHIR id of the patient whom `patient/` scopes are about. */
  readonly patient?: string;
}

export const AUDIENCE = 'https://gateway.example.org';
const LIFETIME_SECONDS = 300;

/** @param now epoch milliseconds, which tokens are dated by */
export async function startIdentityProvider(now: () => number = Date.now): Promise<IdentityProvider> {
  let keys = newKeys();
  let generation = 1;
  let failing: Handler | null = null;
  let described: Readonly<Record<string, unknown>> = {};
  const fetched = { configuration: 0, keys: 0 };

  const documents: Readonly<Record<string, () => unknown>> = {
    '/.well-known/openid-configuration': () => {
      fetched.configuration += 1;
      return { issuer, jwks_uri: jwksUrl, ...described };
    },
    '/keys': () => {
      fetched.keys += 1;
      return { keys: ALGORITHMS.map((algorithm) => publicKey(algorithm)) };
    },
  };
  const server = await startLocalServer((response, request, count) => {
    const body = documents[request.url]?.();
    if (failing !== null) failing(response, request, count);
    else if (body === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const issuer = server.origin;
  const jwksUrl = `${issuer}/keys`;
  const keyId = (algorithm: IssuerAlgorithm): string => `${algorithm}-${generation}`;

  const publicKey = (algorithm: IssuerAlgorithm = 'RS256'): Record<string, unknown> => ({
    ...keys[algorithm].publicKey.export({ format: 'jwk' }),
    kid: keyId(algorithm),
    use: 'sig',
    alg: algorithm,
  });

  const token: IdentityProvider['token'] = (claims = {}, making = {}) => {
    const { algorithm = 'RS256', header = {}, key = keys[algorithm].privateKey } = making;
    const { alg = algorithm, kid = keyId(algorithm), typ = 'at+jwt' } = header;
    const seconds = Math.floor(now() / 1000);
    return new SignJWT({
      iss: issuer,
      aud: AUDIENCE,
      sub: 'user-1',
      client_id: 'app-1',
      iat: seconds,
      nbf: seconds,
      exp: seconds + LIFETIME_SECONDS,
      ...claims,
    })
      .setProtectedHeader({ alg, ...(kid === null ? {} : { kid }), ...(typ === null ? {} : { typ }) })
      .sign(key);
  };

  return {
    issuer,
    jwksUrl,
    fetched,
    tokenVerification: (changes = {}) => ({
      issuers: [issuer],
      audiences: [AUDIENCE],
      jwksUrl: null,
      algorithms: ['RS256', 'RS384', 'ES256', 'ES384'],
      clockToleranceSeconds: 30,
      claims: { scope: 'scope', patient: 'patient', client: 'client_id' },
      ...changes,
    }),
    token,
    bearer: async (scope, { subject = 'user-1', client = 'app-1', patient } = {}) =>
      `Bearer ${await token({ scope, sub: subject, client_id: client, patient })}`,
    publicKey,
    keyPair: (algorithm = 'RS256') => keys[algorithm],
    rotate() {
      generation += 1;
      keys = newKeys();
    },
    fail(handler) {
      failing = handler;
    },
    recover() {
      failing = null;
    },
    changeConfiguration(changes) {
      described = changes;
    },
    close: () => server.close(),
  };
}

const ALGORITHMS = ['RS256', 'ES384'] as const;

/** No two issuers have a key in common. */
function newKeys(): Record<IssuerAlgorithm, KeyPair> {
  return {
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  };
}
