import { describe, expect, it } from 'vitest';
import type { Resource } from '../src/types.ts';
import { servedAllergyIntolerance } from '../src/data/clinical/allergy-intolerance.ts';
import { servedAppointment } from '../src/data/clinical/appointment.ts';
import { servedCarePlan } from '../src/data/clinical/care-plan.ts';
import { servedCareTeam } from '../src/data/clinical/care-team.ts';
import { servedCondition } from '../src/data/clinical/condition.ts';
import { servedCoverage } from '../src/data/clinical/coverage.ts';
import { servedDevice } from '../src/data/clinical/device.ts';
import { servedDiagnosticReport } from '../src/data/clinical/diagnostic-report.ts';
import { servedFamilyMemberHistory } from '../src/data/clinical/family-member-history.ts';
import { servedGoal } from '../src/data/clinical/goal.ts';
import { servedImmunization } from '../src/data/clinical/immunization.ts';
import { servedMedicationDispense } from '../src/data/clinical/medication-dispense.ts';
import { servedMedicationRequest } from '../src/data/clinical/medication-request.ts';
import { servedProcedure } from '../src/data/clinical/procedure.ts';
import { servedProvenance } from '../src/data/clinical/provenance.ts';
import { servedRelatedPerson } from '../src/data/clinical/related-person.ts';
import { servedServiceRequest } from '../src/data/clinical/service-request.ts';
import { servedSpecimen } from '../src/data/clinical/specimen.ts';
import { DANGLING_ENCOUNTER } from '../src/data/clinical/shapes-record.ts';
import { DESIREE_POWELL, WARREN_MCGINNIS } from '../src/data/patients.ts';
import { codingsIn, generateAll } from './support/clinical-record.ts';

const CONDITIONS = generateAll(servedCondition);
const ALLERGIES = generateAll(servedAllergyIntolerance);
const REQUESTS = generateAll(servedMedicationRequest);
const IMMUNIZATIONS = generateAll(servedImmunization);
const PROCEDURES = generateAll(servedProcedure);
const ORDERS = generateAll(servedServiceRequest);
const SPECIMENS = generateAll(servedSpecimen);
const APPOINTMENTS = generateAll(servedAppointment);
const PROVENANCES = generateAll(servedProvenance);

function categories(resource: { category?: unknown }): string[] {
  return codingsIn(resource.category).map(({ code = '' }) => code);
}

function conditionTexts(patientId: string): string[] {
  return CONDITIONS.filter(({ subject }) => subject.reference === `Patient/${patientId}`).flatMap(
    ({ code }) => code?.text ?? [],
  );
}

/** US Core's must-support elements of each type in charts, which most but not all resources have. */
const MOSTLY: readonly [type: string, resources: readonly Resource[], elements: readonly string[]][] = [
  ['Condition', CONDITIONS, ['clinicalStatus', 'recordedDate', 'onsetDateTime']],
  ['AllergyIntolerance', ALLERGIES, ['clinicalStatus', 'reaction', 'criticality']],
  [
    'MedicationDispense',
    generateAll(servedMedicationDispense),
    ['context', 'whenHandedOver', 'dosageInstruction', 'location', 'quantity'],
  ],
  ['MedicationRequest', REQUESTS, ['authoredOn', 'dosageInstruction', 'dispenseRequest', 'encounter']],
  ['Immunization', IMMUNIZATIONS, ['lotNumber', 'location']],
  ['Procedure', PROCEDURES, ['performer', 'basedOn', 'location']],
  ['ServiceRequest', ORDERS, ['requester', 'category', 'priority', 'encounter', 'occurrenceDateTime']],
  ['Specimen', SPECIMENS, ['accessionIdentifier', 'collection', 'receivedTime']],
  ['CarePlan', generateAll(servedCarePlan), ['text', 'goal', 'period', 'encounter']],
  ['CareTeam', generateAll(servedCareTeam), ['status', 'period', 'name']],
  ['Goal', generateAll(servedGoal), ['achievementStatus', 'startDate', 'target']],
  ['Coverage', generateAll(servedCoverage), ['type', 'subscriberId', 'class', 'identifier']],
  ['Device', generateAll(servedDevice), ['udiCarrier', 'status', 'lotNumber', 'distinctIdentifier']],
  ['FamilyMemberHistory', generateAll(servedFamilyMemberHistory), ['condition', 'sex', 'date']],
  ['Appointment', APPOINTMENTS, ['start', 'appointmentType', 'reasonCode']],
  ['RelatedPerson', generateAll(servedRelatedPerson), ['telecom', 'address']],
];

