/** The warnings of what may lack records, so that nothing is read as "none known". */
import type { ResponsePath, Warning } from '../fhir/warnings.ts';

export function mayBeIncomplete(resourceType: string, path: ResponsePath): Warning {
  return {
    code: 'MAY_BE_INCOMPLETE',
    resourceType,
    message:
      'Records may be missing here: the FHIR server withheld some, or not all of them could be read. An empty list does not mean that there ' +
      'is nothing.',
    path,
  };
}
