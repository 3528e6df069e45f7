/** Keeps `extensions.fhir` of the latest responses: how many FHIR requests each took, and its warnings. */
import { makeVar, type ReactiveVar } from '@apollo/client';
import { useReactiveVar } from '@apollo/client/react';
import { createContext, useContext } from 'react';
import { isRecord } from './records.ts';

export interface Warning {
  readonly code: string;
  /** The resource type the warning is about, such as `Observation`. */
  readonly resourceType: string;
  readonly message: string;
  /** The path of the field, as in GraphQL errors; undefined for a warning about no single field. */
  readonly path?: readonly (string | number)[];
}

interface RecordedResponse {
  readonly operationName: string;
  /** The variable `id` of the operation: the patient, or null. */
  readonly subject: string | null;
  /** FHIR requests that the gateway sent for the operation. */
  readonly requests: number;
  readonly warnings: readonly Warning[];
}

/** A chart runs fewer operations than this. */
const MAX_RESPONSES = 50;

/** Latest first; one per operation and subject. */
export type Responses = ReactiveVar<readonly RecordedResponse[]>;

export function createResponses(): Responses {
  return makeVar<readonly RecordedResponse[]>([]);
}

/** The responses of the site of the page. Two sites can give different patients the same id. */
export const ResponsesContext = createContext<Responses>(createResponses());

/** Records `extensions.fhir` of a response, without any part that is not as documented. */
export function recordResponse(
  responses: Responses,
  operationName: string,
  subject: unknown,
  extension: unknown,
): void {
  if (!isRecord(extension)) return;
  const { requests, warnings } = extension;
  const response: RecordedResponse = {
    operationName,
    subject: typeof subject === 'string' ? subject : null,
    requests: typeof requests === 'number' ? requests : 0,
    warnings: Array.isArray(warnings) ? warnings.filter(isWarning) : [],
  };
  const others = responses().filter(
    (other) => other.operationName !== operationName || other.subject !== response.subject,
  );
  responses([response, ...others].slice(0, MAX_RESPONSES));
}

/** Returns the latest response; null before the first. */
export function useLastResponse(): RecordedResponse | null {
  return useReactiveVar(useContext(ResponsesContext))[0] ?? null;
}

/** Returns the warnings of every response about a subject; null selects responses without one, such as patient lists. */
export function useWarnings(subject: string | null): readonly Warning[] {
  return useReactiveVar(useContext(ResponsesContext)).flatMap((response) =>
    response.subject === subject ? response.warnings : [],
  );
}

function isWarning(value: unknown): value is Warning {
  return (
    isRecord(value) &&
    typeof value['code'] === 'string' &&
    typeof value['resourceType'] === 'string' &&
    typeof value['message'] === 'string' &&
    (value['path'] === undefined || Array.isArray(value['path']))
  );
}
