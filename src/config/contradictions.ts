/** Finds settings that contradict each other, although each is valid. */
import type { EpicConnection } from './connection.ts';
import { LOCAL_ALGORITHM, PROVIDER_SETTINGS } from './local-issuer.ts';
import { describeMissingVariable, joinNames } from './problems.ts';
import { type AuditSink, isLoopback, isProductionEnvironment, isSharedLocation } from './values.ts';
import type { Environment } from './variables.ts';

type Rule = readonly [isBroken: boolean, problem: string];

/** Returns a problem for each contradiction. */
export function findContradictions(
  values: Environment,
  epic: EpicConnection | null,
  auditSink: AuditSink,
): string[] {
  const {
    PATIENT_PANEL: panel,
    MAX_UPSTREAM_CALLS: perOperation,
    MAX_UPSTREAM_CALLS_PER_MINUTE: perMinute,
  } = values;
  const isJwt = values.AUTH_MODE === 'jwt';
  const isOpen = epic?.authentication.kind === 'none';
  const isSmart = (values.SMART_CLIENT_ID ?? values.SMART_PATIENT_CLIENT_ID) !== undefined;
  const rules: readonly Rule[] = [
    [
      !isJwt && !isSmart && epic !== null && !isLoopback(values.HOST),
      'AUTH_MODE: expected jwt, or SMART_CLIENT_ID for sign-in at the FHIR server, because HOST is not loopback: without authentication the gateway ' +
        'listens only on 127.0.0.1, ::1 or localhost',
    ],
    [
      values.AUTH_LOCAL_ISSUER !== undefined && epic !== null && !isLoopback(values.HOST),
      'AUTH_LOCAL_ISSUER: expected HOST to be loopback, because a FHIR server is configured: set HOST=127.0.0.1, or the AUTH_ISSUER of your identity provider',
    ],
    [
      values.PANEL_ONLY && epic !== null && !['ids', 'list', 'group'].includes(panel?.kind ?? 'none'),
      'PANEL_ONLY requires a PATIENT_PANEL that names patients: ids, list or group',
    ],
    [
      values.DEFAULT_SITE !== undefined && values.SITES_FILE === undefined,
      'DEFAULT_SITE applies only with SITES_FILE; remove it to serve one FHIR server',
    ],
    [
      values.LANDING_PAGE === true && values.ROUTER_SECRET !== undefined,
      'LANDING_PAGE: expected false, because ROUTER_SECRET is set: the gateway then serves only routers',
    ],
    [
      perMinute !== 0 && perMinute < perOperation,
      'MAX_UPSTREAM_CALLS_PER_MINUTE: expected at least MAX_UPSTREAM_CALLS, or 0',
    ],
    [
      values.METRICS_PORT !== undefined && values.METRICS_PORT !== 0 && values.METRICS_PORT === values.PORT,
      'METRICS_PORT: expected a port other than PORT: clients of the graph must not reach the metrics',
    ],
    [
      values.AUDIT_REQUIRED && auditSink.kind === 'none',
      'AUDIT_REQUIRED requires an AUDIT_LOG: stdout, file:<path> or fhir:<base URL>',
    ],
    [
      isOpen && isProductionEnvironment(values.NODE_ENV) && values.STATE_SECRET === undefined,
      describeMissingVariable('STATE_SECRET', 'with EPIC_AUTH=none in production'),
    ],
    [
      isOpen &&
        values.STATE_URL !== undefined &&
        isSharedLocation(values.STATE_URL) &&
        values.STATE_SECRET === undefined,
      describeMissingVariable('STATE_SECRET', 'with EPIC_AUTH=none when replicas share STATE_URL'),
    ],
    [
      epic !== null && values.STATE_URL?.kind === 'memory',
      'STATE_URL: expected sqlite:<path>, redis://… or rediss://…, because a FHIR server is configured: idempotency keys in memory end with ' +
        'the process, and a repeated write would then be sent twice',
    ],
    ...signInRules(values, epic, isSmart),
  ];
  return [...findCallerContradictions(values), ...listBroken(rules)];
}

/** Returns a problem for each contradiction about the callers' tokens. */
export function findCallerContradictions(values: Environment): string[] {
  const {
    AUTH_MODE: mode,
    AUTH_ISSUER: issuers = [],
    AUTH_AUDIENCE: audiences = [],
    AUTH_CLIENTS: clients = [],
  } = values;
  const isJwt = mode === 'jwt';
  if (values.AUTH_LOCAL_ISSUER !== undefined) return listBroken(localIssuerRules(values));
  return listBroken([
    [isJwt && issuers.length === 0, describeMissingVariable('AUTH_ISSUER', WITH_SIGN_IN)],
    [
      isJwt && audiences.length === 0 && clients.length === 0,
      `${describeMissingVariable('AUTH_AUDIENCE', WITH_SIGN_IN)}; or set AUTH_CLIENTS, if the issuer’s access tokens have no aud`,
    ],
    [
      // An operator who names an issuer expects callers to authenticate.
      !isJwt &&
        (issuers.length > 0 ||
          audiences.length > 0 ||
          clients.length > 0 ||
          values.AUTH_JWKS_URL !== undefined),
      'AUTH_MODE: expected jwt, because AUTH_ISSUER, AUTH_AUDIENCE, AUTH_CLIENTS or AUTH_JWKS_URL is set; remove them if callers do not sign in',
    ],
    [
      isJwt && values.AUTH_JWKS_URL !== undefined && issuers.length > 1,
      'AUTH_JWKS_URL applies to a single AUTH_ISSUER; remove it to discover the JWKS of each issuer from its OpenID configuration',
    ],
  ]);
}

