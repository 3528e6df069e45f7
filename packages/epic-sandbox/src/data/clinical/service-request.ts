/** The orders of a chart except medications. Laboratory orders come first. */
import type { CodeableConcept, Condition, ServiceRequest, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty, Random } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { LABORATORY_TESTS, ORDER_CATEGORIES, type Orderable, OTHER_ORDERS } from './codes-orders.ts';
import { conditionFor, conditionsIn } from './condition.ts';
import { eligibleFor, drawCount, drawOccasion, occasionOn, sample, toldRows } from './sampling.ts';
import { asTransmitted, encounterReference, patientReference, usualIdentifier } from './elements.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { clinicMinute, dateAt, instantAt } from './times.ts';
import { byDate, byReference, byToken } from '../../criteria.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { WARREN_MCGINNIS } from '../patients.ts';

const STATUSES: NonEmpty<ServiceRequest['status']> = [
  'completed',
  'completed',
  'completed',
  'completed',
  'active',
  'active',
  'revoked',
  'draft',
  'on-hold',
  'unknown',
  'entered-in-error',
];
const PRIORITIES: NonEmpty<NonNullable<ServiceRequest['priority']>> = [
  'routine',
  'routine',
  'urgent',
  'stat',
];
const INTENTS: NonEmpty<ServiceRequest['intent']> = ['order', 'order', 'order', 'original-order', 'plan'];

export interface Order {
  readonly orderable: Orderable;
  readonly request: Stored<ServiceRequest>;
}

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(WARREN_MCGINNIS, 'ServiceRequest', 1)]: { status: 'pended' },
};

const serviceRequestsOf: ChartWriter<ServiceRequest> = (chart) =>
  ordersOf(chart).map(({ request }) => request);

/** Returns a chart's orders, for the writers of their results. */
export function ordersOf(chart: Chart): Order[] {
  const { patient, random, story } = chart;
  const tests = sample(random, eligibleFor(LABORATORY_TESTS, patient), 1 + drawCount(chart, 3));
  const others = sample(random, eligibleFor(OTHER_ORDERS, patient), drawCount(chart, 4));
  const conditions = conditionsIn(chart);
  const orderables = toldRows(
    [...LABORATORY_TESTS, ...OTHER_ORDERS],
    story?.orders.map(({ name }) => name),
    ({ concept: { text } }) => text,
    [...tests, ...others],
  );
  return orderables.map((orderable, number) => ({
    orderable,
    request: withOddShape(
      createOrder(chart, orderable, conditionFor(conditions, orderable.indication), number),
      UNKNOWN_CODES,
    ),
  }));
}

/** @param number the number of the order that the specimen is for */
export function specimenId({ patient }: Chart, number: number): string {
  return clinicalId(patient, 'Specimen', number);
}

function createOrder(
  chart: Chart,
  orderable: Orderable,
  problem: Stored<Condition> | undefined,
  number: number,
): Stored<ServiceRequest> {
  const { patient, random, practitioners, organizations } = chart;
  const { kind, concept, specimen } = orderable;
  const told = chart.story?.orders.find(({ name }) => name === concept.text);
  const drawn = drawOccasion(chart, 4);
  const { day, encounter } = told === undefined ? drawn : occasionOn(chart, told.date);
  const minute = clinicMinute(random);
  const status = number === 0 ? 'completed' : (told?.status ?? random.pickUsual(STATUSES));
  return {
    resourceType: 'ServiceRequest',
    id: clinicalId(patient, 'ServiceRequest', number),
    identifier: [usualIdentifier('7.2.798268', random.integer(1_000_000, 1_099_999), 'ORD')],
    ...(random.chance(20) && {
      requisition: usualIdentifier('7.2.798268.310', random.integer(100_000, 999_999)),
    }),
    status,
    intent: random.pickUsual(INTENTS),
    ...(random.chance(95) && { category: [ORDER_CATEGORIES[kind]] }),
    ...(random.chance(80) && { priority: random.pickUsual(PRIORITIES) }),
    code: asTransmitted(random, concept),
    subject: patientReference(patient),
    ...(encounter !== undefined && { encounter: encounterReference(encounter) }),
    ...(random.chance(85) && drawOccurrence(chart, day, minute)),
    authoredOn: instantAt(day, minute),
    ...(random.chance(90) && { requester: practitionerReference(random.pick(practitioners)) }),
    ...(kind === 'referral' && { performer: [referenceTo(random.pick(organizations))] }),
    ...drawReason(random, concept, problem),
    ...(status === 'completed' &&
      specimen !== undefined && {
        specimen: [{ reference: `Specimen/${specimenId(chart, number)}`, type: 'Specimen' }],
      }),
    ...(random.chance(20) && { patientInstruction: 'Nothing to eat or drink for 8 hours before.' }),
    ...(random.chance(10) && { note: [{ text: 'Please call with results.' }] }),
  };
}

function drawOccurrence({ random }: Chart, day: number, minute: number): Partial<ServiceRequest> {
  const draw = random.integer(1, 10);
  if (draw <= 7) return { occurrenceDateTime: instantAt(day, minute + 30) };
  if (draw <= 9) return { occurrencePeriod: { start: dateAt(day) } };
  return {
    occurrenceTiming: {
      repeat: { boundsPeriod: { start: dateAt(day) }, frequency: 1, period: 3, periodUnit: 'mo' },
      code: { text: 'Every 3 months' },
    },
  };
}

function drawReason(
  random: Random,
  ordered: CodeableConcept,
  problem: Stored<Condition> | undefined,
): Partial<ServiceRequest> {
  if (problem === undefined)
    return random.chance(30) ? { reasonCode: [{ text: `${ordered.text} due` }] } : {};
  return problem.code !== undefined && random.chance(50)
    ? { reasonCode: [problem.code] }
    : { reasonReference: [referenceTo(problem, problem.code?.text)] };
}

export const servedServiceRequest: ChartedType<ServiceRequest> = {
  type: 'ServiceRequest',
  write: serviceRequestsOf,
  criteria: [
    byDate('authored', 'authoredOn'),
    byToken('category', 'category'),
    byToken('code', 'code'),
    byReference('encounter', 'encounter'),
    byToken('identifier', 'identifier'),
    byReference('requester', 'requester'),
    byToken('status', 'status'),
  ],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
