/** Shows a record as a caller with the patient `a` receives it. */
import { createAuthorization } from '../../src/access/authorization.ts';
import { createServerUrls } from '../../src/epic/server-urls.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';
import { callerWith } from '../support/callers.ts';

export const BASE = 'https://ehr.example.org/R4';
export const SERVER = createServerUrls({ baseUrl: BASE });
export const MASKED = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
};
export const NOPAT = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' };
export const NARRATIVE = {
  status: 'generated',
  div: '<div xmlns="http://www.w3.org/1999/xhtml">With Bob B.</div>',
};

export interface CallerOptions {
  readonly scopes?: string;
  readonly members?: readonly string[];
}

/** Redacts a resource for a caller with the patient `a`, and returns it as JSON. */
export function shown(resource: object, { scopes = 'patient/*.rs', members }: CallerOptions = {}): unknown {
  const caller = callerWith(scopes, { patient: 'a' });
  const authorization = createAuthorization({
    caller,
    members: members ?? null,
    patientSees: 'N',
    server: SERVER,
  });
  return JSON.parse(JSON.stringify(authorization.redact(asSent<Stored<Resource>>(resource))));
}

export function appointment(...actors: object[]): object {
  return {
    resourceType: 'Appointment',
    id: 'x',
    participant: [
      { actor: { reference: 'Patient/a', display: 'Ann A' } },
      ...actors.map((actor) => ({ actor })),
    ],
  };
}
