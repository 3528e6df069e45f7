import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifiersOf, isSsn, maskSsn } from '../../src/fhir/ssn.ts';
import type { Identifier } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const SYSTEM = 'urn:oid:2.16.840.1.113883.4.1';
const MASK = '***-**-****';
const ssn: Identifier = { use: 'usual', system: SYSTEM, value: '900-55-1234' };
const mrn: Identifier = { use: 'usual', type: { text: 'MRN' }, system: 'urn:oid:1.2.3', value: '203713' };

describe('an SSN', () => {
  it.each<[string, Identifier]>([
    ['its OID as a URN', { system: SYSTEM }],
    ['its OID', { system: '2.16.840.1.113883.4.1' }],
    ['its URI', { system: 'http://hl7.org/fhir/sid/us-ssn' }],
    ['its OID in capitals, with surrounding space', { system: ' URN:OID:2.16.840.1.113883.4.1 ' }],
    ['its URI with a slash at the end', { system: 'http://hl7.org/fhir/sid/us-ssn/' }],
    ['its URI by https, with a version', { system: 'https://www.hl7.org/fhir/sid/us-ssn|4.0.1' }],
    ['its OID as a URN in capitals, with a slash', { system: 'URN:OID:2.16.840.1.113883.4.1/' }],
    ['its OID with the prefix oid:', { system: 'oid:2.16.840.1.113883.4.1' }],
    ['a site’s own system named SSN', { system: 'https://ehr.example.org/ids/SSN' }],
    ['the type ss', { type: { coding: [{ code: ' ss ' }] } }],
    ['the type SSN', { type: { coding: [{ code: 'S.S.N.' }] } }],
    ['a type whose text is SS', { type: { text: 'SS' } }],
    ['a type whose text is SS#', { type: { text: 'SS#' } }],
    ['a type whose text is SS No.', { type: { text: 'SS No.' } }],
    ['a type whose text is S.S.N.', { type: { text: 'S.S.N.' } }],
    ['a type whose text is Soc Sec #', { type: { text: 'Soc Sec #' } }],
    ['a type whose text is Soc. Sec. No.', { type: { text: 'Soc. Sec. No.' } }],
    ['a type whose text is SOCSEC', { type: { text: 'SOCSEC' } }],
    ['a type whose text is SocialSecurityNumber', { type: { text: 'SocialSecurityNumber' } }],
    ['a type whose text is social-security', { type: { text: 'social-security' } }],
    ['a type whose text is in full-width letters', { type: { text: 'ＳＳＮ' } }],
    ['its assigner', { assigner: { display: 'Social Security Administration' } }],
    ['the type SS', { type: { coding: [{ code: 'MR' }, { code: 'SS' }] } }],
    ['a type whose text is SSN', { type: { text: 'SSN' } }],
    ['a type whose text is ssn, with surrounding space', { type: { text: ' ssn ' } }],
    ['a type whose text contains SSN', { type: { text: 'US_SSN (last known)' } }],
    ['a type whose text is Social Security Number', { type: { text: 'Social Security Number' } }],
    [
      'a type whose display is Social Security Number',
      { type: { coding: [{ code: '12', display: 'Social Security number' }] } },
    ],
  ])('an SSN is recognized by %s', (_what, identifier) => {
    expect(isSsn({ value: '900-55-1234', ...identifier })).toBe(true);
  });

  it.each<[string, unknown]>([
    ['another OID below the same arc', { system: 'urn:oid:2.16.840.1.113883.4.10' }],
    ['the NPI', { system: 'http://hl7.org/fhir/sid/us-npi', type: { text: 'NPI' } }],
    ['a periodical', { type: { text: 'ISSN' } }],
    ['a passport', { type: { text: 'Passport', coding: [{ code: 'PPN' }] } }],
    ['a society’s number', { type: { text: 'Society section 7' } }],
    ['a ship', { type: { text: 'SS Great Britain' } }],
    ['a system with the same prefix', { system: 'http://hl7.org/fhir/sid/us-ssn-other' }],
    ['an identifier without a system', { value: '900-55-1234' }],
    ['a system that is a number', { system: 7, type: 'SS' }],
    ['nothing', {}],
  ])('an SSN is not %s', (_what, identifier) => {
    expect(isSsn(asSent(identifier))).toBe(false);
  });
});

describe('the identifiers of a patient', () => {
  it('the identifiers of a patient exclude SSNs, and keep the server’s order', () => {
    const other: Identifier = { type: { text: 'SSN' }, value: '901-55-4321' };
    expect(identifiersOf({ identifier: [ssn, mrn, other] })).toEqual([mrn]);
  });

  it('the identifiers of a patient exclude an SSN under another name', () => {
    const aliases = ['900551234', '900 55 1234', 'SSN: 900-55-1234'].map((value) => ({ system: 'x', value }));
    expect(identifiersOf({ identifier: [...aliases, mrn, ssn] })).toEqual([mrn]);
  });

  it('an SSN without a number excludes no other identifier', () => {
    const zero = { ...mrn, value: '0' };
    expect(identifiersOf({ identifier: [zero, { system: SYSTEM, value: '0' }, { system: SYSTEM }] })).toEqual(
      [zero],
    );
  });

  it.each([undefined, null, 'x', ssn, [null, 'x', 7]])(
    'the identifiers of a patient are empty if the element is %j',
    (identifier) => {
      expect(identifiersOf(asSent({ identifier }))).toEqual([]);
    },
  );
});

