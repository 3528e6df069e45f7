/** Finds settings that contradict each other, although each is valid. */
import type { EpicConnection } from './connection.ts';
import { describeMissingVariable } from './problems.ts';
import { type AuditSink, isLoopback, isProductionEnvironment, isSharedLocation } from './values.ts';
import type { Environment } from './variables.ts';

/** Returns a problem for each contradiction. */
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
      // An operator who names an issuer expects callers to authenticate.
      !isJwt && (issuers.length > 0 || audiences.length > 0 || values.AUTH_JWKS_URL !== undefined),
      'AUTH_MODE: expected jwt, because AUTH_ISSUER, AUTH_AUDIENCE or AUTH_JWKS_URL is set; remove them if callers do not sign in',
    ],
    [
      isJwt && values.AUTH_JWKS_URL !== undefined && issuers.length > 1,
      'AUTH_JWKS_URL applies to a single AUTH_ISSUER; remove it to discover the JWKS of each issuer from its OpenID configuration',
    ],
    [
      !isJwt && epic !== null && !isLoopback(values.HOST),
      'AUTH_MODE: expected jwt, because HOST is not loopback: without authentication the gateway listens only on 127.0.0.1, ::1 or localhost',
    ],
    [
      values.PANEL_ONLY && epic !== null && !['ids', 'list', 'group'].includes(panel?.kind ?? 'none'),
      'PANEL_ONLY requires a PATIENT_PANEL that names patients: ids, list or group',
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
  ];
  return rules.flatMap(([isBroken, problem]) => (isBroken ? [problem] : []));
}

const WITH_SIGN_IN = 'with AUTH_MODE=jwt';
