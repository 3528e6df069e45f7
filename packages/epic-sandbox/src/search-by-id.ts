/** The search by `_id=a,b,c`, which is the same for every type. */
import type { OperationOutcomeIssue, Resource, Stored } from './types.ts';
import { createIssue } from './outcomes.ts';
import type { ResourceTypeRow } from './resource-type-row.ts';
import { createMatches, refuseSearch, type SearchResult } from './searches.ts';

/** How a search treats an unknown id among known ones. */
export type UnknownIdInList = 'omit' | 'refuse';

type Lookup =
  | { kind: 'found'; resource: Stored<Resource> }
  | { kind: 'left-out'; issue: OperationOutcomeIssue }
  | { kind: 'unknown' };

/** Returns the matches sorted by id, each once. Always refuses a search with only unknown ids. */
export function searchByIds(
  row: ResourceTypeRow,
  ids: readonly string[],
  unknownIdInList: UnknownIdInList,
): SearchResult {
  const lookups = [...new Set(ids)].map((id) => lookUp(row, id));
  const unknown = lookups.filter(({ kind }) => kind === 'unknown').length;
  if (unknown === lookups.length || (unknown > 0 && unknownIdInList === 'refuse')) {
    return refuseSearch(createIssue(4102, { diagnostics: 'Invalid FHIR ID provided', expression: '_id' }));
  }
  const found = lookups.flatMap((lookup) => (lookup.kind === 'found' ? [lookup.resource] : []));
  const leftOut = lookups.flatMap((lookup) => (lookup.kind === 'left-out' ? [lookup.issue] : []));
  const omitted = unknown > 0 ? [createIssue(4102, { expression: '_id', severity: 'warning' })] : [];
  return createMatches(
    [...new Set(found)].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    [...leftOut, ...omitted],
  );
}

function lookUp(row: ResourceTypeRow, id: string): Lookup {
  const resource = row.find(id);
  if (resource !== undefined) return { kind: 'found', resource };
  const special = row.special.get(id);
  switch (special?.kind) {
    case 'redirected':
    case 'merged':
      return { kind: 'left-out', issue: createIssue(4107, { severity: 'warning' }) };
    case 'restricted':
      return { kind: 'left-out', issue: createIssue(4119) };
    case 'deleted':
    case undefined:
      return { kind: 'unknown' };
  }
}
