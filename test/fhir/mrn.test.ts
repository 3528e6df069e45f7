import { describe, expect, it } from 'vitest';
import { formatMrnTokens } from '../../src/epic/patient-search.ts';
import { isMrn, mrnOf, readMrn } from '../../src/fhir/mrn.ts';
import { createSiteTime } from '../../src/fhir/site-time.ts';
import type { CodeableConcept, Identifier } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const TIME = createSiteTime(Date.parse('2026-05-01T12:00:00Z'), 'UTC');

const MR = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] };
const HOSPITAL = 'urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.0';

function typed(type: CodeableConcept, value: string, use?: Identifier['use']): Identifier {
  return { type, value, ...(use !== undefined && { use }) };
}

const epi = typed({ text: 'EPI' }, 'E1');
const mrn = typed({ text: 'MRN' }, 'M1');
const coded = typed({ ...MR, text: 'Hospital number' }, 'C1');
const ofHospital: Identifier = { system: HOSPITAL, value: 'H1' };

describe('the medical record number [CS-91]', () => {
  it.each<[what: string, system: string, identifier: Identifier[], expected: string | null]>([
    ['the identifier that Epic calls MRN', 'MRN', [epi, mrn], 'M1'],
    [
      'the identifier of HL7 type MR, by the OID of v2-0203',
      'MRN',
      [typed({ coding: [{ system: 'urn:oid:2.16.840.1.113883.18.108', code: 'MR' }] }, 'C3')],
      'C3',
    ],
    [
      'never an identifier with a local code MR',
      'MRN',
      [typed({ coding: [{ system: 'urn:oid:1.2.3', code: 'MR' }] }, 'L1')],
      null,
    ],
    ['the identifier of HL7 type MR if none is called MRN', 'MRN', [epi, coded], 'C1'],
    [
      'the identifier of HL7 type MR, whatever other codes it has',
      'MRN',
      [typed({ coding: [{ code: 'PI' }, ...MR.coding] }, 'C2')],
      'C2',
    ],
    // Another assigner can give the same number to another patient.
    ['never a number of another assigner', 'MRN', [epi, ofHospital, typed({ text: 'INTERNAL' }, 'Z1')], null],
    ['only the identifier with the configured text', 'EPI', [coded, mrn, epi], 'E1'],
    ['null if none has the configured text, even if one is of HL7 type MR', 'EPI', [coded, mrn], null],
    ['the identifier with the configured text, in any case', 'epi', [epi], 'E1'],
    ['only the identifier of the configured system', HOSPITAL, [coded, mrn, ofHospital], 'H1'],
    ['null if none is of the configured system', HOSPITAL, [coded, mrn, epi], null],
    ['the identifier of an OID configured without its prefix', HOSPITAL.slice(8), [ofHospital], 'H1'],
    [
      'the identifier of an OID sent without its prefix',
      HOSPITAL,
      [{ ...ofHospital, system: HOSPITAL.slice(8) }],
      'H1',
    ],
    [
      'the identifier of a configured URL',
      'https://a.example.org/mrn',
      [{ system: 'https://a.example.org/mrn', value: 'U1' }],
      'U1',
    ],
    ['the number without padding', 'MRN', [typed({ text: 'MRN' }, '   M3 ')], 'M3'],
    [
      'a current number rather than an old one',
      'MRN',
      [typed({ text: 'MRN' }, 'M5', 'old'), typed({ text: 'MRN' }, 'M6', 'usual')],
      'M6',
    ],
    [
      'the next number if the first has no value',
      'MRN',
      [typed({ text: 'MRN' }, ' '), { type: { text: 'MRN' } }, typed({ text: 'MRN' }, 'M8')],
      'M8',
    ],
    [
      'never an SSN',
      'MRN',
      [{ system: 'http://hl7.org/fhir/sid/us-ssn', ...typed(MR, '900-55-1234') }],
      null,
    ],
    ['null without identifiers', 'MRN', [], null],
  ])('the MRN is %s', (_what, system, identifier, expected) => {
    expect(mrnOf({ identifier }, system, TIME)).toBe(expected);
  });

  it.each<[string, unknown]>([
    ['a type as text', [{ type: 'MRN', value: 'M1' }]],
    ['a value that is a number', [{ type: MR, value: 203713 }]],
    ['malformed codings', [{ type: { coding: [null, 'MR'] }, value: 'M1' }]],
    ['a system that is a number', [{ system: 7, value: 'M1' }]],
    ['an object of another type', { type: 'MR', value: 'M1' }],
  ])('the MRN is null for %s', (_what, identifier) => {
    expect(mrnOf(asSent({ identifier }), 'MRN', TIME)).toBeNull();
    expect(mrnOf(asSent({ identifier }), HOSPITAL, TIME)).toBeNull();
  });
});

