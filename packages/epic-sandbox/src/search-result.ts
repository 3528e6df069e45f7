/** What a search comes to, whatever the resource type. */
import type { OperationOutcomeIssue, Resource, Stored } from './types.ts';

/** Matches, with issues for an outcome entry beside them; or a refusal of the whole search, which is a 400 unless told. */
export type SearchResult =
  | { kind: 'matches'; matches: readonly Stored<Resource>[]; issues: OperationOutcomeIssue[] }
  | { kind: 'refused'; status?: number; issues: OperationOutcomeIssue[] };

/** With no matches, the searchset says so by itself (4101). */
export function matched(
  matches: readonly Stored<Resource>[],
  issues: OperationOutcomeIssue[] = [],
): SearchResult {
  return { kind: 'matches', matches, issues };
}

export function refused(...issues: OperationOutcomeIssue[]): SearchResult {
  return { kind: 'refused', issues };
}
