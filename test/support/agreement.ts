/** Compares a response under load or failure with the response of a healthy server: every value is right, and an error explains each gap. */
import { isObject } from '../../src/fhir/lenient-read.ts';
import { at } from './expected.ts';

type Path = readonly (string | number)[];

/** The gateway seals cursors with a new nonce, so two are never equal. */
const NEVER_EQUAL: ReadonlySet<string> = new Set(['cursor', 'startCursor', 'endCursor']);

/**
 * Returns the paths at which the data of a response differs from the baseline, except for a null that an error explains. An error explains
 * its path and every ancestor of it. Returns no values, and an empty list if the responses agree.
 */
export function disagreements(baseline: unknown, answer: unknown): string[] {
  const paths = pathsOf(answer);
  return differencesBelow([], at(baseline, 'data'), at(answer, 'data') ?? null, paths);
}

/** Returns the paths of a response's errors. An error without a path explains only `data: null`. */
function pathsOf(answer: unknown): Path[] {
  const errors = at(answer, 'errors');
  return Array.isArray(errors) ? errors.map((error: unknown) => pathOf(at(error, 'path'))) : [];
}

function pathOf(path: unknown): Path {
  return Array.isArray(path)
    ? path.filter((step) => typeof step === 'string' || typeof step === 'number')
    : [];
}

function differencesBelow(path: Path, baseline: unknown, answer: unknown, errors: readonly Path[]): string[] {
  if (answer === null && errors.some((error) => path.every((step, index) => error[index] === step)))
    return [];
  if (Array.isArray(baseline) && Array.isArray(answer) && baseline.length === answer.length) {
    return baseline.flatMap((item: unknown, index) =>
      differencesBelow([...path, index], item, answer[index], errors),
    );
  }
  if (isObject(baseline) && isObject(answer)) {
    return [...new Set([...Object.keys(baseline), ...Object.keys(answer)])]
      .filter((key) => !NEVER_EQUAL.has(key))
      .flatMap((key) => differencesBelow([...path, key], at(baseline, key), at(answer, key), errors));
  }
  return baseline === answer ? [] : [path.join('.')];
}
