/** That what is wrong with one record of an answer harms no other, and no more of its own than the field itself. */
import { expect } from 'vitest';
import { at } from './expected.ts';
import type { GraphqlAnswer } from './gateway.ts';

type Path = readonly (string | number)[];

/** What a field can say of an element that is not what it should be, and of content that is too large. */
const OWN_ERRORS: Readonly<Record<string, RegExp>> = {
  UPSTREAM_INVALID_RESPONSE: /^The FHIR server sent an invalid FhirDate(Time)?\.$/,
  CONTENT_TOO_LARGE: /^The content is larger than the limit of \d+ bytes\.$/,
};

/**
 * Each error is coded, says nothing of the value, and stands at a field of a record that is itself there.
 * @param isWrong true for the path of a record that something is wrong with
 */
export function expectErrorsOnlyWhere(
  { data, errors = [] }: GraphqlAnswer<unknown>,
  isWrong: (path: Path) => boolean,
): void {
  for (const { message, path = [], extensions } of errors) {
    expect(message).toMatch(OWN_ERRORS[extensions.code] ?? /^no error of this code$/);
    expect(isWrong(path)).toBe(true);
    expect(valueAt(data, path)).toBeNull();
    expect(valueAt(data, path.slice(0, -1))).toBeInstanceOf(Object);
  }
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce((value, name) => at(value, String(name)), data);
}
