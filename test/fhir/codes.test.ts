import { describe, expect, it } from 'vitest';
import * as codes from '../../src/fhir/codes.ts';

const { ADMINISTRATIVE_GENDER, codeOf, memberOf, NAME_USE } = codes;

/** FHIR R4's value sets, from the specification. */
const VALUE_SETS: readonly [string, Readonly<Record<string, string>>, string][] = [
  ['AdministrativeGender', ADMINISTRATIVE_GENDER, 'male female other unknown'],
  ['NameUse', NAME_USE, 'usual official temp nickname anonymous old maiden'],
  ['IdentifierUse', codes.IDENTIFIER_USE, 'usual official temp secondary old'],
  ['ContactPointSystem', codes.CONTACT_POINT_SYSTEM, 'phone fax email pager url sms other'],
  ['ContactPointUse', codes.CONTACT_POINT_USE, 'home work temp old mobile'],
  ['AddressUse', codes.ADDRESS_USE, 'home work temp old billing'],
  ['AddressType', codes.ADDRESS_TYPE, 'postal physical both'],
];

describe.each(VALUE_SETS)('the codes of %s', (_name, table, all) => {
  it('the codes match FHIR R4 and map to upper-case members and back', () => {
    expect(Object.keys(table).join(' ')).toBe(all);
    for (const code of all.split(' ')) {
      expect(memberOf(table, code)).toBe(code.toUpperCase());
      expect(codeOf(table, code.toUpperCase())).toBe(code);
    }
  });
});

describe('the member for a code', () => {
  it.each(['Male', 'MALE', 'm', 'constructor', '__proto__', 'hasOwnProperty', 'UNRECOGNIZED'])(
    'the member for %j, which is not a FHIR code, is UNRECOGNIZED',
    (code) => {
      expect(memberOf(ADMINISTRATIVE_GENDER, code)).toBe('UNRECOGNIZED');
    },
  );

  it('the member for a code is found without the space around it', () => {
    expect(memberOf(ADMINISTRATIVE_GENDER, ' male ')).toBe('MALE');
  });

  it.each([undefined, null, '', ' ', 7, {}, ['male']])(
    'the member for %j, which is not a code, is null',
    (code) => {
      expect(memberOf(ADMINISTRATIVE_GENDER, code)).toBeNull();
    },
  );
});

describe('the code for a member', () => {
  it.each(['UNRECOGNIZED', 'male', '', 'constructor'])(
    'the code for the member %j is undefined',
    (member) => {
      expect(codeOf(ADMINISTRATIVE_GENDER, member)).toBeUndefined();
    },
  );
});
