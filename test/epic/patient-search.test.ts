import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../../src/epic/capabilities.ts';
import {
  toServerParameters,
  formatIdentifierToken,
  parsePatientCriteria,
  type PatientCriteria,
  parseId,
  hasIdentifier,
} from '../../src/epic/patient-search.ts';
import { type Refusal, refusalOf } from '../support/refusal.ts';

const RULE =
  'Search for patients by ids, by identifier, by given + family + birthDate, or by given + family + gender + phone or email. ' +
  'Fewer criteria find nothing at Epic.';
const IDS_ALONE =
  'filter.ids cannot be combined with other criteria, because the FHIR server would ignore them.';

const ALL = {
  ids: ['a', 'b'],
  identifier: { system: 'MRN', value: '203713' },
  family: 'Lopez',
  given: 'Camila',
  birthDate: '1987-09-12',
  gender: 'female',
  phone: '+1 608-555-0110',
  email: 'camila@example.com',
} satisfies PatientCriteria;

/** The same criteria as search parameters, by criterion. */
const PARAMETERS: Readonly<Record<string, readonly [string, string]>> = {
  identifier: ['identifier', 'MRN|203713'],
  family: ['family', 'Lopez'],
  given: ['given', 'Camila'],
  birthDate: ['birthdate', '1987-09-12'],
  gender: ['gender', 'female'],
  phone: ['phone', '+1 608-555-0110'],
  email: ['email', 'camila@example.com'],
};

const combinations: readonly (readonly string[])[] = Array.from({ length: 2 ** 8 }, (_, bits) =>
  Object.keys(ALL).filter((_name, index) => (bits & (2 ** index)) !== 0),
);

function criteriaOf(names: readonly string[]): PatientCriteria {
  return Object.fromEntries(Object.entries(ALL).filter(([name]) => names.includes(name)));
}

/** Restates Epic's rule independently of the code under test. */
function isAcceptedByEpic(names: readonly string[]): boolean {
  const has = (...wanted: string[]) => wanted.every((name) => names.includes(name));
  return (
    has('identifier') ||
    (has('given', 'family') && (has('birthDate') || has('gender', 'phone') || has('gender', 'email')))
  );
}

function searchOf(names: readonly string[]): unknown {
  const parameters = names.map((name) => PARAMETERS[name]).filter((parameter) => parameter !== undefined);
  return { kind: 'search', parameters: Object.fromEntries(parameters) };
}

function badInput(message: string): Refusal {
  return { code: 'BAD_USER_INPUT', message };
}

/** Returns the parsed query, or the error. */
function outcomeOf(criteria: PatientCriteria, anyCriteria = true): unknown {
  let query: unknown = null;
  const refusal = refusalOf(() => {
    query = parsePatientCriteria(criteria, anyCriteria);
  });
  return refusal ?? query;
}

/** Keys the outcomes by criteria, which makes a difference readable. */
function outcomes<T extends string | readonly string[]>(
  asked: readonly T[],
  outcome: (one: T) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(asked.map((one) => [JSON.stringify(one), outcome(one)]));
}

describe('parsePatientCriteria', () => {
  it('returns the panel for no criteria or only nulls', () => {
    const nulls = Object.fromEntries(Object.keys(ALL).map((name) => [name, null]));
    expect(parsePatientCriteria({}, false)).toEqual({ kind: 'panel' });
    expect(parsePatientCriteria(nulls, false)).toEqual({ kind: 'panel' });
    expect(parsePatientCriteria({}, true)).toEqual({ kind: 'panel' });
  });

  it('accepts exactly the combinations of criteria without ids that Epic accepts', () => {
    const asked = combinations.filter((names) => names.length > 0 && !names.includes('ids'));
    expect(asked).toHaveLength(127);
    expect(outcomes(asked, (names) => outcomeOf(criteriaOf(names), false))).toEqual(
      outcomes(asked, (names) => (isAcceptedByEpic(names) ? searchOf(names) : badInput(RULE))),
    );
  });

  it('accepts each combination of criteria without ids for a server that takes any', () => {
    const asked = combinations.filter((names) => names.length > 0 && !names.includes('ids'));
    expect(outcomes(asked, (names) => outcomeOf(criteriaOf(names), true))).toEqual(outcomes(asked, searchOf));
  });

  it.each([false, true])(
    'returns a list for ids without other criteria, and refuses other combinations with ids (any criteria: %s)',
    (anyCriteria) => {
      const asked = combinations.filter((names) => names.includes('ids'));
      expect(outcomes(asked, (names) => outcomeOf(criteriaOf(names), anyCriteria))).toEqual(
        outcomes(asked, (names) =>
          names.length === 1 ? { kind: 'ids', ids: ['a', 'b'] } : badInput(IDS_ALONE),
        ),
      );
    },
  );
});

