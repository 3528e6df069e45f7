import { describe, expect, it } from 'vitest';
import { formatMrnTokens } from '../../src/epic/patient-search.ts';
import { isMrn, mrnOf, readMrn } from '../../src/fhir/mrn.ts';
import { siteTime } from '../../src/fhir/site-time.ts';
import type { CodeableConcept, Identifier } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const TIME = siteTime(Date.parse('2026-05-01T12:00:00Z'), 'UTC');

const MR = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] };
const HOSPITAL = 'urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.0';

function typed(type: CodeableConcept, value: string, use?: Identifier['use']): Identifier {
  return { type, value, ...(use !== undefined && { use }) };
}

const epi = typed({ text: 'EPI' }, 'E1');
const mrn = typed({ text: 'MRN' }, 'M1');
const coded = typed({ ...MR, text: 'Hospital number' }, 'C1');
const ofHospital: Identifier = { system: HOSPITAL, value: 'H1' };

describe('the medical record number', () => {
  it.each<[what: string, system: string, identifier: Identifier[], expected: string | null]>([
    ['the one that Epic calls so', 'MRN', [epi, mrn], 'M1'],
    [
      'of HL7 type MR by the OID of v2-0203',
      'MRN',
      [typed({ coding: [{ system: 'urn:oid:2.16.840.1.113883.18.108', code: 'MR' }] }, 'C3')],
      'C3',
    ],
    [
      'never of a local code that is MR too',
      'MRN',
      [typed({ coding: [{ system: 'urn:oid:1.2.3', code: 'MR' }] }, 'L1')],
      null,
    ],
    ['the one of HL7 type MR, where none is called so', 'MRN', [epi, coded], 'C1'],
    [
      'of HL7 type MR whatever other codes it has',
      'MRN',
      [typed({ coding: [{ code: 'PI' }, ...MR.coding] }, 'C2')],
      'C2',
    ],
    // Another numbering can give the same number to somebody else.
    ['never of another numbering', 'MRN', [epi, ofHospital, typed({ text: 'INTERNAL' }, 'Z1')], null],
    ['the one of the text that is configured, and no other', 'EPI', [coded, mrn, epi], 'E1'],
    ['null where none has that text, though there is one of HL7 type MR', 'EPI', [coded, mrn], null],
    ['of that text in any case', 'epi', [epi], 'E1'],
    ['the one of the system that is configured, and no other', HOSPITAL, [coded, mrn, ofHospital], 'H1'],
    ['null where none is of that system', HOSPITAL, [coded, mrn, epi], null],
    ['of an OID that is configured without its prefix', HOSPITAL.slice(8), [ofHospital], 'H1'],
    [
      'of an OID that is sent without its prefix',
      HOSPITAL,
      [{ ...ofHospital, system: HOSPITAL.slice(8) }],
      'H1',
    ],
    ['of a URL', 'https://a.example.org/mrn', [{ system: 'https://a.example.org/mrn', value: 'U1' }], 'U1'],
    ['without the space that pads it', 'MRN', [typed({ text: 'MRN' }, '   M3 ')], 'M3'],
    [
      'one in use before an old one',
      'MRN',
      [typed({ text: 'MRN' }, 'M5', 'old'), typed({ text: 'MRN' }, 'M6', 'usual')],
      'M6',
    ],
    [
      'the next one where the first has no value',
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
    ['null where there is none', 'MRN', [], null],
  ])('is %s', (_what, system, identifier, expected) => {
    expect(mrnOf({ identifier }, system, TIME)).toBe(expected);
  });

  it.each<[string, unknown]>([
    ['a type that is text', [{ type: 'MRN', value: 'M1' }]],
    ['a value that is a number', [{ type: MR, value: 203713 }]],
    ['codings that are none', [{ type: { coding: [null, 'MR'] }, value: 'M1' }]],
    ['a system that is none', [{ system: 7, value: 'M1' }]],
    ['no list', { type: MR, value: 'M1' }],
  ])('is null for %s', (_what, identifier) => {
    expect(mrnOf(asSent({ identifier }), 'MRN', TIME)).toBeNull();
    expect(mrnOf(asSent({ identifier }), HOSPITAL, TIME)).toBeNull();
  });
});

describe('the one of several medical record numbers', () => {
  const inA: Identifier = { type: MR, system: 'urn:oid:1.1', value: '41' };
  const inB: Identifier = { type: MR, system: 'urn:oid:2.2', value: '52' };
  const never = { end: '2026-04-30' };

  it.each<[what: string, system: string, identifier: Identifier[], expected: string | null]>([
    ['the usual one', 'MRN', [inA, { ...inB, use: 'usual' }], '52'],
    [
      'the official one',
      'MRN',
      [
        { ...inA, use: 'secondary' },
        { ...inB, use: 'official' },
      ],
      '52',
    ],
    ['none that is old, though it stands alone', 'MRN', [{ ...inA, use: 'old' }], null],
    ['none that is old, in capitals', 'MRN', [asSent({ ...inA, use: 'Old' })], null],
    ['none that is over, with its period in a list', 'MRN', [asSent({ ...inA, period: [never] })], null],
    ['none that is over, though it is the usual one', 'MRN', [{ ...inA, use: 'usual', period: never }], null],
    ['the one that goes on', 'MRN', [{ ...inA, use: 'usual', period: never }, inB], '52'],
    ['the one that has begun', 'MRN', [{ ...inA, period: { start: '2026-05-02' } }, inB], '52'],
    ['the one that ends today', 'MRN', [{ ...inA, period: { end: '2026-05-01' } }], '41'],
    ['the one of the configured system', '2.2', [{ ...inA, use: 'usual' }, inB], '52'],
    ['the one that is sent twice', 'MRN', [inA, { ...inA, use: 'secondary', value: ' 41 ' }], '41'],
    ['the one that is sent with and without a system', 'MRN', [inA, { type: MR, value: '41' }], '41'],
  ])('is %s', (_what, system, identifier, expected) => {
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
  ])('is none of them where %s', (_what, system, identifier) => {
    expect(readMrn({ identifier }, system, TIME)).toEqual({ mrn: null, isAmbiguous: true });
  });

  it('ends by the clock of the site', () => {
    const ended = { ...inA, period: { end: '2026-05-01T02:00:00Z' } };
    const at = Date.parse('2026-05-01T03:00:00Z');
    expect(mrnOf({ identifier: [ended] }, 'MRN', siteTime(at, 'America/Chicago'))).toBeNull();
    const lastDay = { ...inA, period: { end: '2026-04-30' } };
    expect(mrnOf({ identifier: [lastDay] }, 'MRN', siteTime(at, 'America/Chicago'))).toBe('41');
    expect(mrnOf({ identifier: [lastDay] }, 'MRN', siteTime(at, 'UTC'))).toBeNull();
  });
});

describe('what can be a medical record number', () => {
  it.each(['203713', ' 203713 ', 'A-1/7 b', 'é', 'x'.repeat(200)])('is %j', (value) => {
    expect(isMrn(value)).toBe(true);
  });

  it.each([['', ' ', 'a\nb', 'a\u0000', 'x'.repeat(201), 203713, null, undefined, true, ['203713'], {}]])(
    'is not %j',
    (...values) => {
      expect(values.filter(isMrn)).toEqual([]);
    },
  );
});

describe('a search by medical record numbers', () => {
  it('names the system of each, and keeps what separates values out of them', () => {
    expect(formatMrnTokens('MRN', ['203713', ' 203711 '])).toBe('MRN|203713,MRN|203711');
    expect(formatMrnTokens(HOSPITAL, ['a,b|c$d\\'])).toBe(`${HOSPITAL}|a\\,b\\|c\\$d\\\\`);
  });
});
