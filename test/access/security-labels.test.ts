import { describe, expect, it } from 'vitest';
import {
  canBeHiddenByLabel,
  CONFIDENTIALITY,
  isHiddenByLabel,
  REFRAIN_POLICIES,
  securityLabelsOf,
} from '../../src/access/security-labels.ts';
import { asSent } from '../support/as-sent.ts';

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const CONFIDENTIALITY_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const NOPAT = { system: ACT_CODE, code: 'NOPAT' };

function labeled(...security: unknown[]): object {
  return { resourceType: 'Observation', id: 'a', meta: { security } };
}

function isHidden(resource: object, highest: 'N' | 'R' | 'V' = 'N'): boolean {
  return isHiddenByLabel(resource, 'patient', highest);
}

describe('the table of labels', () => {
  it('hides nothing from callers with user/ or system/ scopes', () => {
    const all = [...Object.keys(REFRAIN_POLICIES), ...Object.keys(CONFIDENTIALITY), 'X'].map((code) => ({
      code,
    }));
    for (const context of ['user', 'system'] as const) {
      expect(canBeHiddenByLabel(context)).toBe(false);
      expect(isHiddenByLabel(labeled(...all), context, 'N')).toBe(false);
    }
    expect(canBeHiddenByLabel('patient')).toBe(true);
  });
});

