/** Checks that a malformed record breaks only its own malformed fields, and no other record of the response. */
import { expect } from 'vitest';
import { at } from './expected.ts';
import type { GraphqlAnswer } from './gateway.ts';

type Path = readonly (string | number)[];

/** The messages of the errors that a malformed element or too large a content causes, by code. */
const OWN_ERRORS: Readonly<Record<string, RegExp>> = {
  UPSTREAM_INVALID_RESPONSE: /^The FHIR server sent an invalid FhirDate(Time)?\.$/,
  CONTENT_TOO_LARGE: /^The content is larger than the limit of \d+ bytes\.$/,
};

/**
 * Expects that each error has a known code and message, does not quote the value, and is at a null field of a record that is not null.
 * @param isMalformed whether the path of an error belongs to a malformed record
 */
export function expectErrorsOnlyWhere(
  { data, errors = [] }: GraphqlAnswer<unknown>,
  isMalformed: (path: Path) => boolean,
): void {
  for (const { message, path = [], extensions } of errors) {
    expect(message).toMatch(OWN_ERRORS[extensions.code] ?? /^no error of this code$/);
    expect(isMalformed(path)).toBe(true);
    expect(valueAt(data, path)).toBeNull();
    expect(valueAt(data, path.slice(0, -1))).toBeInstanceOf(Object);
  }
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce((value, name) => at(value, String(name)), data);
}
