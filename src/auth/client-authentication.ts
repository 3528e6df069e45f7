/** Authenticates the gateway to the FHIR server: with tokens that it requests by key or secret, or not at all. */
import type { JSONWebKeySet } from 'jose';
import type {
  KeyAuthentication,
  SecretAuthentication,
  TokenAuthentication,
} from '../config/authentication.ts';
import type { EpicConnection } from '../config/connection.ts';
import { GatewayError } from '../errors.ts';
import type { HttpClient } from '../http/http-client.ts';
import type { Log } from '../observability/log.ts';
import type { Observer } from '../observability/observer.ts';
import type { SharedState } from '../state/shared-state.ts';
import { signAssertion } from './client-assertion.ts';
import { assertionCredentials, type ClientCredentials, secretCredentials } from './client-credentials.ts';
import type { DeriveKey } from './derived-keys.ts';
import { discoverTokenUrl } from './discovery.ts';
import type { SharedToken, SharedTokenOptions } from './shared-token.ts';
import { createSigningKeys } from './signing-keys.ts';
import { createTokenFailureCache } from './token-failure-cache.ts';
import { createTokenSource, type TokenProvider } from './token-source.ts';

export interface ClientAuthentication {
  readonly tokens: TokenProvider;
  /** The key set at `/.well-known/jwks.json`; empty if the gateway signs nothing. */
  readonly publicKeys: JSONWebKeySet;
}

interface ClientAuthenticationOptions {
  readonly connection: EpicConnection;
  /** For discovering the token endpoint at the FHIR server. */
  readonly http: HttpClient;
  /** For requests to the token endpoint. */
  readonly tokenHttp: HttpClient;
  readonly deriveKey: DeriveKey;
  /** Null if replicas share no state. */
  readonly state: SharedState | null;
  readonly log: Log;
  readonly observer: Observer;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export async function createClientAuthentication(
  options: ClientAuthenticationOptions,
): Promise<ClientAuthentication> {
  const { connection, http, tokenHttp, deriveKey, state, log, observer, now } = options;
  const { baseUrl, authentication } = connection;
  if (authentication.kind === 'none') return NO_AUTHENTICATION;
  const { clientId, scope } = authentication;
  const { credentials, publicKeys } = await prepareCredentials(authentication, now);
  let { tokenUrl } = authentication;
  const source = createTokenSource({
    http: tokenHttp,
    tokenUrl: async () => (tokenUrl ??= await discoverTokenUrl(http, baseUrl, clientId)),
    credentials,
    method: authentication.kind,
    scope,
    shared: state === null ? null : await loadSharedToken({ state, deriveKey, scope, now }),
    log,
    observer,
    now,
  });
  return { tokens: createTokenFailureCache(source, now), publicKeys };
}

const NO_KEYS: JSONWebKeySet = { keys: [] };

/** If the server requires a token after all, it responds with 401, and `discard` throws. */
const NO_AUTHENTICATION: ClientAuthentication = {
  tokens: {
    get: async () => null,
    discard() {
      throw new GatewayError(
        'UPSTREAM_AUTHENTICATION_FAILED',
        'The FHIR server requires a token, but EPIC_AUTH=none sends none. Set EPIC_AUTH to the method that is registered there.',
      );
    },
  },
  publicKeys: NO_KEYS,
};

/** Creates the credentials of one token request. */
type CreateCredentials = (tokenUrl: string) => Promise<ClientCredentials>;

async function prepareCredentials(
  authentication: TokenAuthentication,
  now: () => number,
): Promise<{ readonly credentials: CreateCredentials; readonly publicKeys: JSONWebKeySet }> {
  return authentication.kind === 'private_key_jwt'
    ? prepareKeyCredentials(authentication, now)
    : prepareSecretCredentials(authentication);
}

async function prepareKeyCredentials(authentication: KeyAuthentication, now: () => number) {
  const { clientId, tokenAudience } = authentication;
  const keys = await createSigningKeys(authentication);
  const credentials: CreateCredentials = async (tokenUrl) =>
    assertionCredentials(
      await signAssertion(keys.signing, { clientId, audience: tokenAudience ?? tokenUrl, now: now() }),
    );
  return { credentials, publicKeys: keys.published };
}

function prepareSecretCredentials(authentication: SecretAuthentication) {
  return { credentials: async () => secretCredentials(authentication), publicKeys: NO_KEYS };
}

/** Loads the module, and the libraries it imports, only if replicas share state. */
async function loadSharedToken(options: SharedTokenOptions): Promise<SharedToken> {
  const { createSharedToken } = await import('./shared-token.ts');
  return createSharedToken(options);
}
