/** The keys of a site in the sites file, with the environment variable of the same meaning. */
import { findNearestName } from './nearest-name.ts';

/** Keys whose values have the form of the variable. */
export const SITE_KEYS = {
  baseUrl: 'EPIC_BASE_URL',
  linkBaseUrl: 'EPIC_LINK_BASE_URL',
  auth: 'EPIC_AUTH',
  tokenUrl: 'EPIC_TOKEN_URL',
  clientId: 'EPIC_CLIENT_ID',
  privateKeyFile: 'EPIC_PRIVATE_KEY_FILE',
  clientSecretFile: 'EPIC_CLIENT_SECRET_FILE',
  keyId: 'EPIC_KEY_ID',
  secondPublicKey: 'EPIC_SECOND_PUBLIC_KEY',
  keySetUrl: 'EPIC_JWKS_URL',
  signingAlgorithm: 'EPIC_SIGNING_ALG',
  tokenAudience: 'EPIC_TOKEN_AUDIENCE',
  scope: 'EPIC_SCOPE',
  panel: 'PATIENT_PANEL',
  panelCacheSeconds: 'PANEL_CACHE_SECONDS',
  mrnSystem: 'MRN_SYSTEM',
  timeZone: 'SITE_TIME_ZONE',
  maxConcurrency: 'EPIC_MAX_CONCURRENCY',
  maxRequestsPerSecond: 'EPIC_MAX_RPS',
  timeoutMs: 'EPIC_TIMEOUT_MS',
  idBatchSize: 'EPIC_ID_BATCH_SIZE',
  auditLog: 'AUDIT_LOG',
  smartClientId: 'SMART_CLIENT_ID',
  smartPatientClientId: 'SMART_PATIENT_CLIENT_ID',
  smartScopes: 'SMART_SCOPES',
  smartPatientScopes: 'SMART_PATIENT_SCOPES',
  smartRedirectUrl: 'SMART_REDIRECT_URL',
  smartClientAuth: 'SMART_CLIENT_AUTH',
  smartReturnUrls: 'SMART_RETURN_URLS',
  smartAppOrigins: 'SMART_APP_ORIGINS',
  smartFrameAncestors: 'SMART_FRAME_ANCESTORS',
} as const;

/** Keys whose values name the environment variable with the secret. */
export const SECRET_KEYS = {
  privateKeyEnv: 'EPIC_PRIVATE_KEY',
  clientSecretEnv: 'EPIC_CLIENT_SECRET',
} as const;

/** Keys whose values are paths. A relative path starts at the folder of the sites file. */
export const PATH_KEYS: ReadonlySet<string> = new Set<keyof typeof SITE_KEYS>([
  'privateKeyFile',
  'clientSecretFile',
]);

/** Keys below `callers`. */
export const CALLER_KEYS = {
  issuer: 'AUTH_ISSUER',
  audience: 'AUTH_AUDIENCE',
  clients: 'AUTH_CLIENTS',
  jwksUrl: 'AUTH_JWKS_URL',
  scopeClaim: 'AUTH_SCOPE_CLAIM',
  scopeMap: 'AUTH_SCOPE_MAP',
  patientClaim: 'AUTH_PATIENT_CLAIM',
  clientClaim: 'AUTH_CLIENT_CLAIM',
} as const;

export const CALLER_KEY_NAMES: ReadonlySet<string> = new Set(Object.keys(CALLER_KEYS));

/** Keys whose values can be lists, because their variables are comma-separated. */
export const LIST_KEYS: ReadonlySet<string> = new Set<keyof typeof CALLER_KEYS | keyof typeof SITE_KEYS>([
  'issuer',
  'audience',
  'clients',
  'scopeClaim',
  'scopeMap',
  'smartReturnUrls',
  'smartAppOrigins',
  'smartFrameAncestors',
]);

const PATHS: readonly (readonly [variable: string, key: string])[] = [
  ...Object.entries(SITE_KEYS).map(([key, variable]) => [variable, key] as const),
  ...Object.entries(SECRET_KEYS).map(([key, variable]) => [variable, key] as const),
  ...Object.entries(CALLER_KEYS).map(([key, variable]) => [variable, `callers.${key}`] as const),
];

const KEY_OF: ReadonlyMap<string, string> = new Map(PATHS);

/** The values of `sandbox`: the profiles of the embedded sandbox, listed here because production must not load it. */
export const SANDBOX_PROFILES: readonly string[] = ['standard', 'community', 'childrens'];

/** Every key of a site. */
export const KEY_NAMES: ReadonlySet<string> = new Set([
  'name',
  'sandbox',
  'callers',
  'inheritsIdempotencyKeys',
  ...Object.keys(SITE_KEYS),
  ...Object.keys(SECRET_KEYS),
]);

/** Returns the key that an unknown one was probably meant to be; null if there is none. */
export function findMeantKey(written: string, known: ReadonlySet<string>): string | null {
  const simple = simplify(written);
  const names = new Map(Array.from(known, (name) => [simplify(name), name]));
  const near =
    findNearestName(simple, names.keys(), 1) ?? [...names.keys()].find((name) => name.startsWith(simple));
  // A variable in place of the key of the same meaning.
  return KEY_OF.get(written) ?? names.get(near ?? '') ?? null;
}

function simplify(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]/g, '');
}

/** Phrases that differ in a sites file in more than the names of keys. */
const PHRASES: readonly (readonly [phrase: string, key: string])[] = [
  ['when other EPIC_ variables are set', 'for a FHIR server'],
  ['with the content of privateKeyEnv', 'with a private key'],
  ['with the content of clientSecretEnv', 'with a client secret'],
  [
    'callers.issuer is required with AUTH',
    'callers.issuer, or AUTH_ISSUER for all sites, is required with AUTH',
  ],
  [
    'callers.audience is required with AUTH',
    'callers.audience, or AUTH_AUDIENCE for all sites, is required with AUTH',
  ],
  ['the folder where the gateway is started', 'the folder of the sites file'],
];

/** Replaces the names of variables in a text by the keys of the sites file, and `EPIC_AUTH=none` by `auth: none`. */
export function nameKeys(text: string): string {
  const named = text.replaceAll(/\b([A-Z][A-Z_]*[A-Z])\b(=?)/g, (sent, name: string, equals: string) => {
    const key = KEY_OF.get(name);
    return key === undefined ? sent : `${key}${equals && ': '}`;
  });
  return PHRASES.reduce((phrased, [phrase, key]) => phrased.replace(phrase, key), named);
}
