/** The conditions of a chart: the problem list, health concerns and visit diagnoses. */
import type { CodeableConcept, Condition, Encounter, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId } from './chart.ts';
import { ICD_10_CM, SNOMED, US_CORE_CATEGORY, US_CORE_CONDITION_CATEGORY } from './code-systems.ts';
import { CONCERNS, type Diagnosis, PROBLEMS, VISIT_DIAGNOSES } from './codes-conditions.ts';
import { chartFor, eligibleFor, drawCount, sample } from './sampling.ts';
import {
  asTransmitted,
  coding,
  concept,
  encounterReference,
  hl7Concept,
  patientReference,
  statusConcept,
} from './elements.ts';
import { withOddShape } from './shapes-record.ts';
import { type StoryProblem, visitOf } from './chart-story.ts';
import { dateAt, dateOf, dayWithin, type Lifespan, lifespanOf } from './times.ts';
import { byDate, byReference, byToken } from '../../criteria.ts';
import { NORMAL_LABEL, RESTRICTED_LABEL, VERY_RESTRICTED_LABEL } from './security-labels.ts';
import type { ChartedType } from '../served-type.ts';

type Draft = Omit<Condition, 'resourceType' | 'id' | 'subject'>;

const CLINICAL_STATUS = 'condition-clinical';
const VERIFICATION_STATUS = 'condition-ver-status';
const MOST_VISITS = 12;

/** Common statuses appear several times, because draws are uniform. */
const CLINICAL_STATUSES: NonEmpty<string> = [
  'active',
  'active',
  'active',
  'active',
  'resolved',
  'inactive',
  'recurrence',
];
const VERIFICATION_STATUSES: NonEmpty<string> = [
  'confirmed',
  'confirmed',
  'confirmed',
  'confirmed',
  'confirmed',
  'confirmed',
  'confirmed',
  'provisional',
  'unconfirmed',
  'differential',
];

const SEVERITIES: NonEmpty<CodeableConcept> = [
  concept('Low', coding(SNOMED, '255604002', 'Mild (qualifier value)')),
  concept('Medium', coding(SNOMED, '6736007', 'Moderate (severity modifier) (qualifier value)')),
  concept('High', coding(SNOMED, '24484000', 'Severe (severity modifier) (qualifier value)')),
];

const conditionsOf: ChartWriter<Condition> = (chart) => {
  const { patient, random, encounters, story } = chart;
  const problems = sample(random, eligibleFor(PROBLEMS, patient), 1 + drawCount(chart, 4));
  const concerns = sample(random, eligibleFor(CONCERNS, patient), drawCount(chart, 2));
  const visits = encounters.slice(0, MOST_VISITS).filter((_, place) => place === 0 || random.chance(60));
  const drafts = [
    ...(story === undefined
      ? problems.map((diagnosis) => createProblem(chart, diagnosis))
      : story.problems.flatMap((problem) => tellProblem(chart, problem))),
    ...(story === undefined ? concerns.map((diagnosis) => createConcern(chart, diagnosis)) : []),
    ...visits.map((encounter) => createVisitDiagnosis(chart, encounter)),
  ];
  return drafts.map((draft, number): Stored<Condition> =>
    withOddShape({
      resourceType: 'Condition',
      id: clinicalId(patient, 'Condition', number),
      ...draft,
      subject: patientReference(patient),
    }),
  );
};

/** Returns a chart's conditions, for the writers whose resources refer to them. */
export function conditionsIn(chart: Chart): Stored<Condition>[] {
  return conditionsOf(chartFor(chart, 'Condition'));
}

/** Returns the condition with this ICD-10-CM code, if any. */
export function conditionFor(
  conditions: readonly Stored<Condition>[],
  indication: string | undefined,
): Stored<Condition> | undefined {
  return conditions.find(({ code }) =>
    code?.coding?.some((one) => one.system === ICD_10_CM && one.code === indication),
  );
}

function createProblem(chart: Chart, diagnosis: Diagnosis): Draft {
  const { random, patient, practitioners } = chart;
  const life = lifespanOf(patient);
  const since = dayWithin(random, life, 12);
  const recorded = random.chance(70) ? since : random.integer(life.lastDay + 1, since);
  const clinical = random.pickUsual(CLINICAL_STATUSES);
  const hasEnded = clinical === 'resolved' || clinical === 'inactive';
  return {
    ...(random.chance(25) && {
      extension: [
        {
          valueDateTime: dateAt(since),
          url: 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate',
        },
      ],
    }),
    clinicalStatus: statusConcept(CLINICAL_STATUS, clinical),
    verificationStatus: statusConcept(VERIFICATION_STATUS, random.pickUsual(VERIFICATION_STATUSES)),
    category: [hl7Concept('condition-category', 'problem-list-item', 'Problem List Item')],
    ...(random.chance(25) && { severity: random.pick(SEVERITIES) }),
    code: asTransmitted(random, diagnosis.concept),
    ...drawOnset(chart, since),
    ...(hasEnded && random.chance(80) && drawAbatement(chart, since, life)),
    ...(random.chance(85) && { recordedDate: dateAt(recorded) }),
    ...(random.chance(40) && { recorder: practitionerReference(random.pick(practitioners)) }),
    ...(random.chance(20) && { note: [{ text: 'Reviewed with the patient; continue as before.' }] }),
  };
}