describe('a resource with a masked SSN [T1-I13]', () => {
  it('an SSN is masked in its identifier, which stays', () => {
    const patient = { resourceType: 'Patient', id: 'a', identifier: [mrn, ssn] };
    expect(maskSsn(patient)).toEqual({ ...patient, identifier: [mrn, { ...ssn, value: MASK }] });
  });

  it.each<[string, unknown, unknown]>([
    ['in narrative', { div: '<div>SSN 900-55-1234.</div>' }, { div: `<div>SSN ${MASK}.</div>` }],
    ['without its hyphens', { valueString: '900551234' }, { valueString: MASK }],
    ['with spaces', { valueString: 'is 900 55 1234' }, { valueString: `is ${MASK}` }],
    ['with other dashes', { valueString: '900–55 – 1234' }, { valueString: MASK }],
    ['with spaces between all digits', { valueString: '9 0 0 5 5 1 2 3 4' }, { valueString: MASK }],
    ['with invisible characters', { valueString: '900\u200b55\u200b1234' }, { valueString: MASK }],
    [
      'in narrative, with tags between digits',
      { div: '<div><b>900</b>-<i>55</i>-1234</div>' },
      { div: `<div xmlns="http://www.w3.org/1999/xhtml">${MASK}</div>` },
    ],
    [
      'in narrative, with entities between digits',
      { div: '<div>&#57;00&nbsp;55&#x2D;1234 </div>' },
      { div: `<div xmlns="http://www.w3.org/1999/xhtml">${MASK}</div>` },
    ],
    ['as a number', { valueInteger: 900551234 }, { valueInteger: MASK }],
    ['as a number that keeps its zeros', { x: [{ asWritten: '900551234.00' }] }, { x: [MASK] }],
    ['twice in one text', { a: '900551234/900-55-1234' }, { a: `${MASK}/${MASK}` }],
    ['deep in lists', { extension: [[{ x: [['900-55-1234']] }]] }, { extension: [[{ x: [[MASK]] }]] }],
  ])('an SSN is masked %s', (_what, sent, expected) => {
    const patient = { resourceType: 'Patient', identifier: [ssn] };
    expect(maskSsn({ ...patient, sent })).toEqual({
      ...patient,
      identifier: [{ ...ssn, value: MASK }],
      sent: expected,
    });
  });

  it('an SSN is masked in identifiers within extensions and contained resources', () => {
    const valueIdentifier = { type: { coding: [{ code: 'SS' }] }, value: '900-55-1234' };
    const sent = { extension: [{ url: 'x', valueIdentifier }], contained: [{ identifier: [ssn] }] };
    expect(maskSsn(sent)).toEqual({
      extension: [{ url: 'x', valueIdentifier: { ...valueIdentifier, value: MASK } }],
      contained: [{ identifier: [{ ...ssn, value: MASK }] }],
    });
  });

  it('an SSN is masked in a malformed identifier, and in one whose value is only an extension', () => {
    const rendered = { extension: [{ url: 'rendered-value', valueString: '901-55-4321' }] };
    const sent = {
      identifier: [
        { system: SYSTEM, value: 900551234 },
        { system: SYSTEM, value: [{ asWritten: '902551234.0' }] },
        { system: SYSTEM, _value: rendered },
      ],
      x: ['901554321', '902-55-1234'],
    };
    expect(JSON.stringify(maskSsn(sent))).not.toMatch(/900|901|902|4321/);
  });

  it.each(['0', '1234', 'xxx-xx-1234', 'unknown', '1-2', '9005512345'])(
    '%j is masked in the SSN itself, but not elsewhere, because it is not a whole SSN',
    (value) => {
      const sent = { id: `e${value}`, birthDate: '1987-09-12', text: `unknown 1-2 0 1234 ${value}` };
      const identifier = [{ system: SYSTEM, value }];
      expect(maskSsn({ ...sent, identifier })).toEqual({
        ...sent,
        identifier: [{ system: SYSTEM, value: MASK }],
      });
    },
  );

  it('masking cuts off JSON nested deeper than any FHIR element', () => {
    expect(maskSsn(asSent<object>(nest(100, '"900-55-1234"')))).toEqual(nest(100, '"900-55-1234"'));
    const identifier = [{ system: SYSTEM, value: nest(100_000, '1') }];
    const sent = { identifier, x: nest(100_000, '"900-55-1234"'), y: 'unrelated' };
    const shown = JSON.stringify(maskSsn(sent));
    expect(shown).toContain('unrelated');
    expect(shown).not.toContain('900-55-1234');
    expect(identifiersOf(asSent({ identifier: [...identifier, mrn] }))).toEqual([mrn]);
  });

  it('a resource without an SSN is unchanged', () => {
    const patient = { id: 'a', identifier: [mrn], active: false, multipleBirthInteger: 2, x: null, y: [] };
    expect(maskSsn(patient)).toEqual(patient);
  });
});

