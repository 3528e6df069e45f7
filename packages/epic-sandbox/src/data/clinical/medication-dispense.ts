/** The dispenses of a chart: the fills of its medication orders, completed or not. */
import type { CodeableConcept, MedicationDispense, MedicationRequest, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { coding, concept, hl7Concept, patientReference, usualIdentifier } from './elements.ts';
import { medicationRequestsOf } from './medication-request.ts';
import { chartFor } from './sampling.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { clinicMinute, daysBeforeLatest, instantAt, lifespanOf } from './times.ts';
import { byToken } from '../../criteria.ts';
import { RESTRICTED_LABEL } from './security-labels.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { DERRICK_LIN } from '../patients.ts';

type Status = MedicationDispense['status'];

/** One fill of an order. */
interface Fill {
  readonly request: Stored<MedicationRequest>;
  /** In days before the sandbox's present. */
  readonly day: number;
  readonly isFirst: boolean;
}

const STATUSES: NonEmpty<Status> = [
  ...(['completed', 'completed', 'completed', 'completed', 'completed', 'completed'] as const),
  ...(['completed', 'completed', 'completed', 'in-progress', 'preparation', 'on-hold'] as const),
  ...(['cancelled', 'declined', 'stopped', 'entered-in-error', 'unknown'] as const),
];
/** The statuses of orders that never reach a pharmacy. */
const UNFILLED: ReadonlySet<string | undefined> = new Set(['cancelled', 'draft', 'entered-in-error']);
const HANDED_OVER: ReadonlySet<Status> = new Set(['completed', 'entered-in-error', 'stopped', 'unknown']);
const PREPARED: ReadonlySet<Status> = new Set([...HANDED_OVER, 'in-progress', 'cancelled']);
const REASONED: ReadonlySet<Status> = new Set(['declined', 'on-hold', 'stopped']);

const REASONS: NonEmpty<readonly [code: string, display: string]> = [
  ['frr04', 'Product unavailable'],
  ['clarif', 'Prescription/Request requires clarification'],
  ['frr01', 'Order Stopped'],
];

const MOST_FILLS = 3;
const SUPPLY_DAYS = 30;

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(DERRICK_LIN, 'MedicationDispense', 0)]: { status: 'returned-to-stock' },
};

const medicationDispensesOf: ChartWriter<MedicationDispense> = (chart) => {
  const requests = medicationRequestsOf(chartFor(chart, 'MedicationRequest'));
  const filled = requests.filter(({ status }) => !UNFILLED.has(status));
  // Every public patient needs at least one dispense.
  const orders = filled.length === 0 ? requests.slice(0, 1) : filled;
  return orders
    .flatMap((request) => drawFills(chart, request))
    .map((fill, number) => withOddShape(createDispense(chart, fill, number), UNKNOWN_CODES));
};

/** Returns the first fill on the day of the order, and each further one a supply later, but none after death or the sandbox's present. */
function drawFills({ random, patient }: Chart, request: Stored<MedicationRequest>): Fill[] {
  const { lastDay } = lifespanOf(patient);
  const { authoredOn, dispenseRequest } = request;
  if (authoredOn === undefined) return [];
  const ordered = daysBeforeLatest(authoredOn);
  const supply = dispenseRequest?.expectedSupplyDuration?.value ?? SUPPLY_DAYS;
  const most = dispenseRequest?.numberOfRepeatsAllowed === 0 ? 1 : random.integer(1, MOST_FILLS);
  return Array.from({ length: most }, (_none, number) => ({
    request,
    day: ordered - number * supply,
    isFirst: number === 0,
  })).filter(({ day }) => day > lastDay + 1);
}

function createDispense(chart: Chart, fill: Fill, number: number): Stored<MedicationDispense> {
  const { patient, random, practitioners, locations } = chart;
  const { request, isFirst } = fill;
  const { contained, medicationReference, medicationCodeableConcept, encounter, dosageInstruction } = request;
  const { quantity, expectedSupplyDuration } = request.dispenseRequest ?? {};
  const status = random.pickUsual(STATUSES);
  return {
    resourceType: 'MedicationDispense',
    id: clinicalId(patient, 'MedicationDispense', number),
    ...(contained !== undefined && { contained }),
    identifier: [usualIdentifier('7.2.798268.800', random.integer(1_000_000, 1_099_999))],
    status,
    ...(REASONED.has(status) && {
      statusReasonCodeableConcept: dispenseConcept('status-reason', ...random.pick(REASONS)),
    }),
    ...createCategory(request),
    ...(medicationReference !== undefined && { medicationReference }),
    ...(medicationCodeableConcept !== undefined && { medicationCodeableConcept }),
    subject: patientReference(patient),
    ...(encounter !== undefined && isFirst && { context: encounter }),
    performer: [
      {
        ...(random.chance(60) && {
          function: hl7Concept('medicationdispense-performer-function', 'finalchecker', 'Final Checker'),
        }),
        actor: practitionerReference(random.pick(practitioners)),
      },
    ],
    ...(random.chance(70) && { location: referenceTo(random.pick(locations)) }),
    authorizingPrescription: [referenceTo(request, medicationReference?.display)],
    type: hl7Concept(
      'v3-ActCode',
      isFirst ? 'FFC' : 'RFC',
      isFirst ? 'First Fill - Complete' : 'Refill - Complete',
    ),
    ...(quantity !== undefined && { quantity }),
    ...(expectedSupplyDuration !== undefined && { daysSupply: expectedSupplyDuration }),
    ...drawTimes(chart, fill, status),
    ...(random.chance(15) && { receiver: [{ display: 'Caregiver' }] }),
    ...(random.chance(5) && { note: [{ text: 'Counselled on how to take it.' }] }),
    ...(dosageInstruction !== undefined && { dosageInstruction }),
    ...(random.chance(20) && {
      substitution: {
        wasSubstituted: true,
        type: hl7Concept('v3-substanceAdminSubstitution', 'G', 'generic composition'),
        reason: [hl7Concept('v3-ActReason', 'FP', 'formulary policy')],
      },
    }),
  };
}

/** Repeats the order's category, because both value sets share the codes that Epic uses. */
function createCategory({
  category: [ordered] = [],
}: MedicationRequest): Pick<MedicationDispense, 'category'> {
  const [code] = ordered?.coding ?? [];
  return code?.code === undefined || code.display === undefined
    ? {}
    : { category: dispenseConcept('category', code.code, code.display) };
}

/** Returns a preparation time in the clinic's hours and a later handover, both on the day of the fill. */
function drawTimes(
  { random }: Chart,
  { day }: Fill,
  status: Status,
): Pick<MedicationDispense, 'whenPrepared' | 'whenHandedOver'> {
  const minute = clinicMinute(random);
  return {
    ...(PREPARED.has(status) && random.chance(80) && { whenPrepared: instantAt(day, minute) }),
    ...(HANDED_OVER.has(status) && { whenHandedOver: instantAt(day, minute + random.integer(10, 240)) }),
  };
}

/** These two code systems have a path segment that HL7's others lack. */
function dispenseConcept(name: 'category' | 'status-reason', code: string, display: string): CodeableConcept {
  const system = `http://terminology.hl7.org/fhir/CodeSystem/medicationdispense-${name}`;
  return concept(display, coding(system, code, display));
}

export const servedMedicationDispense: ChartedType<MedicationDispense> = {
  type: 'MedicationDispense',
  write: medicationDispensesOf,
  criteria: [byToken('category', 'category')],
  labels: [[4, RESTRICTED_LABEL]],
  unknownCodes: UNKNOWN_CODES,
};
