/** The common parameters of searches, with Epic's rules for every resource type, and their results. */
import type { OperationOutcomeIssue, Resource, Stored } from './types.ts';

/** One row of a CapabilityStatement's `searchParam`. */
export interface SearchParameter {
  name: string;
  type: 'date' | 'number' | 'reference' | 'string' | 'token';
  documentation: string;
}

/** Parameters of every type. With `_id`, Epic ignores all others except `_count`, `_include` and `_revinclude`. */
export const COMMON_PARAMETERS: readonly SearchParameter[] = [
  { name: '_count', type: 'number', documentation: 'The number of results on a page, 1 to 999.' },
  { name: '_id', type: 'token', documentation: 'FHIR ids, by comma. All other criteria are ignored.' },
];

/** Advertised under `searchInclude` and `searchRevInclude`, not as parameters. */
const INCLUDES = ['_include', '_revinclude'];

/** Epic's number of matches on a page without `_count`. */
export const DEFAULT_PAGE_SIZE = 1000;

/** Returns the names in the query that are neither common nor in `parameters`, each once. */
export function unknownParameters(query: URLSearchParams, parameters: readonly SearchParameter[]): string[] {
  const known = new Set([...COMMON_PARAMETERS, ...parameters].map(({ name }) => name).concat(INCLUDES));
  return [...new Set(query.keys())].filter((name) => !known.has(name));
}

/** Returns `_count` if it is within Epic's 1 to 999, but at most the default page size; otherwise that default. */
export function pageSize(query: URLSearchParams, byDefault: number): number {
  const count = Number(query.get('_count'));
  return Number.isInteger(count) && count >= 1 && count <= 999 ? Math.min(count, byDefault) : byDefault;
}

/** Returns the values of a token parameter, split at commas (FHIR R4 §3.1.1.4.2), without the empty ones. */
export function tokens(query: URLSearchParams, name: string): string[] {
  return query
    .getAll(name)
    .flatMap((value) => value.split(','))
    .filter((value) => value !== '');
}

/** Matches, with issues for an outcome entry; or a refusal of the whole search, by default with status 400. */
export type SearchResult =
  | { kind: 'matches'; matches: readonly Stored<Resource>[]; issues: OperationOutcomeIssue[] }
  | { kind: 'refused'; status?: number; issues: OperationOutcomeIssue[] };

/** For no matches, the searchset itself adds the issue (4101). */
export function matched(
  matches: readonly Stored<Resource>[],
  issues: OperationOutcomeIssue[] = [],
): SearchResult {
  return { kind: 'matches', matches, issues };
}

export function refused(...issues: OperationOutcomeIssue[]): SearchResult {
  return { kind: 'refused', issues };
}