describe('a list of ids', () => {
  it('removes duplicate ids and keeps their order', () => {
    expect(parsePatientCriteria({ ids: ['b', 'a', 'b'] }, false)).toEqual({ kind: 'ids', ids: ['b', 'a'] });
  });

  it('accepts an empty list of ids, which does not mean the panel', () => {
    expect(parsePatientCriteria({ ids: [] }, false)).toEqual({ kind: 'ids', ids: [] });
  });

  it('accepts up to 100 ids', () => {
    const ids = Array.from({ length: 101 }, (_, index) => `e${index}`);
    expect(refusalOf(() => parsePatientCriteria({ ids: ids.slice(1) }, false))).toBeNull();
    expect(refusalOf(() => parsePatientCriteria({ ids }, false))).toEqual({
      code: 'BAD_USER_INPUT',
      message: 'filter.ids expects at most 100 ids; it has 101.',
    });
  });

  it.each(['', '..', 'a,b', 'a/b', 'Patient/a', 'e'.repeat(257)])(
    'refuses a list with the invalid id %j',
    (id) => {
      expect(refusalOf(() => parsePatientCriteria({ ids: ['a', id] }, false))).toEqual({
        code: 'BAD_USER_INPUT',
        message:
          'filter.ids expects a FHIR id: at most 256 letters, digits, ".", "-", "_" and "~", with no "_" first.',
      });
    },
  );
});

describe('an id', () => {
  it('returns a valid id unchanged, and names the argument of an invalid one', () => {
    expect(parseId('id', 'e0w0LEDCYtfckT6N.CkJKCw3')).toBe('e0w0LEDCYtfckT6N.CkJKCw3');
    expect(refusalOf(() => parseId('id', ' a'))).toEqual({
      code: 'BAD_USER_INPUT',
      message: 'id expects a FHIR id: at most 256 letters, digits, ".", "-", "_" and "~", with no "_" first.',
    });
  });
});

describe('a criterion', () => {
  const demographics = { given: 'Camila', family: 'Lopez', birthDate: '1987-09-12' };

  it('trims white space around a criterion', () => {
    const padded = { given: ' Camila\u00a0', family: '\tLopez ', birthDate: '1987-09-12' };
    expect(parsePatientCriteria(padded, false)).toEqual(parsePatientCriteria(demographics, false));
    expect(formatIdentifierToken({ system: ' MRN ', value: '  203713 ' })).toBe('MRN|203713');
  });

  it('escapes the separators of search values in a criterion', () => {
    const query = parsePatientCriteria({ ...demographics, family: 'a\\b,c|d$e' }, false);
    expect(query).toMatchObject({ parameters: { family: 'a\\\\b\\,c\\|d\\$e' } });
    expect(formatIdentifierToken({ system: 'a|b', value: 'c,d' })).toBe('a\\|b|c\\,d');
  });

  it('keeps diacritics, apostrophes, plus signs and percent signs in a criterion', () => {
    const query = parsePatientCriteria({ ...demographics, family: "O'Nguyễn-%2C +&=" }, false);
    expect(query).toMatchObject({ parameters: { family: "O'Nguyễn-%2C +&=" } });
  });

  it.each(['family', 'given', 'birthDate', 'phone', 'email'])(
    'refuses a %s that is empty or not a string',
    (name) => {
      const message = `filter.${name} expects 1 to 200 characters, without control characters.`;
      const values = ['', ' ', '\u00a0', 'a\0b', 'a\nb', 'a\u007fb', 'a\u009fb', 'e'.repeat(201)];
      expect(outcomes(values, (value) => outcomeOf({ ...demographics, [name]: value }))).toEqual(
        outcomes(values, () => badInput(message)),
      );
    },
  );

  it.each(['system', 'value'])('refuses an identifier.%s that is empty or not a string', (name) => {
    const message = `identifier.${name} expects 1 to 200 characters, without control characters.`;
    const values = ['', ' ', 'a\tb', 'e'.repeat(201)];
    const identifier = { system: 'MRN', value: '203713' };
    expect(outcomes(values, (value) => outcomeOf({ identifier: { ...identifier, [name]: value } }))).toEqual(
      outcomes(values, () => badInput(message)),
    );
  });

  it.each(['1987', '1987-09', '1987-02-30', '12/09/1987', '1987-09-12T00:00:00Z', 'ge1987-09-12'])(
    'refuses the birthDate %s, which is not a full date',
    (birthDate) => {
      expect(refusalOf(() => parsePatientCriteria({ ...demographics, birthDate }, true))).toEqual({
        code: 'BAD_USER_INPUT',
        message: 'filter.birthDate expects a full date, such as 1987-09-12.',
      });
    },
  );
});

