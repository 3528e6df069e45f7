/** Which settings do not go together, though each by itself is good. */
import type { EpicConnection } from './connection.ts';
import { describeMissingVariable } from './problems.ts';
import { type AuditSink, isLoopback, isProductionEnvironment, isSharedLocation } from './values.ts';
import type { Environment } from './variables.ts';

/** The problems of values that are good by themselves; none where they go together. */
export function findContradictions(
  values: Environment,
  epic: EpicConnection | null,
  auditSink: AuditSink,
): string[] {
  const {
    AUTH_MODE: mode,
    AUTH_ISSUER: issuers = [],
    AUTH_AUDIENCE: audiences = [],
    PATIENT_PANEL: panel,
    MAX_UPSTREAM_CALLS: perOperation,
    MAX_UPSTREAM_CALLS_PER_MINUTE: perMinute,
  } = values;
  const isJwt = mode === 'jwt';
  const isOpen = epic?.authentication.kind === 'none';
  const rules: readonly (readonly [isBroken: boolean, problem: string])[] = [
    [isJwt && issuers.length === 0, describeMissingVariable('AUTH_ISSUER', WITH_SIGN_IN)],
    [isJwt && audiences.length === 0, describeMissingVariable('AUTH_AUDIENCE', WITH_SIGN_IN)],
    [
      // Whoever names an issuer believes that callers sign in.
      !isJwt && (issuers.length > 0 || audiences.length > 0 || values.AUTH_JWKS_URL !== undefined),
      'AUTH_MODE: expected jwt where AUTH_ISSUER, AUTH_AUDIENCE or AUTH_JWKS_URL is set; leave them out, and callers do not sign in',
    ],
    [
      isJwt && values.AUTH_JWKS_URL !== undefined && issuers.length > 1,
      'AUTH_JWKS_URL goes with one AUTH_ISSUER; leave it out, and the key set of each is found in its OpenID configuration',
    ],
    [
      !isJwt && epic !== null && !isLoopback(values.HOST),
      'AUTH_MODE: expected jwt where HOST is not loopback: a gateway that does not know its callers serves 127.0.0.1, ::1 or localhost alone',
    ],
    [
      values.PANEL_ONLY && epic !== null && !['ids', 'list', 'group'].includes(panel?.kind ?? 'none'),
      'PANEL_ONLY needs a PATIENT_PANEL that names patients: ids, list or group',
    ],
    [
      values.LANDING_PAGE === true && values.ROUTER_SECRET !== undefined,
      'LANDING_PAGE: expected false where ROUTER_SECRET is set: no browser is served then',
    ],
    [
      perMinute !== 0 && perMinute < perOperation,
      'MAX_UPSTREAM_CALLS_PER_MINUTE: expected no less than MAX_UPSTREAM_CALLS, or 0',
    ],
    [
      values.METRICS_PORT !== undefined && values.METRICS_PORT !== 0 && values.METRICS_PORT === values.PORT,
      'METRICS_PORT: expected another port than PORT: the metrics are not for those who reach the graph',
    ],
    [
      values.AUDIT_REQUIRED && auditSink.kind === 'none',
      'AUDIT_REQUIRED needs an AUDIT_LOG: stdout, file:<path> or fhir:<base URL>',
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
      describeMissingVariable('STATE_SECRET', 'with EPIC_AUTH=none where STATE_URL is shared by replicas'),
    ],
    [
      epic !== null && values.STATE_URL?.kind === 'memory',
      'STATE_URL: expected sqlite:<path>, redis://… or rediss://… where a FHIR server is configured: what is kept in memory is forgotten with ' +
        'the process, and then sent twice',
    ],
  ];
  return rules.flatMap(([isBroken, problem]) => (isBroken ? [problem] : []));
}

const WITH_SIGN_IN = 'with AUTH_MODE=jwt';
