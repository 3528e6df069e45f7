/** The endpoints of OAuth, the pages on which a person signs in, and the page that launches apps. */
const SIGN_IN_OPERATIONS = [
  'token',
  'authorize',
  'sign-in',
  'consent',
  'revoke',
  'introspect',
  'jwks',
  'smart-style',
  'openid-configuration',
  'launcher',
  'launch',
] as const;

export type SignInOperation = (typeof SIGN_IN_OPERATIONS)[number];

/** The operation that a method and URL select. `other` covers everything that the sandbox doesn't serve. */
export type Route =
  | { operation: SignInOperation; resourceType: null }
  | { operation: 'metadata' | 'smart-configuration'; resourceType: null }
  | { operation: 'read'; resourceType: string; id: string }
  | { operation: 'search'; resourceType: string }
  | { operation: 'create'; resourceType: string }
  | { operation: 'match'; resourceType: 'Patient' }
  | { operation: 'summary'; resourceType: 'Patient'; id: string }
  | { operation: 'page'; resourceType: string; sessionId: string }
  | { operation: 'other'; resourceType: string | null };

export const FHIR_PATH = '/interconnect-sandbox-oauth/api/FHIR/R4';
/** The issuer of ID tokens is the origin with this path. */
export const ISSUER_PATH = '/interconnect-sandbox-oauth/oauth2';
const OPENID_CONFIGURATION = '.well-known/openid-configuration';

export const SIGN_IN_PATHS = {
  token: `${ISSUER_PATH}/token`,
  authorize: `${ISSUER_PATH}/authorize`,
  'sign-in': `${ISSUER_PATH}/authorize/sign-in`,
  consent: `${ISSUER_PATH}/authorize/consent`,
  revoke: `${ISSUER_PATH}/revoke`,
  introspect: `${ISSUER_PATH}/introspect`,
  jwks: `${ISSUER_PATH}/jwks`,
  'smart-style': `${ISSUER_PATH}/smart-style.json`,
  'openid-configuration': `${ISSUER_PATH}/${OPENID_CONFIGURATION}`,
  launcher: '/launcher',
  launch: '/launcher/launch',
} as const satisfies Readonly<Record<SignInOperation, string>>;

const FIXED_PATHS: ReadonlyMap<string, Route> = new Map<string, Route>([
  ...SIGN_IN_OPERATIONS.map((operation): [string, Route] => [
    SIGN_IN_PATHS[operation],
    { operation, resourceType: null },
  ]),
  [`${FHIR_PATH}/metadata`, { operation: 'metadata', resourceType: null }],
  [`${FHIR_PATH}/.well-known/smart-configuration`, { operation: 'smart-configuration', resourceType: null }],
  [`${FHIR_PATH}/${OPENID_CONFIGURATION}`, { operation: 'openid-configuration', resourceType: null }],
]);

const RESOURCE_PATH = new RegExp(
  `^${FHIR_PATH}/(?<resourceType>[A-Z][A-Za-z]*)(?:/(?<id>[^/]+))?(?<more>/.*)?$`,
);

const MATCH_PATH = `${FHIR_PATH}/Patient/$match`;
const SUMMARY_PATH = new RegExp(`^${FHIR_PATH}/Patient/(?<id>[^/]+)/\\$summary$`);

/** The FHIR API accepts GET, and POST of a resource to its type. Other endpoints check the method themselves. */
export function routeOf(method: string, path: string, query: URLSearchParams): Route {
  const fixed = FIXED_PATHS.get(path);
  if (fixed !== undefined) return fixed;
  if (method === 'POST' && path === MATCH_PATH) return { operation: 'match', resourceType: 'Patient' };
  const summarized = SUMMARY_PATH.exec(path)?.groups?.['id'];
  if (method === 'GET' && summarized !== undefined)
    return { operation: 'summary', resourceType: 'Patient', id: decodeSegment(summarized) };
  const { resourceType, id, more } = RESOURCE_PATH.exec(path)?.groups ?? {};
  if (method === 'POST' && resourceType !== undefined && id === undefined && more === undefined) {
    return { operation: 'create', resourceType };
  }
  if (resourceType === undefined || more !== undefined || method !== 'GET') {
    return { operation: 'other', resourceType: resourceType ?? null };
  }
  if (id !== undefined) return { operation: 'read', resourceType, id: decodeSegment(id) };
  const sessionId = query.get('sessionID');
  return sessionId === null
    ? { operation: 'search', resourceType }
    : { operation: 'page', resourceType, sessionId };
}

/** Keeps malformed percent-encoding unchanged, which makes it an unknown id. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export function isSignInRoute(route: Route): route is Extract<Route, { operation: SignInOperation }> {
  return SIGN_IN_OPERATIONS.some((operation) => operation === route.operation);
}
