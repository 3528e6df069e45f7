/** The medication administrations of a chart: doses of its orders, given or not. */
import type { MedicationAdministration, MedicationRequest, Stored } from '../../types.ts';
import { byDate, byReference, byToken } from '../../criteria.ts';
import { DERRICK_LIN } from '../patients.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { epicSystem } from './code-systems.ts';
import { coding, concept, hl7Concept, patientReference } from './elements.ts';
import { medicationRequestsOf } from './medication-request.ts';
import { chartFor } from './sampling.ts';
import { RESTRICTED_LABEL } from './security-labels.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { clinicMinute, daysBeforeLatest, instantAt, lifespanOf } from './times.ts';

type Status = MedicationAdministration['status'];

const STATUSES: NonEmpty<Status> = [
  ...(['completed', 'completed', 'completed', 'completed', 'completed', 'completed'] as const),
  ...(['in-progress', 'not-done', 'not-done', 'on-hold', 'stopped', 'unknown', 'entered-in-error'] as const),
];
const REASONED: ReadonlySet<Status> = new Set(['not-done', 'on-hold', 'stopped']);
const REASONS: NonEmpty<readonly [siteNumber: string, words: string]> = [
  ['1', 'Patient refused'],
  ['4', 'NPO'],
  ['7', 'Medication unavailable'],
];
/** The orders whose doses every chart has; of the others, only those for inpatients. */
const FIRST_ORDERS = 3;
const DOSES = 2;
const INFUSION_MINUTES = 30;

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(DERRICK_LIN, 'MedicationAdministration', 0)]: { status: 'wasted' },
};

const administrationsOf: ChartWriter<MedicationAdministration> = (chart) => {
  const requests = medicationRequestsOf(chartFor(chart, 'MedicationRequest'));
  const onWard = requests.filter(
    ({ category }, at) => at < FIRST_ORDERS || category?.[0]?.text === 'Inpatient',
  );
  return onWard
    .flatMap((request) => Array.from({ length: DOSES }, () => request))
    .map((request, number) => withOddShape(createAdministration(chart, request, number), UNKNOWN_CODES));
};

function createAdministration(
  chart: Chart,
  request: Stored<MedicationRequest>,
  number: number,
): Stored<MedicationAdministration> {
  const { patient, random, practitioners } = chart;
  const { contained, medicationReference, medicationCodeableConcept, encounter, authoredOn } = request;
  const [ordered] = request.dosageInstruction ?? [];
  const dose = ordered?.doseAndRate?.[0]?.doseQuantity;
  const status = random.pickUsual(STATUSES);
  // Not on the day of death, which can end before the clinic's hours.
  const lastDay = lifespanOf(patient).lastDay + 2;
  const day = Math.max(lastDay, authoredOn === undefined ? 0 : daysBeforeLatest(authoredOn) - number);
  const minute = clinicMinute(random);
  return {
    resourceType: 'MedicationAdministration',
    id: clinicalId(patient, 'MedicationAdministration', number),
    ...(contained !== undefined && { contained }),
    status,
    ...(REASONED.has(status) && { statusReason: [createReason(...random.pick(REASONS))] }),
    category: hl7Concept('medication-admin-category', 'inpatient', 'Inpatient'),
    ...(medicationReference !== undefined && { medicationReference }),
    ...(medicationCodeableConcept !== undefined && { medicationCodeableConcept }),
    subject: patientReference(patient),
    ...(encounter !== undefined && { context: encounter }),
    ...(random.chance(70)
      ? { effectiveDateTime: instantAt(day, minute) }
      : {
          effectivePeriod: {
            start: instantAt(day, minute),
            end: instantAt(day, minute + INFUSION_MINUTES),
          },
        }),
    performer: [{ actor: practitionerReference(random.pick(practitioners)) }],
    request: referenceTo(request, medicationReference?.display),
    ...(random.chance(10) && { note: [{ text: 'Given with food.' }] }),
    ...(ordered?.route !== undefined &&
      dose !== undefined && {
        dosage: {
          ...(random.chance(40) && ordered.text !== undefined && { text: ordered.text }),
          route: ordered.route,
          dose,
        },
      }),
  };
}

function createReason(siteNumber: string, words: string) {
  return concept(words, coding(epicSystem('7.4.798268.7130'), siteNumber, words));
}

export const servedMedicationAdministration: ChartedType<MedicationAdministration> = {
  type: 'MedicationAdministration',
  write: administrationsOf,
  criteria: [
    byReference('context', 'context'),
    byDate('effective-time', 'effectiveDateTime', 'effectivePeriod'),
    byReference('performer', 'performer.actor'),
    byReference('request', 'request'),
    byToken('status', 'status'),
  ],
  labels: [[4, RESTRICTED_LABEL]],
  unknownCodes: UNKNOWN_CODES,
};
