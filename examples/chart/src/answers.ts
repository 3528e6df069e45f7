/** What the gateway says of its answers, in `extensions.fhir`: FHIR requests, and what was left out. */
import { makeVar } from '@apollo/client';
import { useReactiveVar } from '@apollo/client/react';

export interface Warning {
  readonly code: string;
  /** The type of the records that it is about, such as `Observation`. */
  readonly resourceType: string;
  readonly message: string;
  /** The path of the field that it is about, as in GraphQL errors; undefined where the gateway knows none. */
  readonly path?: readonly (string | number)[];
}

export interface Answer {
  readonly operationName: string;
  /** The id that it was asked for, where it has one. */
  readonly subject: string | null;
  /** FHIR requests that the gateway made for it. */
  readonly requests: number;
  readonly warnings: readonly Warning[];
}

/** More than the operations of one chart. */
const REMEMBERED = 50;

/** The latest first, one of each operation and subject. */
const answers = makeVar<readonly Answer[]>([]);

/** Takes `extensions.fhir` of an answer; what is not there or not as documented is left out. */
export function heardAnswer(operationName: string, subject: unknown, extension: unknown): void {
  if (!isRecord(extension)) return;
  const { requests, warnings } = extension;
  const answer: Answer = {
    operationName,
    subject: typeof subject === 'string' ? subject : null,
    requests: typeof requests === 'number' ? requests : 0,
    warnings: Array.isArray(warnings) ? warnings.filter(isWarning) : [],
  };
  const others = answers().filter(
    (other) => other.operationName !== operationName || other.subject !== answer.subject,
  );
  answers([answer, ...others].slice(0, REMEMBERED));
}

/** The last answer of all; null before there is one. */
export function useLastAnswer(): Answer | null {
  return useReactiveVar(answers)[0] ?? null;
}

/** What was warned of in any answer about a subject; null are those that are about none, such as lists of patients. */
export function useWarnings(subject: string | null): readonly Warning[] {
  return useReactiveVar(answers).flatMap((answer) => (answer.subject === subject ? answer.warnings : []));
}

/** Forgets all, as when somebody signs out. */
export function forgetAnswers(): void {
  answers([]);
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
