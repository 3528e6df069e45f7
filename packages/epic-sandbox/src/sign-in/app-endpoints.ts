/** The endpoints that apps call themselves: the exchange of codes and refresh tokens, revocation (RFC 7009) and introspection (RFC 7662). */
import type { JWTPayload } from 'jose';
import type { Endpoints } from '../authorization-metadata.ts';
import { type AssertionVerifier, issuerOfAssertion } from '../client-assertions.ts';
import { repeatedNames } from '../form-body.ts';
import { createEmptyResponse, createJsonResponse, type HttpResponse } from '../http-response.ts';
import { ASSERTION_TYPE, createTokenRefusal, type TokenError } from '../token-endpoint.ts';
import { asSigningClient, type RegisteredApp } from './apps.ts';
import type { Grant, Grants } from './grants.ts';
import type { IdTokenIssuer } from './id-tokens.ts';
import { REFRESH_SCOPES, splitScope } from './scopes.ts';

export interface AppEndpoints {
  /** Answers a form with one of {@link GRANT_TYPES}. */
  token: (form: URLSearchParams) => Promise<HttpResponse>;
  /** @param form null for anything but a POST of a form */
  revoke: (form: URLSearchParams | null) => Promise<HttpResponse>;
  /** @param form null for anything but a POST of a form */
  introspect: (form: URLSearchParams | null) => Promise<HttpResponse>;
}

/** The grant types by which a person's token is issued. */
export const GRANT_TYPES: readonly string[] = ['authorization_code', 'refresh_token'];

const ID_TOKEN_SECONDS = 300;

