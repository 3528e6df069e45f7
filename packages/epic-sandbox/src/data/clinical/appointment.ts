/** The past and future appointments of a chart. */
import type { Appointment, AppointmentParticipant, CodeableConcept, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { epicSystem } from './code-systems.ts';
import { conditionsIn } from './condition.ts';
import { drawCount } from './sampling.ts';
import { coding, concept, hl7Concept, patientReference, usualIdentifier } from './elements.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { clinicMinute, dateAt, dayWithin, instantAt, lifespanOf } from './times.ts';
import { byDate, byToken } from '../../criteria.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { WARREN_MCGINNIS } from '../patients.ts';

type Status = Appointment['status'];

const PAST: NonEmpty<Status> = [
  'fulfilled',
  'fulfilled',
  'fulfilled',
  'noshow',
  'cancelled',
  'arrived',
  'checked-in',
];
const TO_COME: NonEmpty<Status> = [
  'booked',
  'booked',
  'booked',
  'pending',
  'proposed',
  'waitlist',
  'cancelled',
];

const KINDS: NonEmpty<readonly [code: string, display: string]> = [
  ['ROUTINE', 'Routine appointment - default if not valued'],
  ['FOLLOWUP', 'A follow up visit from a previous appointment'],
  ['CHECKUP', 'A routine check-up, such as an annual physical'],
  ['WALKIN', 'A previously unscheduled walk-in visit'],
];
const VISIT_TYPES: NonEmpty<CodeableConcept> = [
  visitType('101', 'Office Visit'),
  visitType('215', 'Telemedicine'),
  visitType('1004', 'Lab'),
  { text: 'New Patient' },
];
const MINUTES: NonEmpty<number> = [15, 20, 30, 60];
const FARTHEST_DAYS = 300;

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(WARREN_MCGINNIS, 'Appointment', 0)]: { status: 'rescheduled' },
};

const appointmentsOf: ChartWriter<Appointment> = (chart) => {
  const { patient, random } = chart;
  const life = lifespanOf(patient);
  const past = Array.from({ length: drawCount(chart, 5) }, () => dayWithin(random, life, 3));
  const toCome =
    life.lastDay > 0
      ? []
      : Array.from({ length: drawCount(chart, 3) }, () => -random.integer(1, FARTHEST_DAYS));
  return [...past, ...toCome].map((day, number) =>
    withOddShape(createAppointment(chart, day, number), UNKNOWN_CODES),
  );
};

function createAppointment(chart: Chart, day: number, number: number): Stored<Appointment> {
  const { patient, random } = chart;
  const status = random.pickUsual(day > 0 ? PAST : TO_COME);
  const minute = clinicMinute(random);
  const minutesDuration = random.pick(MINUTES);
  const isTimed = status !== 'proposed' && status !== 'waitlist';
  return {
    resourceType: 'Appointment',
    id: clinicalId(patient, 'Appointment', number),
    identifier: [usualIdentifier('7.3.698084.8', random.integer(20_000, 99_999), 'CSN')],
    status,
    ...(status === 'cancelled' && {
      cancelationReason: hl7Concept('appointment-cancellation-reason', 'pat', 'Patient'),
    }),
    ...(random.chance(85) && {
      serviceCategory: [
        concept(
          'appointment',
          coding(
            'http://open.epic.com/FHIR/StructureDefinition/appointment-service-category',
            'appointment',
            'appointment',
          ),
        ),
      ],
    }),
    serviceType: [random.pick(VISIT_TYPES)],
    ...(random.chance(80) && { appointmentType: hl7Concept('v2-0276', ...random.pick(KINDS)) }),
    ...(random.chance(50) && drawReason(chart)),
    ...(random.chance(15) && { description: 'Bring the list of your medicines.' }),
    ...(isTimed && {
      start: instantAt(day, minute),
      end: instantAt(day, minute + minutesDuration),
      minutesDuration,
    }),
    ...(!isTimed && { requestedPeriod: [{ start: dateAt(day), end: dateAt(day - 30) }] }),
    ...(random.chance(70) && { created: dateAt(Math.max(day + random.integer(1, 60), 1)) }),
    ...(random.chance(20) && { comment: 'Prefers mornings.' }),
    ...(random.chance(30) && { patientInstruction: 'Please arrive 15 minutes early.' }),
    participant: createParticipants(chart, status),
  };
}

/** Returns the patient, usually with a practitioner and a location. */
function createParticipants(
  { patient, random, practitioners, locations, story }: Chart,
  status: Status,
): AppointmentParticipant[] {
  const answer = status === 'proposed' || status === 'waitlist' ? 'needs-action' : 'accepted';
  const [primaryCare] = practitioners;
  const familyMedicine = locations.find(({ name }) => name === story?.visits[0]?.department) ?? locations[0];
  return [
    {
      actor: patientReference(patient),
      required: 'required',
      status: status === 'cancelled' ? 'declined' : answer,
    },
    ...(random.chance(90)
      ? [
          {
            type: [hl7Concept('v3-ParticipationType', 'PPRF', 'primary performer')],
            actor: practitionerReference(random.pick(story === undefined ? practitioners : [primaryCare])),
            required: 'required' as const,
            status: answer,
          } satisfies AppointmentParticipant,
        ]
      : []),
    ...(random.chance(85)
      ? [
          {
            actor: referenceTo(random.pick(story === undefined ? locations : [familyMedicine])),
            required: 'required',
            status: answer,
          } satisfies AppointmentParticipant,
        ]
      : []),
  ];
}

function drawReason(chart: Chart): Partial<Appointment> {
  const [problem] = conditionsIn(chart);
  return problem === undefined || chart.random.chance(60)
    ? { reasonCode: [{ text: 'Follow-up' }] }
    : { reasonReference: [referenceTo(problem, problem.code?.text)] };
}

function visitType(code: string, display: string): CodeableConcept {
  return concept(
    display,
    coding(epicSystem('7.3.808267.11'), code, display),
    coding(epicSystem('7.2.808267'), code, display),
  );
}

export const servedAppointment: ChartedType<Appointment> = {
  type: 'Appointment',
  write: appointmentsOf,
  patientParameters: ['patient'],
  criteria: [
    byDate('date', 'start'),
    byToken('identifier', 'identifier'),
    byToken('service-category', 'serviceCategory'),
    byToken('status', 'status'),
  ],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