/** Anyone who can read the folder of the local issuer can issue tokens, so nothing but development may depend on it. */
function localIssuerRules(values: Environment): readonly Rule[] {
  const replaced = joinNames(PROVIDER_SETTINGS.filter((name) => values[name] !== undefined));
  return [
    [
      isProductionEnvironment(values.NODE_ENV),
      'AUTH_LOCAL_ISSUER is only for development, and NODE_ENV is production: set the AUTH_ISSUER and AUTH_AUDIENCE of your identity provider instead',
    ],
    [
      values.AUTH_MODE !== 'jwt',
      'AUTH_MODE: expected jwt, because AUTH_LOCAL_ISSUER is set; remove one of them',
    ],
    [
      replaced !== '',
      `AUTH_LOCAL_ISSUER replaces ${replaced}: remove AUTH_LOCAL_ISSUER to accept the tokens of your identity provider, or remove ${replaced} for development`,
    ],
    [
      !values.AUTH_ALGORITHMS.includes(LOCAL_ALGORITHM),
      `AUTH_ALGORITHMS: expected a list with ${LOCAL_ALGORITHM}, because AUTH_LOCAL_ISSUER is set, whose key signs with it`,
    ],
  ];
}

function listBroken(rules: readonly Rule[]): string[] {
  return rules.flatMap(([isBroken, problem]) => (isBroken ? [problem] : []));
}

const WITH_SIGN_IN = 'with AUTH_MODE=jwt';

/** The settings that a sign-in needs, and the ones that have no effect without it. */
const SIGN_IN_NEEDS = ['SMART_REDIRECT_URL', 'SMART_RETURN_URLS', 'SESSION_SECRET'] as const;
const SIGN_IN_ONLY = [
  'SMART_REDIRECT_URL',
  'SMART_RETURN_URLS',
  'SMART_APP_ORIGINS',
  'SMART_FRAME_ANCESTORS',
] as const;
const ANY_CLIENT = 'SMART_CLIENT_ID or SMART_PATIENT_CLIENT_ID';

function isPlainUrl(url: string): boolean {
  return url.startsWith('http:');
}

function signInRules(values: Environment, epic: EpicConnection | null, isSmart: boolean): readonly Rule[] {
  const method = epic?.authentication.kind ?? 'private_key_jwt';
  const isProduction = isProductionEnvironment(values.NODE_ENV);
  return [
    ...SIGN_IN_NEEDS.map((name): Rule => [
      isSmart && values[name] === undefined,
      describeMissingVariable(name, `with ${ANY_CLIENT}`),
    ]),
    ...SIGN_IN_ONLY.map((name): Rule => [
      // In a sites file, one site can use what another does not.
      !isSmart && values.SITES_FILE === undefined && values[name] !== undefined,
      `${name} applies only with ${ANY_CLIENT}: set the client id of the app registration, or remove ${name}`,
    ]),
    [
      isSmart && values.SMART_CLIENT_AUTH === 'private_key_jwt' && method !== 'private_key_jwt',
      'SMART_CLIENT_AUTH: expected none, because EPIC_AUTH is not private_key_jwt, so there is no key to sign assertions with',
    ],
    [
      isSmart && isProduction && isPlainUrl(values.SMART_REDIRECT_URL ?? ''),
      'SMART_REDIRECT_URL: expected an https URL in production, because codes would pass the network in the clear',
    ],
    [
      isSmart && isProduction && (values.SMART_RETURN_URLS ?? []).some(isPlainUrl),
      'SMART_RETURN_URLS: expected https URLs in production',
    ],
    [
      isSmart && isProduction && (values.SMART_APP_ORIGINS ?? []).some(isPlainUrl),
      'SMART_APP_ORIGINS: expected https origins in production',
    ],
    [
      isSmart && isProduction && values.LANDING_PAGE === true,
      'LANDING_PAGE: expected false in production with sign-in: the page loads scripts of Apollo, which could send requests with session cookies',
    ],
    [
      values.SESSION_IDLE_MINUTES > values.SESSION_MAX_HOURS * 60,
      'SESSION_IDLE_MINUTES: expected at most SESSION_MAX_HOURS',
    ],
  ];
}