export function createAppEndpoints(options: {
  apps: ReadonlyMap<string, RegisteredApp>;
  assertions: AssertionVerifier;
  grants: Grants;
  idTokens: IdTokenIssuer;
  endpoints: Endpoints;
  /** Returns the time in epoch ms. */
  now: () => number;
  tokenLifetimeSeconds: number;
  rotatesRefreshTokens: boolean;
}): AppEndpoints {
  const { apps, assertions, grants, idTokens, now } = options;
  const { issuer, baseUrl, styleUrl } = options.endpoints;

  /** Returns the app that sent the form, or the error. A confidential client signs an assertion; a public one sends only its id. */
  async function authenticate(form: URLSearchParams): Promise<RegisteredApp | TokenError> {
    if (repeatedNames(form).length > 0) return 'invalid_request';
    const assertion = form.get('client_assertion');
    const claimed = assertion === null ? form.get('client_id') : issuerOfAssertion(assertion);
    const app = apps.get(claimed ?? '');
    if (app === undefined || (form.get('client_id') ?? app.clientId) !== app.clientId)
      return 'invalid_client';
    const signing = asSigningClient(app);
    if (assertion === null) return signing === null ? app : 'invalid_client';
    const isProven =
      signing !== null &&
      form.get('client_assertion_type') === ASSERTION_TYPE &&
      (await assertions.verify(assertion, signing));
    return isProven ? app : 'invalid_client';
  }

  async function token(form: URLSearchParams): Promise<HttpResponse> {
    const app = await authenticate(form);
    if (typeof app === 'string') return createTokenRefusal(app);
    return form.get('grant_type') === 'authorization_code' ? exchangeCode(form, app) : refresh(form, app);
  }

  async function exchangeCode(form: URLSearchParams, app: RegisteredApp): Promise<HttpResponse> {
    const code = form.get('code');
    const redirectUrl = form.get('redirect_uri');
    const verifier = form.get('code_verifier');
    if (code === null || redirectUrl === null || verifier === null)
      return createTokenRefusal('invalid_request');
    const grant = grants.redeemCode(code, app, { redirectUrl, verifier });
    if (grant === null) return createTokenRefusal('invalid_grant');
    const isRefreshable = REFRESH_SCOPES.some((scope) => grant.scopes.includes(scope));
    return createTokenResponse(grant, grant.scopes, {
      ...(isRefreshable && { refresh_token: grants.issueRefreshToken(grant) }),
      ...(grant.scopes.includes('openid') && { id_token: await idTokens.sign(claimsOf(grant)) }),
    });
  }

  /** Gives the same scopes again, or fewer. A new refresh token replaces the old one, where tokens rotate. */
  function refresh(form: URLSearchParams, app: RegisteredApp): HttpResponse {
    const refreshToken = form.get('refresh_token');
    const scope = form.get('scope');
    if (refreshToken === null) return createTokenRefusal('invalid_request');
    const granted = grants.findRefreshable(refreshToken)?.scopes ?? [];
    const wanted = scope === null ? granted : splitScope(scope);
    if (granted.length > 0 && wanted?.every((one) => granted.includes(one)) !== true)
      return createTokenRefusal('invalid_scope');
    const grant = grants.redeemRefreshToken(refreshToken, app);
    if (grant === null || wanted === null) return createTokenRefusal('invalid_grant');
    return createTokenResponse(grant, wanted, {
      ...(options.rotatesRefreshTokens && { refresh_token: grants.issueRefreshToken(grant) }),
    });
  }

  function createTokenResponse(
    grant: Grant,
    scopes: readonly string[],
    tokens: { refresh_token?: string; id_token?: string },
  ): HttpResponse {
    const { patient, encounter, needsPatientBanner } = grant;
    return createJsonResponse(200, {
      access_token: grants.issueAccessToken(grant, scopes),
      token_type: 'Bearer',
      expires_in: options.tokenLifetimeSeconds,
      scope: scopes.join(' '),
      ...tokens,
      ...(patient !== null && { patient }),
      ...(encounter !== null && { encounter }),
      need_patient_banner: needsPatientBanner,
      smart_style_url: styleUrl,
    });
  }

  function claimsOf({ app, person, scopes, nonce }: Grant): JWTPayload {
    const seconds = Math.floor(now() / 1000);
    return {
      iss: issuer,
      sub: person.sub,
      aud: app.clientId,
      iat: seconds,
      exp: seconds + ID_TOKEN_SECONDS,
      ...(nonce !== null && { nonce }),
      ...(scopes.includes('fhirUser') && { fhirUser: `${baseUrl}/${person.fhirUser.reference ?? ''}` }),
      ...(scopes.includes('profile') && { name: person.name }),
    };
  }

  /** Answers 200 for a token that is unknown, revoked or of another app, too (RFC 7009 §2.2). */
  async function revoke(form: URLSearchParams | null): Promise<HttpResponse> {
    const app = form === null ? 'invalid_request' : await authenticate(form);
    const revoked = form?.get('token');
    if (typeof app === 'string') return createTokenRefusal(app);
    if (revoked === null || revoked === undefined) return createTokenRefusal('invalid_request');
    grants.revoke(revoked, app);
    return createEmptyResponse(200, { 'Cache-Control': 'no-store' });
  }

  async function introspect(form: URLSearchParams | null): Promise<HttpResponse> {
    const app = form === null ? 'invalid_request' : await authenticate(form);
    const examined = form?.get('token');
    if (typeof app === 'string') return createTokenRefusal(app);
    if (examined === null || examined === undefined) return createTokenRefusal('invalid_request');
    const issued = grants.find(examined);
    const grant = issued?.grant ?? grants.findRefreshable(examined);
    if (grant?.app.clientId !== app.clientId) return createJsonResponse(200, { active: false });
    return createJsonResponse(200, {
      active: true,
      scope: (issued ?? grant).scopes.join(' '),
      client_id: app.clientId,
      sub: grant.person.sub,
      iss: issuer,
      ...(issued !== null && { exp: Math.floor(issued.expires / 1000) }),
      ...(grant.patient !== null && { patient: grant.patient }),
    });
  }

  return { token, revoke, introspect };
}
