/** Checks that a malformed record breaks only its own malformed fields, and no other record of the response. */
import { expect } from 'vitest';
import { LISTS_SHARED_BY_RECORDS } from '../../src/fhir/patient-lists.ts';
import { at } from './expected.ts';
import type { GraphqlAnswer } from './gateway.ts';
import { OBJECT_TYPES } from './schema-files.ts';

type Path = readonly (string | number)[];

/** The messages of the errors that a malformed element or too large a content causes, by code. */
const OWN_ERRORS: Readonly<Record<string, RegExp>> = {
  UPSTREAM_INVALID_RESPONSE: /^The FHIR server sent an invalid FhirDate(Time)?\.$/,
  CONTENT_TOO_LARGE: /^The content is larger than the limit of \d+ bytes\.$/,
};

/** The FHIR server refuses the search of a record's list if the record names a patient whom the server does not know. */
const REFUSED_PATIENT =
  /^The FHIR server does not accept the value of a required search parameter, such as the id of a patient\.$/;

/** Returns the fields of a record of this type that search its patient's records: those that take a number of records, and those with a fixed one. */
export function listsOfRecord(typeName: string): string[] {
  const fields = OBJECT_TYPES.get(typeName)?.fields ?? [];
  return fields.flatMap(({ name, arguments: all = [] }) => {
    const isLimited = all.some((argument) => argument.name.value === 'first');
    return isLimited || Object.hasOwn(LISTS_SHARED_BY_RECORDS, `${typeName}.${name.value}`)
      ? [name.value]
      : [];
  });
}

/**
 * Expects that each error has a known code and message, does not quote the value, and is at a null field of a record that is not null.
 * @param isMalformed whether the path of an error belongs to a malformed record
 * @param lists the fields of the records that search their patient's records
 */
export function expectErrorsOnlyWhere(
  { data, errors = [] }: GraphqlAnswer<unknown>,
  isMalformed: (path: Path) => boolean,
  lists: readonly string[] = [],
): void {
  for (const { message, path = [], extensions } of errors) {
    expect(message).toMatch(expectedMessage(extensions.code, lists.includes(String(path.at(-1)))));
    expect(isMalformed(path)).toBe(true);
    expect(valueAt(data, path)).toBeNull();
    expect(valueAt(data, path.slice(0, -1))).toBeInstanceOf(Object);
  }
}

function expectedMessage(code: string, isList: boolean): RegExp {
  if (isList && code === 'BAD_USER_INPUT') return REFUSED_PATIENT;
  return OWN_ERRORS[code] ?? /^no error of this code$/;
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce((value, name) => at(value, String(name)), data);
}
