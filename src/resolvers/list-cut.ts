/** The warning of a plain list that holds more than it shows. A connection says so by `hasNextPage`. */
import type { ResponsePath, Warning } from '../fhir/warnings.ts';

export function listCut(resourceType: string, path: ResponsePath): Warning {
  return {
    code: 'LIST_CUT',
    resourceType,
    message: 'The list holds more than it shows here. Raise `first`, or page through the connection.',
    path,
  };
}
