/** What the gateway says of its answers, in `extensions.fhir`: FHIR requests, and what was left out. */
import { makeVar } from '@apollo/client';
import { useReactiveVar } from '@apollo/client/react';

export interface Warning {
  /** Of the records that it is about, such as `Observation`. */
  readonly resourceType: string;
  readonly message: string;
}

export interface Answer {
  readonly operationName: string;
  /** FHIR requests that the gateway made for it. */
  readonly requests: number;
  readonly warnings: readonly Warning[];
}

const answers = makeVar<readonly Answer[]>([]);

/** Takes `extensions.fhir` of an answer; what is not there or not as documented is left out. */
export function heardAnswer(operationName: string, extension: unknown): void {
  if (!isRecord(extension)) return;
  const { requests, warnings } = extension;
  const answer: Answer = {
    operationName,
    requests: typeof requests === 'number' ? requests : 0,
    warnings: Array.isArray(warnings) ? warnings.filter(isWarning) : [],
  };
  answers([answer, ...answers().filter((earlier) => earlier.operationName !== operationName)]);
}

/** The last answer of all, or of one operation; null before there is one. */
export function useLastAnswer(operationName?: string): Answer | null {
  const all = useReactiveVar(answers);
  return all.find((answer) => operationName === undefined || answer.operationName === operationName) ?? null;
}

/** Forgets all, as when somebody signs out. */
export function forgetAnswers(): void {
  answers([]);
}

function isWarning(value: unknown): value is Warning {
  return isRecord(value) && typeof value['resourceType'] === 'string' && typeof value['message'] === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
