/** The care plans of a chart: longitudinal, for an encounter, and outpatient. */
import type {
  CarePlan,
  CarePlanActivity,
  CodeableConcept,
  Condition,
  Encounter,
  Goal,
  Narrative,
  Stored,
} from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import { careTeamsOf } from './care-team.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { SNOMED, US_CORE_CARE_PLAN_CATEGORY } from './code-systems.ts';
import { conditionsIn } from './condition.ts';
import { chartFor, drawCount, drawOccasion } from './sampling.ts';
import { coding, concept, encounterReference, patientReference } from './elements.ts';
import { goalsOf } from './goal.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { dateAt, dateOf } from './times.ts';
import { byReference, byToken } from '../../criteria.ts';
import { NOPAT_LABEL } from './security-labels.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { WARREN_MCGINNIS } from '../patients.ts';

type Draft = Omit<CarePlan, 'resourceType' | 'id' | 'subject'>;
type Activity = NonNullable<CarePlanActivity['detail']>;

/** US Core's category, which every plan has in addition to Epic's kind of plan. */
const ASSESS_PLAN: CodeableConcept = concept(
  'Assessment and Plan of Treatment',
  coding(US_CORE_CARE_PLAN_CATEGORY, 'assess-plan', 'Assessment and Plan of Treatment'),
);
const LONGITUDINAL: CodeableConcept = concept('Longitudinal', coding(SNOMED, '38717003', 'Longitudinal'));
const OF_AN_ENCOUNTER: CodeableConcept = concept(
  'Encounter Level',
  coding(SNOMED, '734163000', 'Care plan (record artifact)'),
);
const OUTPATIENT: CodeableConcept = concept(
  'Outpatient',
  coding(SNOMED, '736271009', 'Outpatient care plan (record artifact)'),
);

const STATUSES: NonEmpty<CarePlan['status']> = [
  'active',
  'active',
  'active',
  'completed',
  'on-hold',
  'revoked',
  'draft',
];
const ACTIVITIES: NonEmpty<Activity> = [
  { kind: 'ServiceRequest', code: { text: 'Hemoglobin A1c' }, status: 'not-started', doNotPerform: false },
  { kind: 'Appointment', code: { text: 'Return visit' }, status: 'scheduled' },
  { code: { text: 'Diet counselling' }, status: 'in-progress', description: 'Low sodium' },
  { kind: 'MedicationRequest', status: 'completed', doNotPerform: false },
];

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(WARREN_MCGINNIS, 'CarePlan', 0)]: { status: 'suspended' },
};

const carePlansOf: ChartWriter<CarePlan> = (chart) => {
  const { patient, encounters, random } = chart;
  const drafts = [
    ...(drawCount(chart, 1) === 1 ? [createLongitudinalPlan(chart)] : []),
    ...encounters.slice(0, drawCount(chart, 1)).map((encounter) => createEncounterPlan(chart, encounter)),
    ...(random.chance(40) ? [createOutpatientPlan(chart)] : []),
  ];
  return drafts.map((draft, number): Stored<CarePlan> =>
    withOddShape(
      {
        resourceType: 'CarePlan',
        id: clinicalId(patient, 'CarePlan', number),
        ...draft,
        subject: patientReference(patient),
      },
      UNKNOWN_CODES,
    ),
  );
};

function createLongitudinalPlan(chart: Chart): Draft {
  const { random } = chart;
  const problems = conditionsIn(chart)
    .filter(({ clinicalStatus }) => clinicalStatus?.text === 'Active')
    .slice(0, 3);
  const goals = goalsOf(chartFor(chart, 'Goal'));
  const [team] = careTeamsOf(chartFor(chart, 'CareTeam'));
  return {
    text: createNarrative(problems, goals),
    status: 'active',
    intent: 'plan',
    category: [ASSESS_PLAN, LONGITUDINAL],
    ...(random.chance(50) && { title: 'Longitudinal Care Plan' }),
    ...(team !== undefined && { careTeam: [referenceTo(team)] }),
    ...(problems.length > 0 && {
      addresses: problems.map((problem) => referenceTo(problem, problem.code?.text)),
    }),
    ...(goals.length > 0 && { goal: goals.map((goal) => referenceTo(goal, goal.description.text)) }),
    activity: [{ detail: random.pick(ACTIVITIES) }],
  };
}

function createEncounterPlan({ random, practitioners }: Chart, encounter: Stored<Encounter>): Draft {
  const start = dateOf(encounter);
  return {
    ...(random.chance(70) && { text: asNarrative('<p>Continue the current plan of treatment.</p>') }),
    status: random.pickUsual(STATUSES),
    intent: 'plan',
    category: [ASSESS_PLAN, OF_AN_ENCOUNTER],
    encounter: encounterReference(encounter),
    ...(start !== undefined && { period: { start } }),
    ...(random.chance(60) && { author: practitionerReference(random.pick(practitioners)) }),
    ...(random.chance(40) && { contributor: [practitionerReference(random.pick(practitioners))] }),
    ...(random.chance(20) && { note: [{ text: 'Discussed at rounds.' }] }),
  };
}

function createOutpatientPlan(chart: Chart): Draft {
  const { random } = chart;
  const { day } = drawOccasion(chart, 2);
  return {
    status: random.pickUsual(STATUSES),
    intent: random.chance(90) ? 'plan' : 'proposal',
    category: [ASSESS_PLAN, OUTPATIENT],
    title: 'Physical Therapy Plan of Care',
    description: 'Twice a week for six weeks',
    period: { start: dateAt(day), end: dateAt(day - 42) },
    created: dateAt(day),
    activity: [{ detail: random.pick(ACTIVITIES), progress: [{ text: 'Tolerating well.' }] }],
  };
}

function createNarrative(problems: Stored<Condition>[], goals: Stored<Goal>[]): Narrative {
  const problemNames = problems.map(({ code }) => code?.text ?? 'Unnamed problem');
  const goalNames = goals.map(({ description }) => description.text ?? 'Unnamed goal');
  return asNarrative(`${renderSection('Active Problems', problemNames)}${renderSection('Goals', goalNames)}`);
}

function asNarrative(content: string): Narrative {
  return { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>` };
}

function renderSection(title: string, items: string[]): string {
  if (items.length === 0) return `<h1>${title}</h1><p>None on file</p>`;
  return `<h1>${title}</h1><ul>${items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

export const servedCarePlan: ChartedType<CarePlan> = {
  type: 'CarePlan',
  write: carePlansOf,
  requiresOneOf: ['category'],
  criteria: [
    byToken('category', 'category'),
    byReference('encounter', 'encounter'),
    byToken('status', 'status'),
  ],
  labels: [[10, NOPAT_LABEL]],
  unknownCodes: UNKNOWN_CODES,
};
