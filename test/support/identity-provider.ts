/** An OpenID provider on a free port that issues access tokens, rotates its keys, and can fail. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { TokenVerification } from '../../src/config/server-settings.ts';
import { signToken } from '../../src/local-issuer/signed-token.ts';
import type { KeyPair } from '../config/key-material.ts';
import { type Handler, startLocalServer } from '../http/local-server.ts';

export interface IdentityProvider {
  /** The `iss` of tokens, and the base URL of the OpenID configuration. */
  readonly issuer: string;
  readonly jwksUrl: string;
  /** The number of requests for each document so far. */
  readonly fetched: { configuration: number; keys: number };
  /** Returns the configuration of a gateway that accepts the provider's tokens. */
  tokenVerification(changes?: Partial<TokenVerification>): TokenVerification;
  /** Signs a token that is valid except for these changes. An undefined claim is omitted. */
  token(claims?: Readonly<Record<string, unknown>>, making?: TokenOptions): Promise<string>;
  /** Signs exactly these claims, as a real issuer would send them. The header names the key, unless it replaces `alg`, `kid` or `typ`. */
  issue(claims: Readonly<Record<string, unknown>>, header?: TokenHeader): Promise<string>;
  /** Returns an `Authorization` header. @param scopes separated by spaces */
  bearer(scopes: string, caller?: CallerClaims): Promise<string>;
  /** Returns the published JWK of an algorithm. */
  publicKey(algorithm?: IssuerAlgorithm): Record<string, unknown>;
  /** Returns the key pair of an algorithm, for tokens that no real issuer would sign. */
  keyPair(algorithm?: IssuerAlgorithm): KeyPair;
  /** Replaces the keys, which invalidates all tokens so far. */
  rotate(): void;
  /** Answers all requests with this handler, until `recover`. */
  fail(handler: Handler): void;
  recover(): void;
  /** Changes members of the OpenID configuration. */
  changeConfiguration(changes: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

type IssuerAlgorithm = 'RS256' | 'ES384';

/** Null omits a member. */
interface TokenHeader {
  readonly alg?: string;
  readonly kid?: string | null;
  readonly typ?: string | null;
}

interface TokenOptions {
  readonly algorithm?: IssuerAlgorithm;
  readonly header?: TokenHeader;
  /** Signs the token instead of the issuer's key. */
  readonly key?: KeyObject | Uint8Array;
}

/** The caller that a token identifies. */
export interface CallerClaims {
  readonly subject?: string;
  readonly client?: string;
  /** The FHIR id of the patient in context, to whom `patient/` scopes apply. */
  readonly patient?: string;
}

export const AUDIENCE = 'https://gateway.example.org';
const LIFETIME_SECONDS = 300;

interface IdentityProviderOptions {
  /** The path of the issuer, such as `/realms/hospital`; empty by default. */
  readonly path?: string;
  /** The path of its key set. */
  readonly keySetPath?: string;
}

/** @param now the time of issue of tokens, in epoch milliseconds */
export async function startIdentityProvider(
  now: () => number = Date.now,
  { path = '', keySetPath = `${path.replace(/\/$/, '')}/keys` }: IdentityProviderOptions = {},
): Promise<IdentityProvider> {
  let keys = takeKeys();
  const taken = [keys];
  let generation = 1;
  let failing: Handler | null = null;
  let described: Readonly<Record<string, unknown>> = {};
  const fetched = { configuration: 0, keys: 0 };

  const documents: Readonly<Record<string, () => unknown>> = {
    [`${path.replace(/\/$/, '')}/.well-known/openid-configuration`]: () => {
      fetched.configuration += 1;
      return { issuer, jwks_uri: jwksUrl, ...described };
    },
    [keySetPath]: () => {
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
  const issuer = server.origin + path;
  const jwksUrl = server.origin + keySetPath;
  const keyId = (algorithm: IssuerAlgorithm): string => `${algorithm}-${generation}`;

  const publicKey = (algorithm: IssuerAlgorithm = 'RS256'): Record<string, unknown> => ({
    ...keys[algorithm].publicKey.export({ format: 'jwk' }),
    kid: keyId(algorithm),
    use: 'sig',
    alg: algorithm,
  });

  const sign = (
    claims: Readonly<Record<string, unknown>>,
    { algorithm = 'RS256', header = {}, key = keys[algorithm].privateKey }: TokenOptions,
  ): Promise<string> => {
    const { alg = algorithm, kid = keyId(algorithm), typ = 'at+jwt' } = header;
    const named = { ...(kid === null ? {} : { kid }), ...(typ === null ? {} : { typ }) };
    return signToken(claims, { alg, ...named }, key);
  };

  const token: IdentityProvider['token'] = (claims = {}, making = {}) => {
    const seconds = Math.floor(now() / 1000);
    const usual = {
      iss: issuer,
      aud: AUDIENCE,
      sub: 'user-1',
      client_id: 'app-1',
      iat: seconds,
      nbf: seconds,
      exp: seconds + LIFETIME_SECONDS,
    };
    return sign({ ...usual, ...claims }, making);
  };

  return {
    issuer,
    jwksUrl,
    fetched,
    tokenVerification: (changes = {}) => ({
      issuers: [issuer],
      audiences: [AUDIENCE],
      clients: null,
      jwksUrl: null,
      keySetFile: null,
      algorithms: ['RS256', 'RS384', 'ES256', 'ES384'],
      clockToleranceSeconds: 30,
      scopeMap: null,
      claims: { scope: ['scope'], patient: 'patient', client: 'client_id', sites: 'sites' },
      ...changes,
    }),
    token,
    issue: (claims, header = {}) => sign(claims, { header }),
    bearer: async (scope, { subject = 'user-1', client = 'app-1', patient } = {}) =>
      `Bearer ${await token({ scope, sub: subject, client_id: client, patient })}`,
    publicKey,
    keyPair: (algorithm = 'RS256') => keys[algorithm],
    rotate() {
      generation += 1;
      keys = takeKeys();
      taken.push(keys);
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
    async close() {
      await server.close();
      spareKeys.push(...taken.splice(0));
    },
  };
}

const ALGORITHMS = ['RS256', 'ES384'] as const;

type Keys = Record<IssuerAlgorithm, KeyPair>;

/** The keys of closed providers, because generating an RSA key takes longer than most tests. */
const spareKeys: Keys[] = [];

/** Returns keys that no other open provider has. */
function takeKeys(): Keys {
  return (
    spareKeys.shift() ?? {
      RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
      ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    }
  );
}
