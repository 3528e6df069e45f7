/** The read of one resource by its id, with Epic's responses for merged, deleted and restricted patients. */
import type { Resource } from './types.ts';
import { issue, type IssueDetails, operationOutcome, type OutcomeCode } from './outcomes.ts';
import type { ResourceTypeRow } from './resource-type-row.ts';
import { FHIR_PATH } from './routes.ts';

/** A redirect has no resource. */
export interface ReadResult {
  status: number;
  headers: Record<string, string>;
  resource: Resource | null;
}

/** Sends absolute paths as locations, because every client resolves those the same way. */
export function readResource(row: ResourceTypeRow, id: string): ReadResult {
  const resource = row.find(id);
  if (resource !== undefined) return { status: 200, headers: {}, resource };
  const special = row.special.get(id);
  switch (special?.kind) {
    case 'redirected':
      return { status: 301, headers: { Location: path(row.type, special.survivor) }, resource: null };
    case 'merged':
      return failure(404, 4107, {}, { 'Content-Location': path(row.type, special.survivor) });
    case 'restricted':
      return failure(special.status, special.code);
    case 'deleted':
      return failure(410, 4103);
    case undefined:
      return row.type === 'Binary'
        ? failure(404, 59144)
        : failure(404, 59008, { diagnostics: 'Invalid FHIR ID provided', expression: 'id' });
  }
}

function failure(
  status: number,
  code: OutcomeCode,
  details: IssueDetails = {},
  headers: Record<string, string> = {},
): ReadResult {
  return { status, headers, resource: operationOutcome([issue(code, details)]) };
}

function path(resourceType: string, id: string): string {
  return `${FHIR_PATH}/${resourceType}/${id}`;
}
