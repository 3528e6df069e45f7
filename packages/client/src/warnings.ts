/** Reads the warnings of a response: what is missing from its data, or differs from the request. */
import type { ReceivedWarningCode } from './codes.ts';
import type { ResponsePath } from './errors.ts';
import { isObject } from './json-object.ts';

export interface Warning {
  readonly code: ReceivedWarningCode;
  readonly message: string;
  /** The FHIR type, such as `Observation`; empty if the warning concerns several. */
  readonly resourceType: string;
  /** The field that the warning concerns. Absent if it concerns a batch of records. */
  readonly path?: ResponsePath;
}

/**
 * Returns the warnings in `extensions.fhir.warnings` of a response as JSON, a result of urql or graphql-request, or an error that contains the
 * response. Apollo Client and Relay give `extensions` only to links and to the network layer.
 */
export function warningsOf(result: unknown): readonly Warning[] {
  if (!isObject(result)) return [];
  const { extensions } = result;
  const fhir = isObject(extensions) ? extensions['fhir'] : undefined;
  const warnings = isObject(fhir) ? fhir['warnings'] : undefined;
  if (Array.isArray(warnings)) return warnings.filter(isWarning);
  return warningsOf(result['error'] ?? result['response']);
}

function isWarning(value: unknown): value is Warning {
  return isObject(value) && typeof value['code'] === 'string' && typeof value['message'] === 'string';
}
