/** Authenticates the gateway to the FHIR server: by tokens that it requests with a key or a secret, or not at all. */
import type { JSONWebKeySet } from 'jose';
import type { EpicConnection } from '../config/connection.ts';
import type {
  KeyAuthentication,
  SecretAuthentication,
  TokenAuthentication,
} from '../config/authentication.ts';
import { GatewayError } from '../errors.ts';
import type { Http } from '../http/http.ts';
import type { Log } from '../log.ts';
import type { Observer } from '../observer.ts';
import type { SharedState } from '../state/state.ts';
import { signAssertion } from './assertion.ts';
import { assertionCredentials, type ClientCredentials, secretCredentials } from './client-credentials.ts';
import type { DeriveKey } from './derived-keys.ts';
import { discoverTokenUrl } from './discovery.ts';
import { createKeys } from './keys.ts';
import { rememberingRefusals } from './refused-token.ts';
import type { SharedToken, SharedTokenOptions } from './replica-token.ts';
import { createTokenSource, type Tokens } from './token-source.ts';

export interface SignIn {
  readonly tokens: Tokens;
  /** The key set of `/.well-known/jwks.json`; empty if the gateway signs nothing. */
  readonly publicKeys: JSONWebKeySet;
}

export interface SignInOptions {
  readonly connection: EpicConnection;
  /** For the FHIR server, which names its token endpoint. */
  readonly http: Http;
  /** For the token endpoint. */
  readonly tokenHttp: Http;
  readonly deriveKey: DeriveKey;
  /** What replicas share; null: nothing. */
  readonly state: SharedState | null;
  readonly log: Log;
  readonly observer: Observer;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export async function createSignIn(options: SignInOptions): Promise<SignIn> {
  const { connection, http, tokenHttp, deriveKey, state, log, observer, now } = options;
  const { baseUrl, authentication } = connection;
  if (authentication.kind === 'none') return OPEN;
  const { clientId, scope } = authentication;
  const { credentials, publicKeys } = await credentialsOf(authentication, now);
  let { tokenUrl } = authentication;
  const source = createTokenSource({
    http: tokenHttp,
    tokenUrl: async () => (tokenUrl ??= await discoverTokenUrl(http, baseUrl, clientId)),
    credentials,
    method: authentication.kind,
    scope,
    shared: state === null ? null : await sharedToken({ state, deriveKey, scope, now }),
    log,
    observer,
    now,
  });
  return { tokens: rememberingRefusals(source, now), publicKeys };
}

const NO_KEYS: JSONWebKeySet = { keys: [] };

/** If the server wants a token after all, it answers 401, and there is no other token. */
const OPEN: SignIn = {
  tokens: {
    get: async () => null,
    discard() {
      throw new GatewayError(
        'UPSTREAM_AUTHENTICATION_FAILED',
        'The FHIR server wants a token, and EPIC_AUTH=none sends none. Set EPIC_AUTH to how the gateway is registered there.',
      );
    },
  },
  publicKeys: NO_KEYS,
};

/** Creates the credentials of one token request. */
type Credentials = (tokenUrl: string) => Promise<ClientCredentials>;

async function credentialsOf(
  authentication: TokenAuthentication,
  now: () => number,
): Promise<{ readonly credentials: Credentials; readonly publicKeys: JSONWebKeySet }> {
  return authentication.kind === 'private_key_jwt' ? byKey(authentication, now) : bySecret(authentication);
}

async function byKey(authentication: KeyAuthentication, now: () => number) {
  const { clientId, tokenAudience } = authentication;
  const keys = await createKeys(authentication);
  const credentials: Credentials = async (tokenUrl) =>
    assertionCredentials(
      await signAssertion(keys.signing, { clientId, audience: tokenAudience ?? tokenUrl, now: now() }),
    );
  return { credentials, publicKeys: keys.published };
}

function bySecret(authentication: SecretAuthentication) {
  return { credentials: async () => secretCredentials(authentication), publicKeys: NO_KEYS };
}

/** Loads the module only if replicas share state. */
async function sharedToken(options: SharedTokenOptions): Promise<SharedToken> {
  const { createSharedToken } = await import('./replica-token.ts');
  return createSharedToken(options);
}
