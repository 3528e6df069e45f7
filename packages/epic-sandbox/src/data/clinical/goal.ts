/** The goals of a chart. */
import type { CodeableConcept, Condition, Goal, GoalTarget, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { epicSystem, hl7System, LOINC } from './code-systems.ts';
import { conditionFor, conditionsIn } from './condition.ts';
import { drawCount, sample } from './sampling.ts';
import { coding, concept, hl7Concept, patientReference, ucumQuantity } from './elements.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { dateAt, dayWithin, lifespanOf } from './times.ts';
import { byDate, byToken } from '../../criteria.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { WARREN_MCGINNIS } from '../patients.ts';

interface Aim {
  readonly description: string;
  /** The ICD-10-CM code of the problem that it addresses; absent for an aim that suits anyone. */
  readonly indication?: string;
  /** FHIR's GoalCategory. */
  readonly category: readonly [code: string, display: string];
  readonly target?: GoalTarget;
}

/** An aim, and the problem in the chart that it addresses. */
interface Pursuit {
  readonly aim: Aim;
  readonly problem: Stored<Condition> | undefined;
}

const AIMS: readonly Aim[] = [
  {
    description: 'HEMOGLOBIN A1C < 7.0',
    indication: 'E11.9',
    category: ['dietary', 'Dietary'],
    target: {
      measure: concept('Hemoglobin A1c', coding(LOINC, '4548-4', 'Hemoglobin A1c/Hemoglobin.total in Blood')),
      detailQuantity: { ...ucumQuantity(7, '%'), comparator: '<' },
    },
  },
  {
    description: 'Blood Pressure < 130/80',
    indication: 'I10',
    category: ['nursing', 'Nursing'],
    target: {
      measure: concept('Systolic blood pressure', coding(LOINC, '8480-6', 'Systolic blood pressure')),
      detailRange: { low: ucumQuantity(90, 'mm[Hg]'), high: ucumQuantity(130, 'mm[Hg]') },
    },
  },
  {
    description: 'Weight (lb) < 180 lb (81.6 kg)',
    indication: 'E66.9',
    category: ['dietary', 'Dietary'],
    target: {
      measure: concept('Weight', coding(LOINC, '29463-7', 'Body weight')),
      detailQuantity: { ...ucumQuantity(81.6, 'kg'), comparator: '<' },
    },
  },
  {
    description: 'Quit smoking / using tobacco',
    indication: 'Z72.0',
    category: ['behavioral', 'Behavioral'],
  },
  {
    description: 'Exercise 150 minutes per week',
    category: ['behavioral', 'Behavioral'],
    target: { measure: { text: 'Exercise' }, detailString: '150 minutes per week' },
  },
  {
    description: 'Patient will use the inhaler correctly',
    indication: 'J45.20',
    category: ['nursing', 'Nursing'],
    target: {
      measure: { text: 'Inhaler technique' },
      detailCodeableConcept: { text: 'Correct technique, shown back' },
    },
  },
];

const LIFECYCLES: NonEmpty<Goal['lifecycleStatus']> = [
  'active',
  'active',
  'active',
  'completed',
  'on-hold',
  'proposed',
  'cancelled',
];
const ACHIEVEMENTS: NonEmpty<readonly [code: string, display: string]> = [
  ['in-progress', 'In Progress'],
  ['in-progress', 'In Progress'],
  ['improving', 'Improving'],
  ['no-change', 'No Change'],
  ['worsening', 'Worsening'],
  ['not-achieved', 'Not Achieved'],
];
const PRIORITIES: NonEmpty<CodeableConcept> = [
  concept('High', coding(hl7System('goal-priority'), 'high-priority', 'High Priority')),
  concept('Medium', coding(hl7System('goal-priority'), 'medium-priority', 'Medium Priority')),
];
const LONGEST_DEADLINE_DAYS = 365;

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(WARREN_MCGINNIS, 'Goal', 0)]: { lifecycleStatus: 'in-progress' },
};

export const goalsOf: ChartWriter<Goal> = (chart) => {
  const conditions = conditionsIn(chart);
  const pursuits = AIMS.map((aim) => ({ aim, problem: conditionFor(conditions, aim.indication) })).filter(
    ({ aim, problem }) => aim.indication === undefined || problem !== undefined,
  );
  return sample(chart.random, pursuits, drawCount(chart, 3)).map((pursuit, number) =>
    withOddShape(createGoal(chart, pursuit, number), UNKNOWN_CODES),
  );
};

function createGoal(chart: Chart, { aim, problem }: Pursuit, number: number): Stored<Goal> {
  const { description, category, target } = aim;
  const { patient, random, practitioners } = chart;
  const since = dayWithin(random, lifespanOf(patient), 3);
  const lifecycleStatus = random.pickUsual(LIFECYCLES);
  const due = dateAt(since - random.integer(30, LONGEST_DEADLINE_DAYS));
  return {
    resourceType: 'Goal',
    id: clinicalId(patient, 'Goal', number),
    lifecycleStatus,
    ...(lifecycleStatus !== 'proposed' &&
      random.chance(90) && {
        achievementStatus:
          lifecycleStatus === 'completed'
            ? hl7Concept('goal-achievement', 'achieved', 'Achieved')
            : hl7Concept('goal-achievement', ...random.pickUsual(ACHIEVEMENTS)),
      }),
    category: [
      hl7Concept('goal-category', ...category),
      ...(random.chance(50)
        ? [concept('Patient Goal', coding(epicSystem('7.10.737584.5000'), '2', 'Patient Goal'))]
        : []),
    ],
    ...(random.chance(30) && { priority: random.pickUsual(PRIORITIES) }),
    description: { text: description },
    subject: patientReference(patient),
    ...(random.chance(90) && { startDate: dateAt(since) }),
    ...(target !== undefined && {
      target: [{ ...target, ...(random.chance(80) && { dueDate: due }) }],
    }),
    ...(random.chance(50) && { statusDate: dateAt(since) }),
    ...(random.chance(60) && {
      expressedBy: random.chance(50)
        ? patientReference(patient)
        : practitionerReference(random.pick(practitioners)),
    }),
    ...(problem !== undefined &&
      random.chance(60) && {
        addresses: [referenceTo(problem, problem.code?.text)],
      }),
    ...(random.chance(20) && { note: [{ text: 'Patient is motivated.' }] }),
  };
}

export const servedGoal: ChartedType<Goal> = {
  type: 'Goal',
  write: goalsOf,
  criteria: [
    byToken('category', 'category'),
    byToken('lifecycle-status', 'lifecycleStatus'),
    byDate('start-date', 'startDate'),
  ],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
