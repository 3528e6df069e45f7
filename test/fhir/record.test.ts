import { describe, expect, it } from 'vitest';
import { type AnyRecord, recordStatus, recordTitle, STATUS_ELEMENTS } from '../../src/fhir/record.ts';
import { RESOURCE_TYPES } from '../../src/fhir/resources.ts';
import { asSent } from '../support/as-sent.ts';
import { readCodedElements } from '../support/fhir-definitions.ts';

/** Modifier elements that need more than a word: `resource` and the type's own fields show them. */
const NOT_IN_STATUS = new Set([
  'Consent.scope',
  'MeasureReport.improvementNotation',
  'Patient.deceased[x]',
  'Patient.link',
]);

function record(content: object): AnyRecord {
  return asSent<AnyRecord>({ resourceType: 'Flag', id: 'r', ...content });
}

describe('the status of a record [CS-47]', () => {
  it.each(RESOURCE_TYPES)('has every modifier element of %s', (type) => {
    const elements = (readCodedElements().get(type) ?? [])
      .filter(({ isModifier, path }) => isModifier && path.split('.').length === 2)
      .filter(({ path }) => !NOT_IN_STATUS.has(path))
      .map(({ path }) => path.slice(type.length + 1));
    expect(elements.filter((element) => !(element in STATUS_ELEMENTS))).toEqual([]);
  });

  it.each([
    [{ status: 'active' }, 'active'],
    [{ status: ' active ', intent: 'proposal' }, 'active, proposal'],
    [
      { clinicalStatus: { coding: [{ code: 'resolved' }] }, verificationStatus: { text: 'Refuted' } },
      'resolved, Refuted',
    ],
    [{ status: 'active', doNotPerform: true }, 'active, do not perform'],
    [{ status: 'active', doNotPerform: 'TRUE' }, 'active, do not perform'],
    [{ status: 'active', doNotPerform: false }, 'active'],
    [{ active: false }, 'inactive'],
    [{ active: 'false' }, 'inactive'],
    [{ status: 'completed', isSubpotent: true }, 'completed, subpotent'],
    [{ status: ['current', 'superseded'], docStatus: 'preliminary' }, 'current, superseded, preliminary'],
    [{ status: null, intent: 7 }, null],
    [{}, null],
  ])('of %j is %j', (content, status) => {
    expect(recordStatus(record(content))).toBe(status);
  });
});

describe('the title of a record [CS-47]', () => {
  it.each([
    [{ resourceType: 'Contract', title: 'Payment plan', name: 'plan' }, 'Payment plan'],
    [{ resourceType: 'BodyStructure', location: { coding: [{ code: '1', display: 'Abdomen' }] } }, 'Abdomen'],
    [{ resourceType: 'ResearchSubject', study: { reference: 'ResearchStudy/s', display: 'Trial' } }, 'Trial'],
    [{ resourceType: 'ResearchSubject', study: { reference: 'ResearchStudy/s' } }, null],
    [{ resourceType: 'Patient', name: [{ family: 'Lopez', given: ['Camila'] }] }, 'Camila Lopez'],
    [{ resourceType: 'Claim', type: 7 }, null],
    [
      {
        resourceType: 'MedicationRequest',
        doNotPerform: true,
        medicationCodeableConcept: { text: 'aspirin' },
      },
      'Do not give: aspirin',
    ],
    [
      {
        resourceType: 'ServiceRequest',
        doNotPerform: 'true',
        status: 'revoked',
        code: { coding: [{ system: 'http://loinc.org', code: '1-1' }] },
      },
      'Do not perform: LOINC 1-1 (no longer in force)',
    ],
    [
      { resourceType: 'MedicationRequest', doNotPerform: true, medicationReference: { display: 'heparin' } },
      'Do not give: heparin',
    ],
  ])('of %j is %j', (content, title) => {
    expect(recordTitle(record(content))).toBe(title);
  });
});
