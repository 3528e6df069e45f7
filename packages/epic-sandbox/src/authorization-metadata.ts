/** The descriptions of the authorization server: `.well-known/smart-configuration` and `.well-known/openid-configuration`. */
import { FHIR_PATH, ISSUER_PATH, SIGN_IN_PATHS } from './routes.ts';

/** The URLs that the sandbox publishes. */
export interface Endpoints {
  /** The base URL of the FHIR API, without a trailing slash. */
  readonly baseUrl: string;
  /** The issuer of ID tokens, which differs from the base URL, as at Epic. */
  readonly issuer: string;
  readonly tokenUrl: string;
  readonly authorizeUrl: string;
  readonly revokeUrl: string;
  readonly introspectUrl: string;
  readonly keySetUrl: string;
  readonly styleUrl: string;
}

/** The algorithms that Epic accepts for an assertion. */
export const SIGNING_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384'];

/** The capabilities that Epic advertises, except client secrets. */
const CAPABILITIES = [
  'launch-ehr',
  'launch-standalone',
  'client-public',
  'client-confidential-asymmetric',
  'sso-openid-connect',
  'context-banner',
  'context-style',
  'context-ehr-patient',
  'context-ehr-encounter',
  'context-standalone-patient',
  'permission-offline',
  'permission-patient',
  'permission-user',
  'permission-v1',
  'permission-v2',
];

export function createEndpoints(origin: string): Endpoints {
  return {
    baseUrl: origin + FHIR_PATH,
    issuer: origin + ISSUER_PATH,
    tokenUrl: origin + SIGN_IN_PATHS.token,
    authorizeUrl: origin + SIGN_IN_PATHS.authorize,
    revokeUrl: origin + SIGN_IN_PATHS.revoke,
    introspectUrl: origin + SIGN_IN_PATHS.introspect,
    keySetUrl: origin + SIGN_IN_PATHS.jwks,
    styleUrl: origin + SIGN_IN_PATHS['smart-style'],
  };
}

/**
 * SMART App Launch 2.2 §3.1.
 * @param sendsIssuer whether authorization responses have `iss` (RFC 9207)
 */
export function createSmartConfiguration(
  endpoints: Endpoints,
  sendsIssuer: boolean,
): Record<string, unknown> {
  return {
    ...describeServer(endpoints, sendsIssuer),
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    capabilities: CAPABILITIES,
  };
}

/** OpenID Connect Discovery §3. */
export function createOpenIdConfiguration(
  endpoints: Endpoints,
  sendsIssuer: boolean,
): Record<string, unknown> {
  return {
    ...describeServer(endpoints, sendsIssuer),
    grant_types_supported: ['authorization_code', 'refresh_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: ['iss', 'sub', 'aud', 'exp', 'iat', 'nonce', 'fhirUser', 'name'],
  };
}

function describeServer(endpoints: Endpoints, sendsIssuer: boolean): Record<string, unknown> {
  return {
    issuer: endpoints.issuer,
    jwks_uri: endpoints.keySetUrl,
    authorization_endpoint: endpoints.authorizeUrl,
    token_endpoint: endpoints.tokenUrl,
    revocation_endpoint: endpoints.revokeUrl,
    introspection_endpoint: endpoints.introspectUrl,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: SIGNING_ALGORITHMS,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: [
      'openid',
      'fhirUser',
      'profile',
      'launch',
      'launch/patient',
      'offline_access',
      'online_access',
      'patient/*.crs',
      'user/*.crs',
    ],
    authorization_response_iss_parameter_supported: sendsIssuer,
  };
}