describe('must-support elements of US Core', () => {
  it.each(
    MOSTLY.flatMap(([type, resources, elements]) =>
      elements.map((element) => ({ type, resources, element })),
    ),
  )('include $element of $type on some, and not on all', ({ resources, element }) => {
    const having = resources.filter((one) => element in one).length;
    expect(having).toBeGreaterThan(resources.length / 10);
    expect(having).toBeLessThan(resources.length);
  });
});

describe('elements that Epic always sends', () => {
  it.each([
    { element: 'active', resources: generateAll(servedRelatedPerson) },
    {
      element: 'issued',
      resources: generateAll(servedDiagnosticReport).filter(
        ({ status }) => status !== 'partial' && status !== 'unknown',
      ),
    },
  ])('the charts have $element', ({ element, resources }) => {
    expect(resources.length).toBeGreaterThan(50);
    expect(resources.filter((one) => !(element in one))).toEqual([]);
  });
});

describe('conditions', () => {
  it.each([
    ['problem-list-item', 200],
    ['encounter-diagnosis', 50],
    ['health-concern', 20],
  ])('many conditions have the category %s, and each has only one', (category, atLeast) => {
    expect(CONDITIONS.filter((one) => categories(one).includes(category)).length).toBeGreaterThan(atLeast);
  });

  it('visit diagnoses have an encounter, and other conditions do not', () => {
    for (const condition of CONDITIONS.filter(({ id }) => id !== DANGLING_ENCOUNTER)) {
      const isOfVisit = categories(condition).includes('encounter-diagnosis');
      expect('encounter' in condition).toBe(isOfVisit);
    }
  });

  it('visit diagnoses have no statuses', () => {
    const ofVisits = CONDITIONS.filter((one) => categories(one).includes('encounter-diagnosis'));
    expect(ofVisits.filter((one) => 'clinicalStatus' in one || 'verificationStatus' in one)).toEqual([]);
  });

  it('a condition has an abatement only if its status allows one (con-4)', () => {
    const ended = CONDITIONS.filter((one) => 'abatementDateTime' in one || 'abatementString' in one);
    const statuses = new Set(
      ended.flatMap(({ clinicalStatus }) => codingsIn(clinicalStatus)).map(({ code }) => code),
    );
    expect(statuses).toEqual(new Set(['inactive', 'resolved']));
    const early = ended.filter(
      ({ onsetDateTime, abatementDateTime }) =>
        onsetDateTime !== undefined && abatementDateTime !== undefined && abatementDateTime < onsetDateTime,
    );
    expect(early).toEqual([]);
  });

  it('most conditions have codings of at least three systems', () => {
    const counts = CONDITIONS.map(({ code }) => new Set(codingsIn(code).map(({ system }) => system)).size);
    expect(counts.filter((count) => count >= 3).length).toBeGreaterThan(counts.length * 0.8);
  });
});

