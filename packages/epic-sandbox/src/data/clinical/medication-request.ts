/** The medication orders of a chart. */
import type {
  Condition,
  Dosage,
  MedicationRequest,
  MedicationRequestDispenseRequest,
  Stored,
} from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { epicSystem, SNOMED } from './code-systems.ts';
import { type Amount, type Medicine, MEDICINES } from './codes-medications.ts';
import { conditionFor, conditionsIn } from './condition.ts';
import { eligibleFor, drawCount, drawOccasion, occasionOn, sample, toldRows } from './sampling.ts';
import {
  coding,
  concept,
  encounterReference,
  hl7Concept,
  patientReference,
  ucumQuantity,
  usualIdentifier,
} from './elements.ts';
import { medicationReference } from './medication.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { dateAt } from './times.ts';
import { byDate, byToken } from '../../criteria.ts';
import { RESTRICTED_LABEL } from './security-labels.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { DERRICK_LIN } from '../patients.ts';

type Status = MedicationRequest['status'];

/** A medicine, and the problem in the chart that it treats. */
interface Need {
  readonly medicine: Medicine;
  readonly problem: Stored<Condition> | undefined;
}

const STATUSES: NonEmpty<Status> = [
  'active',
  'active',
  'active',
  'active',
  'completed',
  'completed',
  'stopped',
  'on-hold',
  'cancelled',
  'draft',
  'unknown',
  'entered-in-error',
];

const CATEGORIES: NonEmpty<readonly [code: string, display: string]> = [
  ['community', 'Community'],
  ['community', 'Community'],
  ['community', 'Community'],
  ['inpatient', 'Inpatient'],
  ['discharge', 'Discharge'],
];

/** SNOMED CT codes, and the numbers in this site's list of routes. */
const ROUTES: Record<Medicine['route'], readonly [snomed: string, display: string, siteNumber: string]> = {
  Oral: ['26643006', 'Oral route (qualifier value)', '15'],
  Inhalation: ['447694001', 'Respiratory tract route (qualifier value)', '8'],
  Nasal: ['46713006', 'Nasal route (qualifier value)', '12'],
  Subcutaneous: ['34206005', 'Subcutaneous route (qualifier value)', '18'],
};

const TIMES_OF_DAY: Record<1 | 2 | 3, string[]> = {
  1: ['09:00:00'],
  2: ['09:00:00', '21:00:00'],
  3: ['08:00:00', '14:00:00', '20:00:00'],
};

const MOST_INDICATED = 6;
const SUPPLY_DAYS = 30;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(DERRICK_LIN, 'MedicationRequest', 0)]: { status: 'pending-cosign' },
};

export const medicationRequestsOf: ChartWriter<MedicationRequest> = (chart) => {
  const { random, patient, story } = chart;
  const conditions = conditionsIn(chart);
  const possible = eligibleFor(MEDICINES, patient).map((medicine) => ({
    medicine,
    problem: conditionFor(conditions, medicine.indication),
  }));
  const indicated = possible.filter(({ problem }) => problem !== undefined);
  const common = possible.filter(({ medicine }) => medicine.indication === undefined);
  const drawn = [
    ...sample(random, indicated, MOST_INDICATED),
    ...sample(random, common, 1 + drawCount(chart, 2)),
  ];
  const needs = toldRows(
    possible,
    story?.medicines.map(({ name }) => name),
    ({ medicine }) => medicine.name,
    sample(random, drawn, drawn.length),
  );
  return needs.map((need, number) => withOddShape(createRequest(chart, need, number), UNKNOWN_CODES));
};

function createRequest(chart: Chart, { medicine, problem }: Need, number: number): Stored<MedicationRequest> {
  const { patient, random, practitioners, story } = chart;
  const drawn = drawOccasion(chart, 3);
  const told = story?.medicines.find(({ name }) => name === medicine.name);
  const { day, encounter } = told === undefined ? drawn : occasionOn(chart, told.date);
  const since = Math.max(day, (medicine.course ?? 0) + 1);
  const isContinuous = medicine.course === null;
  return {
    resourceType: 'MedicationRequest',
    id: clinicalId(patient, 'MedicationRequest', number),
    identifier: [usualIdentifier('7.2.798268', random.integer(1_000_000, 1_099_999))],
    ...drawStatus(chart, medicine),
    intent: random.pickUsual(['order', 'order', 'order', 'order', 'plan'] as const),
    category: [hl7Concept('medicationrequest-category', ...random.pickUsual(CATEGORIES))],
    ...(random.chance(15) && { priority: random.pick(['routine', 'urgent', 'stat'] as const) }),
    ...(random.chance(15) && { reportedBoolean: random.chance(50) }),
    medicationReference: medicationReference(medicine),
    subject: patientReference(patient),
    ...(encounter !== undefined && { encounter: encounterReference(encounter) }),
    ...(random.chance(95) && { authoredOn: dateAt(since) }),
    requester: random.chance(85)
      ? practitionerReference(told === undefined ? random.pick(practitioners) : practitioners[0])
      : { type: 'Practitioner', display: 'Provider Historical, MD' },
    ...(random.chance(60) && { recorder: practitionerReference(random.pick(practitioners)) }),
    ...(problem !== undefined && (random.chance(60) || told !== undefined) && drawReason(chart, problem)),
    courseOfTherapyType: hl7Concept(
      'medicationrequest-course-of-therapy',
      isContinuous ? 'continuous' : 'acute',
      isContinuous ? 'Continuous long term therapy' : 'Short course (acute) therapy',
    ),
    ...(random.chance(95) && { dosageInstruction: [createDosage(medicine, since)] }),
    ...(random.chance(80) && { dispenseRequest: createDispenseRequest(medicine, since) }),
  };
}

