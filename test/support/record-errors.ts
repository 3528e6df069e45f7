/** Checks that a malformed record breaks only its own malformed fields, and no other record of the response. */
import { expect } from 'vitest';
import { LISTS_SHARED_BY_RECORDS, listOfField } from '../../src/fhir/patient-lists.ts';
import { at } from './expected.ts';
import type { GraphqlAnswer } from './gateway.ts';

type Path = readonly (string | number)[];

/** The messages of the errors that a malformed element or too large a content causes, by code. */
const OWN_ERRORS: Readonly<Record<string, RegExp>> = {
  UPSTREAM_INVALID_RESPONSE: /^The FHIR server sent an invalid FhirDate(Time)?\.$/,
  CONTENT_TOO_LARGE: /^The content is larger than the limit of \d+ bytes\.$/,
};

/** The FHIR server refuses the search of a record's list if the record names a patient whom the server does not know. */
const REFUSED_PATIENT =
  /^The FHIR server does not accept the value of a required search parameter, such as the id of a patient\.$/;

/** The names of the fields of records that are lists of the record's patient. */
const LISTS_OF_RECORDS = Object.keys(LISTS_SHARED_BY_RECORDS).map((coordinate) =>
  coordinate.replace(/^.*\./, ''),
);

/**
 * Expects that each error has a known code and message, does not quote the value, and is at a null field of a record that is not null.
 * @param isMalformed whether the path of an error belongs to a malformed record
 */
export function expectErrorsOnlyWhere(
  { data, errors = [] }: GraphqlAnswer<unknown>,
  isMalformed: (path: Path) => boolean,
): void {
  for (const { message, path = [], extensions } of errors) {
    expect(message).toMatch(expectedMessage(extensions.code, path));
    expect(isMalformed(path)).toBe(true);
    expect(valueAt(data, path)).toBeNull();
    expect(valueAt(data, path.slice(0, -1))).toBeInstanceOf(Object);
  }
}

function expectedMessage(code: string, path: Path): RegExp {
  const field = String(path.at(-1));
  const isList = listOfField(field) !== null || LISTS_OF_RECORDS.includes(field);
  if (isList && code === 'BAD_USER_INPUT') return REFUSED_PATIENT;
  return OWN_ERRORS[code] ?? /^no error of this code$/;
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce((value, name) => at(value, String(name)), data);
}