describe('the refusal of criteria', () => {
  const marked = fc
    .tuple(fc.string({ maxLength: 8, unit: 'binary' }), fc.integer({ min: 0, max: 300 }))
    .map(([text, padding]) => `XQZ${text}${'x'.repeat(padding)}`);
  const criteria = fc.record(
    {
      ids: fc.array(marked, { maxLength: 4 }),
      identifier: fc.record({ system: marked, value: marked }),
      family: marked,
      given: marked,
      birthDate: marked,
      gender: fc.constantFrom('female', 'XQZ'),
      phone: marked,
      email: marked,
    },
    { requiredKeys: [] },
  );

  it('never quotes the criteria in a refusal', () => {
    let refused = 0;
    fc.assert(
      fc.property(criteria, fc.boolean(), (asked, anyCriteria) => {
        const refusal = refusalOf(() => parsePatientCriteria(asked, anyCriteria));
        refused += refusal === null ? 0 : 1;
        expect(refusal?.message ?? '').not.toContain('XQZ');
        expect(refusal?.code ?? 'BAD_USER_INPUT').toBe('BAD_USER_INPUT');
      }),
      { numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});

function offering(...names: string[]): Capabilities {
  return {
    fhirVersion: '4.0.1',
    isEpic: true,
    hasSearchParameter: (type, parameter) => type === 'Patient' && names.includes(parameter),
    canSort: () => false,
    canCreate: () => false,
    hasInclude: () => false,
    hasOperation: () => false,
  };
}

describe('toServerParameters', () => {
  const parameters = { given: 'Camila', family: 'Lopez', gender: 'female', phone: '1' };

  it('searches by legal sex if the server supports it', () => {
    expect(toServerParameters(parameters, offering('gender', 'legal-sex'))).toEqual({
      given: 'Camila',
      family: 'Lopez',
      'legal-sex': 'female',
      phone: '1',
    });
  });

  it('searches by administrative gender without legal-sex support or capabilities', () => {
    expect(toServerParameters(parameters, offering('gender'))).toEqual(parameters);
    expect(toServerParameters(parameters, null)).toEqual(parameters);
  });

  it('adds no sex to a search without gender', () => {
    const { gender: _gender, ...others } = parameters;
    expect(toServerParameters(others, offering('legal-sex'))).toEqual(others);
  });
});

function record(...identifier: readonly unknown[]): object {
  return { resourceType: 'Patient', id: 'a', identifier };
}

describe('hasIdentifier', () => {
  const MRN = { system: 'urn:oid:1.2.3', value: ' Z-4711 ' };

  it.each<[what: string, record: object, isFound: boolean]>([
    ['an equal value', record({ system: 'urn:oid:1.2.3', value: 'Z-4711' }), true],
    ['a value that differs in case and white space', record({ value: '  z-4711' }), true],
    ['several identifiers', record({ value: '1' }, null, { value: 'Z-4711' }), true],
    ['another value', record({ system: 'urn:oid:1.2.3', value: 'Z-47111' }), false],
    ['no value', record({ system: 'urn:oid:1.2.3' }), false],
    ['no identifiers', { resourceType: 'Patient', id: 'a' }, false],
    ['a malformed identifier list', { resourceType: 'Patient', identifier: 'Z-4711' }, false],
  ])('compares the identifier with a record with %s', (_what, resource, isFound) => {
    expect(hasIdentifier(resource, MRN)).toBe(isFound);
  });

  it.each(['urn:oid:2.16.840.1.113883.4.1', 'SSN'])(
    'trusts the server for social security numbers, which it can mask: %s',
    (system) => {
      expect(hasIdentifier(record({ value: '***-**-1234' }), { system, value: '900-55-1234' })).toBe(true);
    },
  );
});