describe('allergies', () => {
  it('an allergy that was entered in error has no clinical status (ait-2)', () => {
    const mistaken = ALLERGIES.filter((one) =>
      codingsIn(one.verificationStatus).some(({ code }) => code === 'entered-in-error'),
    );
    expect(mistaken.length).toBeGreaterThan(0);
    expect(mistaken.filter((one) => 'clinicalStatus' in one)).toEqual([]);
  });

  it('allergies are to medications, foods and environmental allergens', () => {
    expect(new Set(ALLERGIES.flatMap(({ category = [] }) => category))).toEqual(
      new Set(['medication', 'food', 'environment']),
    );
  });
});

describe('care plans, goals, care teams and coverages', () => {
  it("care plans are of all of Epic's kinds, and have US Core's category", () => {
    const plans = generateAll(servedCarePlan).map(categories);
    expect(plans.filter((codes) => !codes.includes('assess-plan'))).toEqual([]);
    expect(new Set(plans.flat())).toEqual(new Set(['assess-plan', '38717003', '734163000', '736271009']));
  });

  it('the narratives of care plans escape their text', () => {
    const narratives = generateAll(servedCarePlan).flatMap(({ text }) => text?.div ?? []);
    expect(narratives.some((div) => div.includes('&lt; 130/80') || div.includes('&lt; 7.0'))).toBe(true);
    expect(narratives.filter((div) => /< \d/.test(div))).toEqual([]);
    expect(narratives.filter((div) => !/>[^<\s]/.test(div))).toEqual([]);
  });

  it('every participant of a care team has a role', () => {
    const members = generateAll(servedCareTeam).flatMap(({ participant = [] }) => participant);
    expect(members.filter(({ role = [] }) => role.length === 0)).toEqual([]);
    expect(members.filter(({ member }) => member?.reference === undefined).length).toBeGreaterThan(10);
  });

  it('goals have targets of type quantity, range, concept and string', () => {
    const targets = generateAll(servedGoal).flatMap(({ target = [] }) =>
      target.flatMap((one) => Object.keys(one)),
    );
    expect(new Set(targets.filter((name) => name.startsWith('detail')))).toEqual(
      new Set(['detailQuantity', 'detailRange', 'detailCodeableConcept', 'detailString']),
    );
  });

  it('old patients have Medicare, and children have a parent as subscriber', () => {
    const coverages = generateAll(servedCoverage);
    const children = coverages.filter(({ relationship }) => relationship?.text === 'Child');
    expect(children.length).toBeGreaterThan(3);
    expect(
      children.filter(({ subscriber }) => subscriber?.reference?.startsWith('Patient/') === true),
    ).toEqual([]);
    expect(coverages.some(({ type }) => type?.text === 'MEDICARE')).toBe(true);
    expect(coverages.every(({ payor }) => payor.length > 0)).toBe(true);
  });
});

describe('provenances', () => {
  it('provenances have an author, and are not older than their target', () => {
    const recordedDates = new Map<string | undefined, string | undefined>(
      [...CONDITIONS, ...ALLERGIES].map(({ resourceType, id, recordedDate }) => [
        `${resourceType}/${id}`,
        recordedDate,
      ]),
    );
    for (const { agent, target, recorded } of PROVENANCES) {
      expect(agent[0]?.type?.text).toBe('Author');
      expect(recorded >= (recordedDates.get(target[0]?.reference) ?? '')).toBe(true);
    }
  });

  it('provenances have targets of five types', () => {
    const types = PROVENANCES.flatMap(({ target }) =>
      target.map(({ reference = '' }) => reference.split('/')[0]),
    );
    expect(new Set(types)).toEqual(
      new Set(['Condition', 'AllergyIntolerance', 'MedicationRequest', 'Immunization', 'Procedure']),
    );
  });
});

describe('charts', () => {
  it('charts fit the age: an old man has no childhood diseases, and a child none of old age', () => {
    expect(conditionTexts(WARREN_MCGINNIS)).not.toContain('Atopic dermatitis');
    expect(
      conditionTexts(DESIREE_POWELL).filter((text) => /fibrillation|diabetes|hypertension/i.test(text)),
    ).toEqual([]);
  });
});
