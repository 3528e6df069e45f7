/**
 * Fetches the signing keys of a token issuer, found by OpenID Connect Discovery, or reads them from the file of the local issuer. Caches them,
 * and fetches them again if one is missing.
 */
import {
  createRemoteJWKSet,
  type CryptoKey,
  customFetch,
  errors,
  jwksCache,
  type JWKSCacheInput,
  type JWTVerifyGetKey,
} from 'jose';
import { z } from 'zod';
import { type LocalKeySet, readLocalKeySet } from '../config/local-issuer.ts';
import { UntrustedFile } from '../config/trusted-files.ts';
import { GatewayError } from '../errors.ts';
import type { HttpClient } from '../http/http-client.ts';
import { memoizeWithTtl } from '../http/memoize-with-ttl.ts';
import type { Log } from '../observability/log.ts';
import { jwkSet } from './published-keys.ts';
import { isTrustedEndpoint } from './trusted-endpoint.ts';

export interface IssuerKeys {
  /**
   * Returns the key that the header of a token names.
   * @throws GatewayError if the keys cannot be fetched, or jose's error if none matches
   */
  readonly getKey: JWTVerifyGetKey;
  /** Returns an object that identifies the cached keys; new keys are a new object. Null if the keys have to be fetched. */
  current(): object | null;
  /** Fetches the keys before the first token arrives. Logs a failure. */
  warmUp(): Promise<void>;
}

interface IssuerKeysOptions {
  readonly issuer: string;
  /** The URL of the key set; null to discover it. */
  readonly jwksUrl: string | null;
  /** The file with the key set of the local issuer; null to fetch it. */
  readonly keySetFile: string | null;
  readonly http: HttpClient;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The gateway accepts a withdrawn key for at most this time. */
const KEYS_TTL_MS = 600_000;
/** The minimum time between fetches for unknown `kid`s, which anyone can make up. */
const COOLDOWN_MS = 30_000;
/** The minimum time between a failed fetch and the next, however many tokens arrive. */
const OUTAGE_TTL_MS = 10_000;
const CONFIGURATION_TTL_MS = 3_600_000;

/** The used members of OpenID Connect Discovery 1.0 §3. */
const openidConfiguration = z.object({ issuer: z.string(), jwks_uri: z.string() });

export function createIssuerKeys(options: IssuerKeysOptions): IssuerKeys {
  const { issuer, jwksUrl, keySetFile, now } = options;
  const findUrl = memoizeWithTtl(() => discoverKeySet(options), {
    successTtlMs: CONFIGURATION_TTL_MS,
    failureTtlMs: 0,
    now,
  });
  const fetchKeys = memoizeWithTtl(
    () =>
      logFailure(options, async () =>
        keySetFile === null ? fetchKeySet(options, jwksUrl ?? (await findUrl())) : readKeySetFile(keySetFile),
      ),
    { successTtlMs: 0, failureTtlMs: OUTAGE_TTL_MS, now },
  );
  const cachedKeySet: JWKSCacheInput = {};
  // The URL of the keys may be unknown yet, so pass the issuer's. `customFetch` ignores it.
  const keySet = createRemoteJWKSet(new URL(jwksUrl ?? issuer), {
    cacheMaxAge: KEYS_TTL_MS,
    cooldownDuration: COOLDOWN_MS,
    [jwksCache]: cachedKeySet,
    [customFetch]: async () => Response.json(await fetchKeys()),
  });
  return {
    async getKey(header, token) {
      try {
        const key = await keySet(header, token);
        if (isStrong(key)) return key;
      } catch (error) {
        if (error instanceof GatewayError || isTokenFault(error)) throw error;
      }
      return logFailure(options, async () => {
        throw unavailableError('A token names a key of the issuer that cannot be used.');
      });
    },
    current: () => (keySet.fresh ? (cachedKeySet['jwks'] ?? null) : null),
    async warmUp() {
      await keySet.reload().catch(() => undefined);
    },
  };
}

function isTokenFault(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
}

/** Checks the key length (RFC 7518 §3.3). jose refuses a shorter key too, but with an error that looks like a defect. */
function isStrong({ algorithm }: CryptoKey): boolean {
  return !('modulusLength' in algorithm) || Number(algorithm.modulusLength) >= 2048;
}

async function logFailure<T>({ issuer, log }: IssuerKeysOptions, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    const reason = error instanceof GatewayError ? error.message : 'An unexpected error occurred.';
    // The local issuer has a URN, and no host.
    log.warn('issuer_keys_unavailable', { host: new URL(issuer).host || issuer, reason });
    throw error;
  }
}

async function discoverKeySet(options: IssuerKeysOptions): Promise<string> {
  const { issuer } = options;
  // OpenID Connect Discovery 1.0 §4: remove a trailing slash of the issuer.
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const configuration = openidConfiguration.safeParse(await getJson(options, url));
  if (!configuration.success) {
    throw unavailableError('The OpenID configuration of the issuer names no key set. Set AUTH_JWKS_URL.');
  }
  // §4.3: otherwise one issuer could impersonate another.
  if (configuration.data.issuer !== issuer) {
    throw unavailableError('The OpenID configuration of the issuer names another issuer. Check AUTH_ISSUER.');
  }
  const { jwks_uri: found } = configuration.data;
  if (!isTrustedEndpoint(found, issuer)) {
    throw unavailableError('The OpenID configuration of the issuer names a key set without https.');
  }
  return found;
}

function readKeySetFile(path: string): LocalKeySet {
  try {
    return readLocalKeySet(path);
  } catch (error) {
    const reason = error instanceof UntrustedFile ? error.message : 'it cannot be read';
    throw unavailableError(`The key set of the local issuer (AUTH_LOCAL_ISSUER) cannot be used: ${reason}.`);
  }
}

async function fetchKeySet(options: IssuerKeysOptions, url: string): Promise<z.output<typeof jwkSet>> {
  const keySet = jwkSet.safeParse(await getJson(options, url));
  if (!keySet.success) throw unavailableError('The token issuer did not return a key set.');
  return keySet.data;
}

async function getJson({ http }: IssuerKeysOptions, url: string): Promise<unknown> {
  const { status, json } = await http.send({
    url,
    headers: { accept: 'application/json, application/jwk-set+json' },
    server: 'The token issuer',
  });
  if (status !== 200 || json === undefined) {
    throw unavailableError(`The token issuer responded with HTTP ${status}. Expected 200 with JSON.`);
  }
  return json;
}

function unavailableError(message: string): GatewayError {
  return new GatewayError('UPSTREAM_UNAVAILABLE', message);
}
