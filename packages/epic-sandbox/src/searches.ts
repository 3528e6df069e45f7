/** The parameters and results that all searches share. */
import type { OperationOutcomeIssue, Resource, Stored } from './types.ts';

/** One row of a CapabilityStatement's `searchParam`. */
export interface SearchParameter {
  name: string;
  type: 'date' | 'number' | 'reference' | 'string' | 'token';
  documentation: string;
}

/** The parameters of every type. With `_id`, Epic ignores all others except `_count`, `_include` and `_revinclude`. */
export const COMMON_PARAMETERS: readonly SearchParameter[] = [
  { name: '_count', type: 'number', documentation: 'The number of results on a page, 1 to 999.' },
  { name: '_id', type: 'token', documentation: 'FHIR ids, by comma. All other criteria are ignored.' },
];

/** The CapabilityStatement lists these under `searchInclude` and `searchRevInclude`, not as parameters. */
const INCLUDES = ['_include', '_revinclude'];

/** The size of Epic's pages without `_count`. */
export const DEFAULT_PAGE_SIZE = 1000;

/** Returns each name in the query that is neither a common parameter nor in `parameters`. */
export function unknownParameters(query: URLSearchParams, parameters: readonly SearchParameter[]): string[] {
  const known = new Set([...COMMON_PARAMETERS, ...parameters].map(({ name }) => name).concat(INCLUDES));
  return [...new Set(query.keys())].filter((name) => !known.has(name));
}

/** Returns a `_count` from 1 to 999 (Epic's range), but at most the default page size; otherwise that default. */
export function pageSize(query: URLSearchParams, byDefault: number): number {
  const count = Number(query.get('_count'));
  return Number.isInteger(count) && count >= 1 && count <= 999 ? Math.min(count, byDefault) : byDefault;
}

/** Splits the values of a token parameter at commas (FHIR R4 §3.1.1.4.2), and drops empty ones. */
export function tokens(query: URLSearchParams, name: string): string[] {
  return query
    .getAll(name)
    .flatMap((value) => value.split(','))
    .filter((value) => value !== '');
}

/** The matches with the issues for an outcome entry, or the refusal of the whole search, by default with status 400. */
export type SearchResult =
  | { kind: 'matches'; matches: readonly Stored<Resource>[]; issues: OperationOutcomeIssue[] }
  | { kind: 'refused'; status?: number; issues: OperationOutcomeIssue[] };

/** Needs no issue for an empty result: the searchset adds 4101. */
export function createMatches(
  matches: readonly Stored<Resource>[],
  issues: OperationOutcomeIssue[] = [],
): SearchResult {
  return { kind: 'matches', matches, issues };
}

export function refuseSearch(...issues: OperationOutcomeIssue[]): SearchResult {
  return { kind: 'refused', issues };
}
