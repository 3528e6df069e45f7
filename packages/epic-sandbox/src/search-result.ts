/** The result of a search of any resource type. */
import type { OperationOutcomeIssue, Resource, Stored } from './types.ts';

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