describe('labels for patients [T1-I8]', () => {
  it.each<[what: string, coding: unknown]>([
    ['NOPAT', NOPAT],
    ['NOPAT with the OID as a URN', { system: 'urn:oid:2.16.840.1.113883.5.4', code: 'NOPAT' }],
    ['NOPAT with the OID', { system: '2.16.840.1.113883.5.4', code: 'NOPAT' }],
    [
      'NOPAT with an https URI',
      { system: 'https://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' },
    ],
    ['NOPAT with the URI of STU3', { system: 'http://hl7.org/fhir/v3/ActCode', code: 'NOPAT' }],
    ['NOPAT with a system other than HL7’s', { system: 'urn:oid:1.2.3', code: 'NOPAT' }],
    ['NOPAT without a system', { code: 'NOPAT' }],
    ['nopat with white space', { system: ACT_CODE, code: ' nopat ' }],
    ['NODSCLCD', { system: ACT_CODE, code: 'NODSCLCD' }],
    ['NORELINK', { system: ACT_CODE, code: 'NORELINK' }],
    ['TBOO', { system: ACT_CODE, code: 'TBOO' }],
    ['PROCESSINLINELABEL', { system: ACT_CODE, code: 'PROCESSINLINELABEL' }],
    ['R', { system: CONFIDENTIALITY_SYSTEM, code: 'R' }],
    ['V', { system: CONFIDENTIALITY_SYSTEM, code: 'V' }],
    ['R with the OID as a URN', { system: 'urn:oid:2.16.840.1.113883.5.25', code: 'R' }],
    [
      'R with a slash and a version in the URI',
      { system: `${CONFIDENTIALITY_SYSTEM}/|2018-08-12`, code: 'r' },
    ],
    ['R with the URI of STU3', { system: 'http://hl7.org/fhir/v3/Confidentiality', code: 'R' }],
    ['R of HL7 v2', { system: 'http://terminology.hl7.org/CodeSystem/v2-0177', code: 'R' }],
    ['R of HL7 v2 with the URI of STU3', { system: 'http://hl7.org/fhir/v2/0177', code: 'R' }],
    ['R without a system', { code: 'R' }],
    ['R with a query in the URI', { system: `${CONFIDENTIALITY_SYSTEM}?x=1`, code: 'R' }],
    [
      'R with the URL of a page of the specification',
      { system: 'http://hl7.org/fhir/R4/v3/Confidentiality/cs.html#R', code: 'R' },
    ],
    [
      'V with the URL of another page with a fragment',
      { system: 'https://x.example.org/Confidentiality.htm#R', code: 'V' },
    ],
    ['R with a file name', { system: 'http://hl7.org/fhir/CodeSystem-v3-Confidentiality', code: 'R' }],
    ['R with a descriptive system', { system: 'Confidentiality Code', code: 'R' }],
    ['T with a descriptive system', { system: 'Confidentiality Code', code: 'T' }],
    ['R with an OID inside text', { system: 'OID 2.16.840.1.113883.5.25 (HL7)', code: 'R' }],
    ['D with a query in the URI', { system: `${CONFIDENTIALITY_SYSTEM}?x=1`, code: 'D' }],
    ['the retired confidentiality code D', { system: CONFIDENTIALITY_SYSTEM, code: 'D' }],
    ['the confidentiality code T (taboo)', { system: CONFIDENTIALITY_SYSTEM, code: 'T' }],
    ['a display without a code', { display: 'not for the patient' }],
    ['a code that is not a string', { system: ACT_CODE, code: 7 }],
    ['an empty coding', {}],
    ['a string', 'NOPAT'],
    ['a number', 7],
  ])('hides a record labeled with %s from patients', (_what, coding) => {
    expect(isHidden(labeled(coding))).toBe(true);
    expect(isHidden(labeled({ system: CONFIDENTIALITY_SYSTEM, code: 'N' }, coding))).toBe(true);
    expect(isHidden(asSent({ meta: { security: coding } }))).toBe(true);
  });

  it.each<[what: string, coding: unknown]>([
    ['N', { system: CONFIDENTIALITY_SYSTEM, code: 'N' }],
    ['L', { system: CONFIDENTIALITY_SYSTEM, code: 'L' }],
    ['U without a system', { code: 'U' }],
    ['a sensitivity', { system: ACT_CODE, code: 'HIV' }],
    ['V of v3-ActCode, which means a visa', { system: ACT_CODE, code: 'V' }],
    ['a handling instruction', { system: ACT_CODE, code: 'NOREUSE' }],
    ['a purpose of use', { system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HTEST' }],
    ['a local code R', { system: 'urn:oid:1.2.3', code: 'R' }],
    ['R with another OID', { system: 'urn:oid:2.16.840.1.113883.5.250', code: 'R' }],
    ['N with a descriptive system', { system: 'Confidentiality Code', code: 'N' }],
    ['another code with a descriptive system', { system: 'Confidentiality Code', code: 'NONE' }],
    ['a code that is a property of every object', { code: 'constructor' }],
    ['null', null],
  ])('shows patients a record labeled with %s', (_what, coding) => {
    expect(isHidden(labeled(coding))).toBe(false);
  });

  it.each([
    {},
    { meta: {} },
    { meta: null },
    { meta: 'x' },
    { meta: { security: [] } },
    { meta: { security: null } },
  ])('shows patients a record without a label: %j', (resource) => {
    expect(isHidden(resource)).toBe(false);
  });

  it.each<[highest: 'N' | 'R' | 'V', seen: string]>([
    ['N', 'ULMN'],
    ['R', 'ULMNR'],
    ['V', 'ULMNRVD'],
  ])('shows patients who may see up to %s the levels %s, and no taboo or NOPAT record', (highest, seen) => {
    const levels = ['U', 'L', 'M', 'N', 'R', 'V', 'D', 'T'];
    const shown = levels.filter(
      (code) => !isHidden(labeled({ system: CONFIDENTIALITY_SYSTEM, code }), highest),
    );
    expect(shown.join('')).toBe(seen);
    expect(isHidden(labeled(NOPAT), highest)).toBe(true);
    expect(isHidden(labeled({}), highest)).toBe(true);
  });

  it.each<[where: string, resource: object]>([
    ['a document', { securityLabel: [{ coding: [NOPAT] }] }],
    [
      'a document with several labels',
      { securityLabel: [{ coding: [{ code: 'HIV' }, NOPAT] }, { text: 'x' }] },
    ],
    ['a document with a label in text only', { securityLabel: [{ text: 'not for the patient' }] }],
    ['a document with an empty label', { securityLabel: [{ coding: [] }] }],
    ['a composition', { confidentiality: 'R' }],
  ])('hides %s by its own label element', (_where, resource) => {
    expect(isHidden(resource)).toBe(true);
  });
});

describe('securityLabelsOf', () => {
  it('returns the labels of all elements as codings', () => {
    const resource = {
      meta: { security: [NOPAT, null, 7] },
      securityLabel: [
        { coding: [{ code: 'R', display: 'restricted', version: '1' }], text: 'restricted' },
        { text: 'Ask the ward' },
      ],
      confidentiality: 'V',
    };
    expect(securityLabelsOf(resource)).toEqual([
      NOPAT,
      { code: 'R', display: 'restricted' },
      { display: 'Ask the ward' },
      { code: 'V' },
    ]);
  });

  it.each([{}, { meta: { security: 'x' } }, { meta: { security: [{}] } }, { securityLabel: [{}] }])(
    'returns no label for malformed elements: %j',
    (resource) => {
      expect(securityLabelsOf(resource).filter(({ code }) => code !== 'x')).toEqual([]);
    },
  );
});
