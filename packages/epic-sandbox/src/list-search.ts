/** Epic's search for a patient list: `List?code=patients&identifier=…`. */
import type { List, Stored } from './types.ts';
import { hasIdentifier } from './criteria.ts';
import { createIssue } from './outcomes.ts';
import { createMatches, refuseSearch, type SearchResult, tokens } from './searches.ts';

/** Requires both parameters. */
export function searchLists(lists: readonly Stored<List>[], query: URLSearchParams): SearchResult {
  const wanted = { code: tokens(query, 'code'), identifier: tokens(query, 'identifier') };
  for (const [name, values] of Object.entries(wanted)) {
    if (values.length === 0) {
      return refuseSearch(
        createIssue(4111, { diagnostics: `Parameter ${name} is required.`, expression: name }),
      );
    }
  }
  return createMatches(
    lists.filter(
      ({ code, identifier = [] }) =>
        code?.coding?.some((coding) => coding.code !== undefined && wanted.code.includes(coding.code)) ===
          true && wanted.identifier.some((token) => hasIdentifier(identifier, token)),
    ),
  );
}
