/** The operation that a method and URL select. `other` covers everything that the sandbox doesn't serve. */
export type Route =
  | { operation: 'token'; resourceType: null }
  | { operation: 'metadata' | 'smart-configuration'; resourceType: null }
  | { operation: 'read'; resourceType: string; id: string }
  | { operation: 'search'; resourceType: string }
  | { operation: 'create'; resourceType: string }
  | { operation: 'match'; resourceType: 'Patient' }
  | { operation: 'summary'; resourceType: 'Patient'; id: string }
  | { operation: 'page'; resourceType: string; sessionId: string }
  | { operation: 'other'; resourceType: string | null };

export const TOKEN_PATH = '/interconnect-sandbox-oauth/oauth2/token';
/** Appears only in the CapabilityStatement: the sandbox has no sign-in. */
export const AUTHORIZE_PATH = '/interconnect-sandbox-oauth/oauth2/authorize';
export const FHIR_PATH = '/interconnect-sandbox-oauth/api/FHIR/R4';

const FIXED_PATHS: ReadonlyMap<string, Route> = new Map<string, Route>([
  [TOKEN_PATH, { operation: 'token', resourceType: null }],
  [`${FHIR_PATH}/metadata`, { operation: 'metadata', resourceType: null }],
  [`${FHIR_PATH}/.well-known/smart-configuration`, { operation: 'smart-configuration', resourceType: null }],
]);

const RESOURCE_PATH = new RegExp(
  `^${FHIR_PATH}/(?<resourceType>[A-Z][A-Za-z]*)(?:/(?<id>[^/]+))?(?<more>/.*)?$`,
);

const MATCH_PATH = `${FHIR_PATH}/Patient/$match`;
const SUMMARY_PATH = new RegExp(`^${FHIR_PATH}/Patient/(?<id>[^/]+)/\\$summary$`);

/** The FHIR API accepts GET, and POST of a resource to its type. The token endpoint checks the method itself. */
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