function drawStatus(
  { random }: Chart,
  { course }: Medicine,
): Pick<MedicationRequest, 'status' | 'statusReason'> {
  const drawn = random.pickUsual(STATUSES);
  const chosen = course !== null && drawn === 'active' ? 'completed' : drawn;
  return {
    status: chosen,
    ...(chosen === 'stopped' && {
      statusReason: concept('Side effects', coding(epicSystem('7.10.798268.7095'), '4', 'Side effects')),
    }),
  };
}

function drawReason(
  { random }: Chart,
  problem: Stored<Condition>,
): Pick<MedicationRequest, 'reasonCode' | 'reasonReference'> {
  return problem.code !== undefined && random.chance(40)
    ? { reasonCode: [problem.code] }
    : { reasonReference: [referenceTo(problem, problem.code?.text)] };
}

function createDosage(medicine: Medicine, since: number): Dosage {
  const { instruction, daily, course, route, dose, taken } = medicine;
  const start = dateAt(since);
  const [snomed, display, siteNumber] = ROUTES[route];
  return {
    text: `${instruction}, Starting ${spellDate(since)}, Normal`,
    patientInstruction: instruction,
    timing: {
      repeat: {
        boundsPeriod: { start, ...(course !== null && { end: dateAt(since - course) }) },
        ...(daily !== null && course !== null && { count: daily * course }),
        ...(daily === null
          ? { frequency: 1, period: 6, periodUnit: 'h' as const }
          : { timeOfDay: TIMES_OF_DAY[daily] }),
      },
      code: { text: daily === null ? 'Every 6 hours PRN' : TIMES_OF_DAY[daily].map(formatHour).join(' ') },
    },
    asNeededBoolean: daily === null,
    route: concept(
      route,
      coding(SNOMED, snomed, display),
      coding(epicSystem('7.4.798268.7025'), siteNumber, route),
    ),
    ...(route === 'Oral' && { method: concept('Take', coding(SNOMED, '419652001', 'Take')) }),
    doseAndRate: [
      { type: doseType('calculated'), doseQuantity: createQuantity(dose) },
      { type: doseType('admin-amount'), doseQuantity: createQuantity(taken) },
      { type: doseType('ordered'), doseQuantity: createQuantity(dose) },
    ],
  };
}

function createDispenseRequest(
  { course, daily, taken }: Medicine,
  since: number,
): MedicationRequestDispenseRequest {
  const days = course ?? SUPPLY_DAYS;
  return {
    validityPeriod: { start: dateAt(since) },
    numberOfRepeatsAllowed: course === null ? 11 : 0,
    quantity: { value: Math.ceil(taken.value * (daily ?? 1) * days), unit: taken.unit },
    expectedSupplyDuration: ucumQuantity(days, 'Day', 'd'),
  };
}

function createQuantity({ value, unit, code }: Amount) {
  return ucumQuantity(value, unit, code);
}

function doseType(code: string) {
  return concept(code, coding('http://epic.com/CodeSystem/dose-rate-type', code, code));
}

/** Returns a date such as `Mon 4/29/2019`, as Epic writes it in a sig. */
function spellDate(daysBefore: number): string {
  const day = new Date(dateAt(daysBefore));
  const weekday = WEEKDAYS[day.getUTCDay()];
  return `${weekday} ${day.getUTCMonth() + 1}/${day.getUTCDate()}/${day.getUTCFullYear()}`;
}

function formatHour(timeOfDay: string): string {
  return timeOfDay.slice(0, 5).replace(':', '');
}

export const servedMedicationRequest: ChartedType<MedicationRequest> = {
  type: 'MedicationRequest',
  write: medicationRequestsOf,
  criteria: [
    byToken('category', 'category'),
    byDate('date', 'authoredOn'),
    byToken('intent', 'intent'),
    byToken('status', 'status'),
  ],
  labels: [[4, RESTRICTED_LABEL]],
  unknownCodes: UNKNOWN_CODES,
};
