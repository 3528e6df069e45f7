/** The keys that an issuer signs its tokens with: found by its OpenID configuration, kept for a while, asked for anew when one is missing. */
import {
  createRemoteJWKSet,
  type CryptoKey,
  customFetch,
  errors,
  type JWKSCacheInput,
  jwksCache,
  type JWTVerifyGetKey,
} from 'jose';
import { z } from 'zod';
import { GatewayError } from '../errors.ts';
import type { Http } from '../http/http.ts';
import { remembered } from '../http/remembered.ts';
import type { Log } from '../log.ts';
import { maySpeakTo } from './endpoints.ts';
import { jwkSet } from './published-keys.ts';

export interface IssuerKeys {
  /**
   * Gives the key that a token's header names.
   * @throws GatewayError where the keys cannot be had; jose's own errors where they can, and none fits
   */
  readonly keyFor: JWTVerifyGetKey;
  /** Stands for the keys as they are, another object for other keys; null where the issuer has to be asked for them. */
  current(): object | null;
  /** Asks for the keys before a token comes; a failure is in the log. */
  warmUp(): Promise<void>;
}

export interface IssuerKeysOptions {
  readonly issuer: string;
  /** Where the key set is; null: the OpenID configuration of the issuer says. */
  readonly jwksUrl: string | null;
  readonly http: Http;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The longest that a key which the issuer has withdrawn is still believed. */
const KEYS_FOR_MS = 600_000;
/** How often a `kid` that is not among the keys can make them be asked for: anyone can make such up. */
const COOLDOWN_MS = 30_000;
/** How long an outage is believed before the issuer is asked again, however many tokens come. */
const OUTAGE_FOR_MS = 10_000;
const CONFIGURATION_FOR_MS = 3_600_000;

/** OpenID Connect Discovery 1.0 §3: what is needed of it. */
const openidConfiguration = z.object({ issuer: z.string(), jwks_uri: z.string() });

export function createIssuerKeys(options: IssuerKeysOptions): IssuerKeys {
  const { issuer, jwksUrl, now } = options;
  const findUrl = remembered(() => discoverKeySet(options), {
    answerMs: CONFIGURATION_FOR_MS,
    failureMs: 0,
    now,
  });
  const fetchKeys = remembered(
    () => logged(options, async () => readKeySet(options, jwksUrl ?? (await findUrl()))),
    { answerMs: 0, failureMs: OUTAGE_FOR_MS, now },
  );
  const held: JWKSCacheInput = {};
  // Where the keys are is not known yet, so that the URL stands for the issuer here; what is fetched is ours to say.
  const keySet = createRemoteJWKSet(new URL(jwksUrl ?? issuer), {
    cacheMaxAge: KEYS_FOR_MS,
    cooldownDuration: COOLDOWN_MS,
    [jwksCache]: held,
    [customFetch]: async () => Response.json(await fetchKeys()),
  });
  return {
    async keyFor(header, token) {
      try {
        const key = await keySet(header, token);
        if (isStrong(key)) return key;
      } catch (error) {
        if (error instanceof GatewayError || isFaultOfToken(error)) throw error;
      }
      return logged(options, async () => {
        throw unavailable('The key of the issuer that a token names cannot be used.');
      });
    },
    current: () => (keySet.fresh ? (held['jwks'] ?? null) : null),
    async warmUp() {
      await keySet.reload().catch(() => undefined);
    },
  };
}

function isFaultOfToken(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
}

/** RFC 7518 §3.3. jose refuses a shorter one too, but as if it were a defect of the gateway. */
function isStrong({ algorithm }: CryptoKey): boolean {
  return !('modulusLength' in algorithm) || Number(algorithm.modulusLength) >= 2048;
}

async function logged<T>({ issuer, log }: IssuerKeysOptions, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const reason = error instanceof GatewayError ? error.message : 'An unexpected error happened.';
    log.warn('issuer_keys_unavailable', { host: new URL(issuer).host, reason });
    throw error;
  }
}

async function discoverKeySet(options: IssuerKeysOptions): Promise<string> {
  const { issuer } = options;
  // §4 of the same: a slash at the end of the issuer goes.
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const configuration = openidConfiguration.safeParse(await getJson(options, url));
  if (!configuration.success) {
    throw unavailable('The OpenID configuration of the issuer names no key set. Set AUTH_JWKS_URL.');
  }
  // §4.3: else one issuer could speak for another.
  if (configuration.data.issuer !== issuer) {
    throw unavailable('The OpenID configuration of the issuer names another issuer. Check AUTH_ISSUER.');
  }
  const { jwks_uri: found } = configuration.data;
  if (!maySpeakTo(found, issuer)) {
    throw unavailable('The OpenID configuration of the issuer names a key set that is not behind https.');
  }
  return found;
}

async function readKeySet(options: IssuerKeysOptions, url: string): Promise<z.output<typeof jwkSet>> {
  const keySet = jwkSet.safeParse(await getJson(options, url));
  if (!keySet.success) throw unavailable('The issuer of tokens answered with something that is no key set.');
  return keySet.data;
}

async function getJson({ http }: IssuerKeysOptions, url: string): Promise<unknown> {
  const { status, json } = await http.send({
    url,
    headers: { accept: 'application/json, application/jwk-set+json' },
    server: 'The issuer of tokens',
  });
  if (status !== 200 || json === undefined) {
    throw unavailable(`The issuer of tokens answered HTTP ${status}, where 200 with JSON was expected.`);
  }
  return json;
}

function unavailable(message: string): GatewayError {
  return new GatewayError('UPSTREAM_UNAVAILABLE', message);
}
