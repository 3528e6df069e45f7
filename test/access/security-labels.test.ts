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

function labelled(...security: unknown[]): object {
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
      expect(isHiddenByLabel(labelled(...all), context, 'N')).toBe(false);
    }
    expect(canBeHiddenByLabel('patient')).toBe(true);
  });
});

describe('a patient', () => {
  it.each<[what: string, coding: unknown]>([
    ['NOPAT', NOPAT],
    ['NOPAT by the OID as a URN', { system: 'urn:oid:2.16.840.1.113883.5.4', code: 'NOPAT' }],
    ['NOPAT by the OID', { system: '2.16.840.1.113883.5.4', code: 'NOPAT' }],
    ['NOPAT by https', { system: 'https://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' }],
    ['NOPAT by the URI of STU3', { system: 'http://hl7.org/fhir/v3/ActCode', code: 'NOPAT' }],
    ['NOPAT of a system that is not HL7’s', { system: 'urn:oid:1.2.3', code: 'NOPAT' }],
    ['NOPAT of no system', { code: 'NOPAT' }],
    ['nopat with space around it', { system: ACT_CODE, code: ' nopat ' }],
    ['NODSCLCD', { system: ACT_CODE, code: 'NODSCLCD' }],
    ['NORELINK', { system: ACT_CODE, code: 'NORELINK' }],
    ['TBOO', { system: ACT_CODE, code: 'TBOO' }],
    ['labels of parts', { system: ACT_CODE, code: 'PROCESSINLINELABEL' }],
    ['R', { system: CONFIDENTIALITY_SYSTEM, code: 'R' }],
    ['V', { system: CONFIDENTIALITY_SYSTEM, code: 'V' }],
    ['R by the OID as a URN', { system: 'urn:oid:2.16.840.1.113883.5.25', code: 'R' }],
    ['R by a URI with a slash and a version', { system: `${CONFIDENTIALITY_SYSTEM}/|2018-08-12`, code: 'r' }],
    ['R by the URI of STU3', { system: 'http://hl7.org/fhir/v3/Confidentiality', code: 'R' }],
    ['R of HL7 v2', { system: 'http://terminology.hl7.org/CodeSystem/v2-0177', code: 'R' }],
    ['R of HL7 v2 by the URI of STU3', { system: 'http://hl7.org/fhir/v2/0177', code: 'R' }],
    ['R of no system', { code: 'R' }],
    ['R by a URI with a query', { system: `${CONFIDENTIALITY_SYSTEM}?x=1`, code: 'R' }],
    [
      'R by a page of the specification',
      { system: 'http://hl7.org/fhir/R4/v3/Confidentiality/cs.html#R', code: 'R' },
    ],
    [
      'V by a page with its own fragment',
      { system: 'https://x.example.org/Confidentiality.htm#R', code: 'V' },
    ],
    ['R by the name of a file', { system: 'http://hl7.org/fhir/CodeSystem-v3-Confidentiality', code: 'R' }],
    ['R by words', { system: 'Confidentiality Code', code: 'R' }],
    ['T by words', { system: 'Confidentiality Code', code: 'T' }],
    ['R by an OID with words around it', { system: 'OID 2.16.840.1.113883.5.25 (HL7)', code: 'R' }],
    ['D by a URI with a query', { system: `${CONFIDENTIALITY_SYSTEM}?x=1`, code: 'D' }],
    ['a retired code of confidentiality', { system: CONFIDENTIALITY_SYSTEM, code: 'D' }],
    ['taboo', { system: CONFIDENTIALITY_SYSTEM, code: 'T' }],
    ['words without a code', { display: 'not for the patient' }],
    ['a code that is no text', { system: ACT_CODE, code: 7 }],
    ['nothing that can be read', {}],
    ['a word', 'NOPAT'],
    ['a number', 7],
  ])('does not see a record that is labelled %s', (_what, coding) => {
    expect(isHidden(labelled(coding))).toBe(true);
    expect(isHidden(labelled({ system: CONFIDENTIALITY_SYSTEM, code: 'N' }, coding))).toBe(true);
    expect(isHidden(asSent({ meta: { security: coding } }))).toBe(true);
  });

  it.each<[what: string, coding: unknown]>([
    ['N', { system: CONFIDENTIALITY_SYSTEM, code: 'N' }],
    ['L', { system: CONFIDENTIALITY_SYSTEM, code: 'L' }],
    ['U of no system', { code: 'U' }],
    ['what it is about', { system: ACT_CODE, code: 'HIV' }],
    ['a visa, which is V elsewhere in v3-ActCode', { system: ACT_CODE, code: 'V' }],
    ['what a recipient may do', { system: ACT_CODE, code: 'NOREUSE' }],
    ['a purpose', { system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HTEST' }],
    ['a word of the site', { system: 'urn:oid:1.2.3', code: 'R' }],
    ['R below another OID', { system: 'urn:oid:2.16.840.1.113883.5.250', code: 'R' }],
    ['N by words', { system: 'Confidentiality Code', code: 'N' }],
    ['another code of a system that is named like it', { system: 'Confidentiality Code', code: 'NONE' }],
    ['a code that is a word of JavaScript', { code: 'constructor' }],
    ['null', null],
  ])('sees a record that is labelled %s', (_what, coding) => {
    expect(isHidden(labelled(coding))).toBe(false);
  });

  it.each([
    {},
    { meta: {} },
    { meta: null },
    { meta: 'x' },
    { meta: { security: [] } },
    { meta: { security: null } },
  ])('sees a record without a label: %j', (resource) => {
    expect(isHidden(resource)).toBe(false);
  });

  it.each<[highest: 'N' | 'R' | 'V', seen: string]>([
    ['N', 'ULMN'],
    ['R', 'ULMNR'],
    ['V', 'ULMNRVD'],
  ])('who may see up to %s sees the levels %s, and no taboo or NOPAT record', (highest, seen) => {
    const levels = ['U', 'L', 'M', 'N', 'R', 'V', 'D', 'T'];
    const shown = levels.filter(
      (code) => !isHidden(labelled({ system: CONFIDENTIALITY_SYSTEM, code }), highest),
    );
    expect(shown.join('')).toBe(seen);
    expect(isHidden(labelled(NOPAT), highest)).toBe(true);
    expect(isHidden(labelled({}), highest)).toBe(true);
  });

  it.each<[where: string, resource: object]>([
    ['of a document', { securityLabel: [{ coding: [NOPAT] }] }],
    ['of a document, among others', { securityLabel: [{ coding: [{ code: 'HIV' }, NOPAT] }, { text: 'x' }] }],
    ['of a document, in words alone', { securityLabel: [{ text: 'not for the patient' }] }],
    ['of a document, with nothing in it', { securityLabel: [{ coding: [] }] }],
    ['of a composition', { confidentiality: 'R' }],
  ])('does not see what a label %s hides', (_where, resource) => {
    expect(isHidden(resource)).toBe(true);
  });
});

describe('the labels of a record', () => {
  it('are codes, whichever element they stand in', () => {
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
    'are none that can be shown: %j',
    (resource) => {
      expect(securityLabelsOf(resource).filter(({ code }) => code !== 'x')).toEqual([]);
    },
  );
});