describe('several medical record numbers [CS-91]', () => {
  const inA: Identifier = { type: MR, system: 'urn:oid:1.1', value: '41' };
  const inB: Identifier = { type: MR, system: 'urn:oid:2.2', value: '52' };
  const never = { end: '2026-04-30' };

  it.each<[what: string, system: string, identifier: Identifier[], expected: string | null]>([
    ['the usual number', 'MRN', [inA, { ...inB, use: 'usual' }], '52'],
    [
      'the official number',
      'MRN',
      [
        { ...inA, use: 'secondary' },
        { ...inB, use: 'official' },
      ],
      '52',
    ],
    ['not an old number, even if it is the only one', 'MRN', [{ ...inA, use: 'old' }], null],
    ['not an old number, in capitals', 'MRN', [asSent({ ...inA, use: 'Old' })], null],
    ['not an expired number, with its period in a list', 'MRN', [asSent({ ...inA, period: [never] })], null],
    [
      'not an expired number, even if it is the usual one',
      'MRN',
      [{ ...inA, use: 'usual', period: never }],
      null,
    ],
    ['the current number', 'MRN', [{ ...inA, use: 'usual', period: never }, inB], '52'],
    ['the number whose period has begun', 'MRN', [{ ...inA, period: { start: '2026-05-02' } }, inB], '52'],
    ['a number that ends today', 'MRN', [{ ...inA, period: { end: '2026-05-01' } }], '41'],
    ['the number of the configured system', '2.2', [{ ...inA, use: 'usual' }, inB], '52'],
    ['a number that is sent twice', 'MRN', [inA, { ...inA, use: 'secondary', value: ' 41 ' }], '41'],
    ['a number that is sent with and without a system', 'MRN', [inA, { type: MR, value: '41' }], '41'],
  ])('of several numbers, the MRN is %s', (_what, system, identifier, expected) => {
    expect(readMrn({ identifier }, system, TIME)).toEqual({ mrn: expected, isAmbiguous: false });
  });

  it.each<[what: string, system: string, identifier: Identifier[]]>([
    ['two systems have one each', 'MRN', [inA, inB]],
    [
      'one is called MRN and another is of HL7 type MR',
      'MRN',
      [{ type: { text: 'MRN' }, system: 'urn:oid:1.1', value: '1' }, inB],
    ],
    ['two systems give the same number', 'MRN', [inA, { ...inB, value: '41' }]],
    ['the configured system has two', '1.1', [inA, { ...inA, value: '42' }, inB]],
    [
      'two are usual',
      'MRN',
      [
        { ...inA, use: 'usual' },
        { ...inB, use: 'official' },
      ],
    ],
    ['the configured type has two', 'MRN', [mrn, typed({ text: 'MRN' }, 'M4')]],
  ])('the MRN is null if %s', (_what, system, identifier) => {
    expect(readMrn({ identifier }, system, TIME)).toEqual({ mrn: null, isAmbiguous: true });
  });

  it('an MRN expires by the time at the site', () => {
    const ended = { ...inA, period: { end: '2026-05-01T02:00:00Z' } };
    const at = Date.parse('2026-05-01T03:00:00Z');
    expect(mrnOf({ identifier: [ended] }, 'MRN', createSiteTime(at, 'America/Chicago'))).toBeNull();
    const lastDay = { ...inA, period: { end: '2026-04-30' } };
    expect(mrnOf({ identifier: [lastDay] }, 'MRN', createSiteTime(at, 'America/Chicago'))).toBe('41');
    expect(mrnOf({ identifier: [lastDay] }, 'MRN', createSiteTime(at, 'UTC'))).toBeNull();
  });
});

describe('valid medical record numbers', () => {
  it.each(['203713', ' 203713 ', 'A-1/7 b', 'é', 'x'.repeat(200)])('an MRN can be %j', (value) => {
    expect(isMrn(value)).toBe(true);
  });

  it.each([['', ' ', 'a\nb', 'a\u0000', 'x'.repeat(201), 203713, null, undefined, true, ['203713'], {}]])(
    'an MRN cannot be any of %j',
    (...values) => {
      expect(values.filter(isMrn)).toEqual([]);
    },
  );
});

describe('a search by medical record numbers', () => {
  it('a search by MRNs names the system of each, and escapes separators within values', () => {
    expect(formatMrnTokens('MRN', ['203713', ' 203711 '])).toBe('MRN|203713,MRN|203711');
    expect(formatMrnTokens(HOSPITAL, ['a,b|c$d\\'])).toBe(`${HOSPITAL}|a\\,b\\|c\\$d\\\\`);
  });
});
