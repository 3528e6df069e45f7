import type { Caller } from '../../src/access/caller.ts';
import { parseScopes } from '../../src/access/scopes.ts';
import { createAccessLog } from '../../src/audit/access-log.ts';
import type { Actor } from '../../src/audit/agents.ts';
import type { AuditSource } from '../../src/audit/event-factory.ts';
import type { AuditedOperation } from '../../src/audit/operation-events.ts';
import type { RequestOrigin } from '../../src/audit/request-origin.ts';
import { createServerUrls } from '../../src/epic/server-urls.ts';

export const UPSTREAM = 'https://fhir.example.org/api/FHIR/R4';

export const AUDIT_SOURCE: AuditSource = {
  upstream: UPSTREAM,
  site: 'gateway-1',
  now: () => Date.parse('2026-11-24T10:30:00.250Z'),
};

export const CLINICIAN: Caller = {
  issuer: 'https://login.example.org',
  subject: 'clinician-7',
  client: 'chart-app',
  scopes: parseScopes('user/*.rs'),
  patient: null,
};

export const ORIGIN: RequestOrigin = {
  address: '192.0.2.17',
  requestId: '3f0c6f1e-9c1d-4a55-8d52-0d7a6f6a2b11',
  traceId: '0af7651916cd43dd8448eb211c80319c',
  purposeOfUse: 'TREAT',
  hasUnknownPurpose: false,
};

/** Returns an operation of a clinician that has accessed nothing yet. */
export function operationOf(
  actor: Partial<Actor> = {},
  refusalCodes: readonly string[] = [],
): AuditedOperation {
  return {
    caller: CLINICIAN,
    origin: ORIGIN,
    operationName: 'LabTrend',
    accessLog: createAccessLog(createServerUrls({ baseUrl: UPSTREAM })),
    refusalCodes,
    isWithheld: false,
    ...actor,
  };
}

/** Returns an operation that read one patient. */
export function operationReading(id: string): AuditedOperation {
  const operation = operationOf();
  operation.accessLog.addResource({
    resource: { resourceType: 'Patient', id },
    interaction: 'read',
  });
  return operation;
}