describe('a resource with masked digits', () => {
  it('a resource without an SSN is returned itself', () => {
    const patient = { id: 'a', identifier: [mrn], name: [{ text: '900-55-1234' }], x: null, y: [] };
    expect(maskSsn(patient)).toBe(patient);
  });

  it('a masked resource repeats the digits nowhere, and shares its other parts with the original', () => {
    const patient = {
      resourceType: 'Patient',
      id: 'a',
      identifier: [mrn, ssn, { system: 'urn:oid:1.2.4', value: '900551234' }],
      name: [{ text: 'Ann 900-55-1234' }, { text: 'Ann' }],
      telecom: [{ system: 'other', value: '900 55 1234' }],
      multipleBirthInteger: 900551234,
      address: [{ city: 'Madison' }],
    };
    const shown = maskSsn(patient);
    expect(shown).toEqual({
      ...patient,
      identifier: [mrn, { ...ssn, value: MASK }, { system: 'urn:oid:1.2.4', value: MASK }],
      name: [{ text: `Ann ${MASK}` }, { text: 'Ann' }],
      telecom: [{ system: 'other', value: MASK }],
      multipleBirthInteger: MASK,
    });
    expect(shown.address).toBe(patient.address);
    expect(identifiersOf(shown)).toEqual([mrn]);
  });

  it('addresses and dateTimes stay unmasked', () => {
    const record = {
      id: 'e123456789',
      identifier: [{ ...ssn, value: '123-45-6789' }],
      subject: { reference: 'Patient/123456789' },
      url: 'Binary/123456789',
      issued: '2026-05-01T12:34:56.789Z',
    };
    expect(maskSsn(record)).toEqual({ ...record, identifier: [{ ...ssn, value: MASK }] });
  });

  it('a masked resource is cut off below the depth of any FHIR element', () => {
    const sent = { identifier: [ssn], x: nest(100_000, '"900-55-1234"') };
    expect(JSON.stringify(maskSsn(sent))).not.toContain('900-55-1234');
  });
});

/** JSON trees that do not contain the number yet. */
const tree = fc.anything({
  maxDepth: 4,
  key: fc.constantFrom('extension', 'valueString', 'value', 'text', 'identifier', 'system', 'type', 'x'),
  values: [
    fc.boolean(),
    fc.constant(null),
    fc.integer({ min: 0, max: 9_999 }),
    fc.stringMatching(/^[a-z ,.:-]{0,12}$/),
  ],
});
const digits = fc.integer({ min: 100_000_000, max: 999_999_999 }).map(String);
const spelling = fc.constantFrom<(number: string) => unknown>(
  (number) => number,
  (number) => Number(number),
  (number) => hyphenated(number, '-'),
  (number) => hyphenated(number, ' '),
  (number) => `see ${hyphenated(number, '-')}, ${number}`,
);
const marking = fc.constantFrom<Identifier>(
  { system: SYSTEM },
  { system: 'http://hl7.org/fhir/sid/us-ssn' },
  { system: 'https://hl7.org/fhir/sid/us-ssn/' },
  { type: { coding: [{ code: 'SS' }] } },
  { type: { coding: [{ code: 'ss' }] } },
  { type: { text: 'SSN' } },
  { type: { text: 'Soc Sec #' } },
);

describe('any resource', () => {
  const planted = fc
    .record({
      number: digits,
      marking,
      spell: spelling,
      again: fc.array(spelling, { maxLength: 3 }),
      rest: tree,
    })
    .map(({ number, marking: mark, spell, again, rest }) => ({
      number,
      resource: {
        rest,
        nested: [
          { deeper: { ...mark, value: spell(number) } },
          again.map((way) => ({ valueString: way(number) })),
        ],
      },
    }));

  it('no spelling of an SSN survives in any resource, and the original is not modified', () => {
    fc.assert(
      fc.property(planted, ({ number, resource }) => {
        fc.pre(!JSON.stringify(resource.rest)?.includes(number));
        const before = structuredClone(resource);
        const after = JSON.stringify(maskSsn(resource));
        expect(after).not.toContain(number);
        for (const between of ['-', ' ']) expect(after).not.toContain(hyphenated(number, between));
        expect(resource).toEqual(before);
      }),
    );
  });

  it('masking changes nothing else in any resource', () => {
    const other = tree.filter((value) => !/"(system|type)"/.test(JSON.stringify(value) ?? ''));
    fc.assert(
      fc.property(digits, other, (number, rest) => {
        const resource = { identifier: [{ system: SYSTEM, value: number }], rest };
        expect(maskSsn(resource)).toEqual({ identifier: [{ system: SYSTEM, value: MASK }], rest });
      }),
    );
  });
});

/** Nests JSON in a number of lists. */
function nest(depth: number, core: string): unknown {
  const nested: unknown = JSON.parse(`{"x":${'['.repeat(depth)}${core}${']'.repeat(depth)}}`);
  return nested;
}

function hyphenated(number: string, between: string): string {
  return [number.slice(0, 3), number.slice(3, 5), number.slice(5)].join(between);
}
