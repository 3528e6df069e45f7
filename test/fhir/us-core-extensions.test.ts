import { describe, expect, it } from 'vitest';
import {
  adherenceOf,
  assertedDate,
  interpreterNeeded,
  recorderOf,
  supportingInfo,
  tribalAffiliationsOf,
} from '../../src/fhir/us-core-extensions.ts';

const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core';
const HL7 = 'http://hl7.org/fhir/StructureDefinition';

describe('the extensions of US Core', () => {
  it.each([
    ['373066001', true],
    ['373067005', false],
    ['unknown', null],
    ['373068000', null],
  ])('read the answer %s to whether an interpreter is needed as %s', (code, expected) => {
    const extension = [{ url: `${US_CORE}-interpreter-needed`, valueCoding: { code } }];
    expect(interpreterNeeded({ extension })).toBe(expected);
  });

  it('ignore the answer to another question', () => {
    const extension = [{ url: `${US_CORE}-something`, valueCoding: { code: '373066001' } }];
    expect(interpreterNeeded({ extension })).toBeNull();
  });

  it('give the date at which a condition was asserted', () => {
    const extension = [{ url: `${HL7}/condition-assertedDate`, valueDateTime: '2011-03' }];
    expect(assertedDate({ extension })).toBe('2011-03');
    expect(assertedDate({})).toBeNull();
  });

  it('give each finding of adherence with its date and its sources', () => {
    const patient = { text: 'The patient' };
    const finding = { text: 'Takes half of it' };
    const extension = [
      {
        url: `${US_CORE}-medication-adherence`,
        extension: [
          { url: 'informationSource', valueCodeableConcept: patient },
          { url: 'medicationAdherence', valueCodeableConcept: finding },
          { url: 'dateAsserted', valueDateTime: '2025-02-03' },
        ],
      },
      { url: `${US_CORE}-medication-adherence` },
    ];
    expect(adherenceOf({ extension })).toEqual([
      { finding, assertedDate: '2025-02-03', sources: [patient] },
      { finding: null, assertedDate: null, sources: [] },
    ]);
  });

  it('give the tribes without whether the patient is enrolled', () => {
    const tribe = { coding: [{ code: '187' }] };
    const extension = [
      {
        url: `${US_CORE}-tribal-affiliation`,
        extension: [
          { url: 'tribalAffiliation', valueCodeableConcept: tribe },
          { url: 'isEnrolled', valueBoolean: false },
        ],
      },
    ];
    expect(tribalAffiliationsOf({ extension })).toEqual([tribe]);
  });

  it('give what supports an observation, and who recorded a family history', () => {
    const living = { reference: 'DocumentReference/will' };
    const nurse = { display: 'A nurse' };
    const extension = [
      { url: `${HL7}/workflow-supportingInfo`, valueReference: living },
      { url: `${US_CORE}-familymemberhistory-recorder`, valueReference: nurse },
    ];
    expect([supportingInfo({ extension }), recorderOf({ extension })]).toEqual([[living], nurse]);
  });
});
