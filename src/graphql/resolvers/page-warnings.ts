/** Creates the warnings of lists that do not show every record. */
import type { ResponsePath, Warning } from '../../epic/warnings.ts';

/** Creates the warning of a plain list that has more records than it shows. A connection reports this in `hasNextPage`. */
export function createListCutWarning(resourceType: string, path: ResponsePath): Warning {
  return {
    code: 'LIST_CUT',
    resourceType,
    message: 'The list has more records than it shows. Raise `first`, or page through the connection.',
    path,
  };
}

/** Creates the warning of a list that may lack records, and must not be read as "none known". */
export function createIncompleteWarning(resourceType: string, path: ResponsePath): Warning {
  return {
    code: 'MAY_BE_INCOMPLETE',
    resourceType,
    message:
      'Records may be missing: the FHIR server withheld some, or the gateway could not read all of them. An empty list does not mean that ' +
      'no records exist.',
    path,
  };
}
