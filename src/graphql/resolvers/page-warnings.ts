/** The warnings of lists that do not show every record. */
import type { ResponsePath, Warning } from '../../epic/warnings.ts';

/** Returns the warning of a plain list that has more than it shows. A connection says so by `hasNextPage`. */
export function createListCutWarning(resourceType: string, path: ResponsePath): Warning {
  return {
    code: 'LIST_CUT',
    resourceType,
    message: 'The list holds more than it shows here. Raise `first`, or page through the connection.',
    path,
  };
}

/** Returns the warning of a list that may lack records, so that nobody reads it as "none known". */
export function createIncompleteWarning(resourceType: string, path: ResponsePath): Warning {
  return {
    code: 'MAY_BE_INCOMPLETE',
    resourceType,
    message:
      'Records may be missing here: the FHIR server withheld some, or not all of them could be read. An empty list does not mean that there ' +
      'is nothing.',
    path,
  };
}
