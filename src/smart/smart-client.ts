/** A registered app at the authorization server of one site: sends people to sign in, and gets and renews their tokens. */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  Configuration,
  customFetch,
  enableNonRepudiationChecks,
  type IDToken,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
  tokenRevocation,
} from 'openid-client';
import type { EpicConnection } from '../config/connection.ts';
import type { SmartAudience } from '../config/sign-in-urls.ts';
import type { SmartClientSettings, SmartSettings } from '../config/smart.ts';
import { GatewayError } from '../errors.ts';
import type { HttpClient } from '../http/http-client.ts';
import { prepareAppAuthentication } from './app-authentication.ts';
import { type AuthorizationServer, createServerDiscovery } from './authorization-server.ts';
import {
  parseSmartResponse,
  type SmartGrant,
  type PersonTokens,
  type SignedInPerson,
  toSmartGrant,
  toScopes,
  toTokens,
} from './grants.ts';
import { createOAuthFetch } from './oauth-fetch.ts';
import { endsSession, revocationFailureOf, toRenewalError, toSignInError } from './oauth-errors.ts';
import { SignInError } from './sign-in-faults.ts';

/** The secrets of one sign-in, which must come back with its response. */
export interface SignInChecks {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export function createSignInChecks(): SignInChecks {
  return { state: randomState(), nonce: randomNonce(), codeVerifier: randomPKCECodeVerifier() };
}

/** The outcome of renewing the tokens of a person. */
export type Renewal =
  | { readonly kind: 'renewed'; readonly tokens: PersonTokens; readonly scopes: readonly string[] | null }
  /** The server ended the grant, or granted it to another person or for another patient. */
  | { readonly kind: 'ended' };

export interface SmartClient {
  readonly clientId: string;
  /**
   * Returns the URL at which the person signs in.
   * @param launch the value from the EHR that launched the app; null if none did
   * @throws GatewayError if the server is unavailable, or does not name itself although sites share the redirect URL
   */
  authorizationUrl(checks: SignInChecks, launch: string | null): Promise<string>;
  /**
   * Exchanges the code of an authorization response.
   * @param parameters the query of the request to the redirect URL
   * @throws SignInError, or GatewayError if the server is unavailable
   */
  exchange(parameters: URLSearchParams, checks: SignInChecks): Promise<SmartGrant>;
  /** Sends the refresh token once. @throws GatewayError after which the session stays */
  renew(grant: RenewableGrant, refreshToken: string): Promise<Renewal>;
  /** Revokes the tokens if the server can. Never rejects: the session ends in any case. Returns the code of a failure; null without one. */
  revoke(tokens: PersonTokens): Promise<string | null>;
}

export interface RenewableGrant {
  readonly person: Pick<SignedInPerson, 'issuer' | 'subject'>;
  readonly patient: string | null;
}

interface SmartClientsOptions {
  readonly settings: SmartSettings;
  readonly connection: EpicConnection;
  readonly http: HttpClient;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The clients of a site; null for an audience without an app. */
export type SmartClients = Readonly<Record<SmartAudience, SmartClient | null>>;

export async function createSmartClients(options: SmartClientsOptions): Promise<SmartClients> {
  const { settings, connection, now } = options;
  const authenticate = await prepareAppAuthentication(
    settings.clientAuthentication,
    connection.authentication,
    now,
  );
  const create = (client: SmartClientSettings | null): SmartClient | null =>
    client === null ? null : createSmartClient({ ...options, client, authenticate });
  return { clinician: create(settings.clients.clinician), patient: create(settings.clients.patient) };
}

/** How much the clock of the authorization server may be ahead. */
const CLOCK_TOLERANCE_MS = 300_000;

interface SmartClientOptions extends SmartClientsOptions {
  readonly client: SmartClientSettings;
  readonly authenticate: Awaited<ReturnType<typeof prepareAppAuthentication>>;
}

function createSmartClient(options: SmartClientOptions): SmartClient {
  const { settings, connection, client, http, now } = options;
  const { clientId } = client;
  const { baseUrl } = connection;
  const discover = createServerDiscovery({ baseUrl, clientId, http, now });
  const configure = createConfigurations(options);
  const connect = async (): Promise<{
    readonly server: AuthorizationServer;
    readonly config: Configuration;
  }> => {
    const server = await discover();
    return { server, config: configure(server) };
  };

  const revoke: SmartClient['revoke'] = async ({ accessToken, refreshToken }) => {
    try {
      const { server, config } = await connect();
      if (server.revocationEndpoint === null) return null;
      // RFC 7009 §2.1: revoking a refresh token also revokes its access tokens, but a server need not.
      if (refreshToken !== null)
        await tokenRevocation(config, refreshToken, { token_type_hint: 'refresh_token' });
      await tokenRevocation(config, accessToken, { token_type_hint: 'access_token' });
      return null;
    } catch (error) {
      return revocationFailureOf(error);
    }
  };

  return {
    clientId,

    async authorizationUrl({ state, nonce, codeVerifier }, launch) {
      const { server, config } = await connect();
      if (settings.isRedirectShared && !server.sendsIssuer) throw sharedRedirectError();
      const url = buildAuthorizationUrl(config, {
        redirect_uri: settings.redirectUrl,
        response_type: 'code',
        scope: scopesOf(client, launch).join(' '),
        aud: baseUrl,
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        ...(launch === null ? {} : { launch }),
      });
      return url.href;
    },

    async exchange(parameters, { state, nonce, codeVerifier }) {
      const { server, config } = await connect();
      assertIssuer(parameters, server, settings.isRedirectShared);
      const response = await authorizationCodeGrant(
        config,
        new URL(`${settings.redirectUrl}?${parameters.toString()}`),
        { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier, idTokenExpected: true },
      ).catch((error: unknown) => {
        throw toSignInError(error);
      });
      const claims = response.claims();
      const person = personOf(claims);
      const parsed = parseSmartResponse(response);
      // All people without a name would be one person.
      if (claims === undefined || person === null || person.subject === '')
        throw new SignInError('no_id_token');
      // openid-client checks only the other times.
      if (claims.iat * 1000 > now() + CLOCK_TOLERANCE_MS) throw new SignInError('expired');
      if (parsed === null) throw new SignInError('invalid_response');
      return toSmartGrant(parsed, person, now());
    },

    async renew({ person, patient }, refreshToken) {
      const { server, config } = await connect();
      // The server is another one than at the sign-in, so it gets no token.
      if (server.issuer !== person.issuer) return { kind: 'ended' };
      try {
        const response = await refreshTokenGrant(config, refreshToken);
        const renewed = personOf(response.claims());
        const parsed = parseSmartResponse(response);
        if (parsed === null) throw invalidRenewalError();
        const isSamePerson = renewed === null || renewed.subject === person.subject;
        const isSamePatient = (parsed.patient ?? patient) === patient;
        if (!isSamePerson || !isSamePatient) {
          await revoke(toTokens(parsed, null, now()));
          return { kind: 'ended' };
        }
        const scopes = toScopes(parsed);
        return {
          kind: 'renewed',
          tokens: toTokens(parsed, refreshToken, now()),
          // RFC 6749 §6: a response without scopes does not change them.
          scopes: scopes.length === 0 ? null : scopes,
        };
      } catch (error) {
        if (endsSession(error)) return { kind: 'ended' };
        throw toRenewalError(error);
      }
    },

    revoke,
  };
}

/** Returns a function that configures openid-client, once for each discovery: the cached keys of the server belong to its configuration. */
function createConfigurations({
  connection,
  client,
  http,
  authenticate,
}: SmartClientOptions): (server: AuthorizationServer) => Configuration {
  const known = new WeakMap<AuthorizationServer, Configuration>();
  const isPlain = connection.baseUrl.startsWith('http:');
  return (server) => {
    const found = known.get(server);
    if (found !== undefined) return found;
    const config = new Configuration(
      {
        issuer: server.issuer,
        authorization_endpoint: server.authorizationEndpoint,
        token_endpoint: server.tokenEndpoint,
        jwks_uri: server.keySetUrl,
        ...(server.revocationEndpoint === null ? {} : { revocation_endpoint: server.revocationEndpoint }),
        authorization_response_iss_parameter_supported: server.sendsIssuer,
        id_token_signing_alg_values_supported: [...server.signingAlgorithms],
      },
      client.clientId,
      {},
      authenticate(server.tokenEndpoint),
    );
    config[customFetch] = createOAuthFetch(http);
    // Otherwise openid-client accepts an id_token without verifying its signature, because it came over TLS.
    enableNonRepudiationChecks(config);
    // The discovery has checked that a server without TLS is on loopback.
    if (isPlain) allowInsecureRequests(config);
    known.set(server, config);
    return config;
  };
}

/** `launch` belongs to a launch by an EHR, and without one `launch/patient` lets the person choose a patient (SMART App Launch 2.2). */
function scopesOf({ scopes }: SmartClientSettings, launch: string | null): readonly string[] {
  const others = scopes.filter((scope) => scope !== 'launch');
  if (launch !== null) return ['launch', ...others.filter((scope) => !scope.startsWith('launch/'))];
  const needsPatient = scopes.some((scope) => scope.startsWith('patient/'));
  return [...new Set([...(needsPatient ? ['launch/patient'] : []), ...others])];
}

/** Refuses the response of another server before anything is sent to this one (RFC 9207 §2.4). */
function assertIssuer(parameters: URLSearchParams, server: AuthorizationServer, isRequired: boolean): void {
  const named = parameters.getAll('iss');
  const isMissing = named.length === 0 && (isRequired || server.sendsIssuer);
  if (isMissing || named.some((issuer) => issuer !== server.issuer)) throw new SignInError('wrong_issuer');
}

function personOf(claims: IDToken | undefined): SignedInPerson | null {
  if (claims === undefined) return null;
  const { iss: issuer, sub: subject, fhirUser } = claims;
  return { issuer, subject, fhirUser: typeof fhirUser === 'string' ? fhirUser : null };
}

function invalidRenewalError(): GatewayError {
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'The authorization server renewed the token of the session, but its response is not valid. Try again later.',
  );
}

function sharedRedirectError(): GatewayError {
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'Several sites have the same SMART_REDIRECT_URL, but the authorization server of this site does not name itself in responses (RFC 9207). ' +
      'Give each site its own redirect URL.',
  );
}
