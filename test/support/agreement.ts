/** Whether an answer agrees with a calm one: what stands in it is right, and what is missing is told. */
import { isObject } from '../../src/fhir/lenient-read.ts';
import { at } from './expected.ts';

type Path = readonly (string | number)[];

/** They are sealed anew each time. */
const NEVER_EQUAL: ReadonlySet<string> = new Set(['cursor', 'startCursor', 'endCursor']);

/**
 * Where the data of an answer is neither what the calm answer has nor a null that an error stands for, at its path or below; by paths,
 * without values. None where they agree.
 */
export function disagreements(calm: unknown, answer: unknown): string[] {
  const paths = pathsOf(answer);
  return below([], at(calm, 'data'), at(answer, 'data') ?? null, paths);
}

/** The paths of the errors of an answer; one without a path is about all of it. */
function pathsOf(answer: unknown): Path[] {
  const errors = at(answer, 'errors');
  return Array.isArray(errors) ? errors.map((error: unknown) => pathOf(at(error, 'path'))) : [];
}

function pathOf(path: unknown): Path {
  return Array.isArray(path)
    ? path.filter((step) => typeof step === 'string' || typeof step === 'number')
    : [];
}

function below(path: Path, calm: unknown, answer: unknown, errors: readonly Path[]): string[] {
  if (answer === null && errors.some((error) => path.every((step, index) => error[index] === step)))
    return [];
  if (Array.isArray(calm) && Array.isArray(answer) && calm.length === answer.length) {
    return calm.flatMap((item: unknown, index) => below([...path, index], item, answer[index], errors));
  }
  if (isObject(calm) && isObject(answer)) {
    return [...new Set([...Object.keys(calm), ...Object.keys(answer)])]
      .filter((key) => !NEVER_EQUAL.has(key))
      .flatMap((key) => below([...path, key], at(calm, key), at(answer, key), errors));
  }
  return calm === answer ? [] : [path.join('.')];
}
