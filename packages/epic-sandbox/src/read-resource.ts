/** The read of one resource by its id, with Epic's responses for merged, deleted and restricted patients. */
import type { Resource } from './types.ts';
import { createIssue, type IssueDetails, createOutcome, type OutcomeCode } from './outcomes.ts';
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
      return { status: 301, headers: { Location: createPath(row.type, special.survivor) }, resource: null };
    case 'merged':
      return createFailure(404, 4107, {}, { 'Content-Location': createPath(row.type, special.survivor) });
    case 'restricted':
      return createFailure(special.status, special.code);
    case 'deleted':
      return createFailure(410, 4103);
    case undefined:
      return row.type === 'Binary'
        ? createFailure(404, 59144)
        : createFailure(404, 59008, { diagnostics: 'Invalid FHIR ID provided', expression: 'id' });
  }
}

function createFailure(
  status: number,
  code: OutcomeCode,
  details: IssueDetails = {},
  headers: Record<string, string> = {},
): ReadResult {
  return { status, headers, resource: createOutcome([createIssue(code, details)]) };
}

function createPath(resourceType: string, id: string): string {
  return `${FHIR_PATH}/${resourceType}/${id}`;
}
