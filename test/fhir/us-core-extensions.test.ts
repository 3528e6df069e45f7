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
  ])('the answer %s to whether an interpreter is needed is read as %s [CS-128]', (code, expected) => {
    const extension = [{ url: `${US_CORE}-interpreter-needed`, valueCoding: { code } }];
    expect(interpreterNeeded({ extension })).toBe(expected);
  });

  it('the answer to another question is ignored', () => {
    const extension = [{ url: `${US_CORE}-something`, valueCoding: { code: '373066001' } }];
    expect(interpreterNeeded({ extension })).toBeNull();
  });

  it('the asserted date of a condition is read', () => {
    const extension = [{ url: `${HL7}/condition-assertedDate`, valueDateTime: '2011-03' }];
    expect(assertedDate({ extension })).toBe('2011-03');
    expect(assertedDate({})).toBeNull();
  });

  it('each finding of adherence has its date and sources', () => {
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

  it('tribal affiliations are read without the enrollment status', () => {
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

  it('the supporting information of an observation and the recorder of a family history are read', () => {
    const living = { reference: 'DocumentReference/will' };
    const nurse = { display: 'A nurse' };
    const extension = [
      { url: `${HL7}/workflow-supportingInfo`, valueReference: living },
      { url: `${US_CORE}-familymemberhistory-recorder`, valueReference: nurse },
    ];
    expect([supportingInfo({ extension }), recorderOf({ extension })]).toEqual([[living], nurse]);
  });
});