function tellProblem({ practitioners }: Chart, { icd10, onset, abatement }: StoryProblem): Draft[] {
  const [diagnosis] = diagnosesWith(icd10);
  if (diagnosis === undefined) return [];
  return [
    {
      clinicalStatus: statusConcept(CLINICAL_STATUS, abatement === undefined ? 'active' : 'resolved'),
      verificationStatus: statusConcept(VERIFICATION_STATUS, 'confirmed'),
      category: [hl7Concept('condition-category', 'problem-list-item', 'Problem List Item')],
      code: diagnosis.concept,
      onsetDateTime: onset,
      ...(abatement !== undefined && { abatementDateTime: abatement }),
      recordedDate: onset,
      recorder: practitionerReference(practitioners[0]),
    },
  ];
}

function diagnosesWith(icd10: string | undefined): Diagnosis[] {
  return [...PROBLEMS, ...VISIT_DIAGNOSES].filter(({ concept: { coding: codings = [] } }) =>
    codings.some(({ system, code }) => system === ICD_10_CM && code === icd10),
  );
}

/** Returns mostly a full date; sometimes only a year or a month, a text, or nothing. */
function drawOnset({ random }: Chart, since: number): Draft {
  const day = dateAt(since);
  const draw = random.integer(1, 100);
  if (draw <= 70) return { onsetDateTime: day };
  if (draw <= 80) return { onsetDateTime: day.slice(0, 4) };
  if (draw <= 85) return { onsetDateTime: day.slice(0, 7) };
  return draw <= 90 ? { onsetString: 'Several years ago' } : {};
}

function drawAbatement({ random }: Chart, since: number, { lastDay }: Lifespan): Draft {
  return random.chance(80)
    ? { abatementDateTime: dateAt(random.integer(lastDay + 1, since)) }
    : { abatementString: 'Resolved per patient' };
}

function createConcern({ random, patient }: Chart, diagnosis: Diagnosis): Draft {
  const since = dayWithin(random, lifespanOf(patient), 3);
  return {
    clinicalStatus: statusConcept(CLINICAL_STATUS, random.chance(85) ? 'active' : 'inactive'),
    verificationStatus: statusConcept(VERIFICATION_STATUS, 'confirmed'),
    category: [
      concept('Health Concern', coding(US_CORE_CONDITION_CATEGORY, 'health-concern', 'Health Concern')),
      ...(random.chance(60) ? [concept('SDOH', coding(US_CORE_CATEGORY, 'sdoh', 'SDOH'))] : []),
    ],
    code: asTransmitted(random, diagnosis.concept),
    ...(random.chance(70) && { onsetDateTime: dateAt(since) }),
    recordedDate: dateAt(since),
  };
}

/** Sets no statuses, because Epic has none for visit diagnoses. */
function createVisitDiagnosis(chart: Chart, encounter: Stored<Encounter>): Draft {
  const { random, practitioners } = chart;
  const recordedDate = dateOf(encounter);
  const drawn = random.pick(VISIT_DIAGNOSES);
  const [diagnosis = drawn] = diagnosesWith(visitOf(chart, encounter)?.icd10);
  return {
    category: [
      hl7Concept('condition-category', 'encounter-diagnosis', 'Encounter Diagnosis'),
      concept(
        'Visit Diagnosis',
        coding(
          'http://open.epic.com/FHIR/StructureDefinition/condition-category',
          'visit-diagnosis',
          'Visit Diagnosis',
        ),
      ),
    ],
    code: asTransmitted(random, diagnosis.concept),
    encounter: encounterReference(encounter),
    ...(recordedDate !== undefined && { recordedDate }),
    ...(random.chance(25) && { asserter: practitionerReference(random.pick(practitioners)) }),
  };
}

export const servedCondition: ChartedType<Condition> = {
  type: 'Condition',
  write: conditionsOf,
  inPlaceOfPatient: 'encounter',
  criteria: [
    byDate('abatement-date', 'abatementDateTime', 'abatementPeriod'),
    byToken('category', 'category'),
    byToken('clinical-status', 'clinicalStatus'),
    byToken('code', 'code'),
    byReference('encounter', 'encounter'),
    byDate('onset-date', 'onsetDateTime', 'onsetPeriod'),
    byDate('recorded-date', 'recordedDate'),
  ],
  api: 'create, read, search',
  labels: [
    [4, RESTRICTED_LABEL],
    [2, VERY_RESTRICTED_LABEL],
    [10, NORMAL_LABEL],
  ],
  unknownCodes: {},
};
