import { memberOf } from '../../fhir/codes.ts';
import { parseReference } from '../../fhir/ids.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readInteger, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type * as fhir from '../../fhir/types.ts';
import type {
  AppointmentParticipantResolvers,
  AppointmentResolvers,
} from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';
import {
  APPOINTMENT_PARTICIPANT_REQUIRED,
  APPOINTMENT_PARTICIPANT_STATUS,
  APPOINTMENT_STATUS,
} from '../../fhir/defined-codes.ts';
import { numbersFrom } from './number-fields.ts';

export const Appointment: AppointmentResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  status: ({ status }) => memberOf(APPOINTMENT_STATUS, status),
  statusCode: ({ status }) => readText(status),
  cancellationReason: ({ cancelationReason }) => readObject(cancelationReason),
  start: ({ start }) => readText(start),
  end: ({ end }) => readText(end),
  minutes: numbersFrom(['minutesDuration'], ({ minutesDuration }) => readInteger(minutesDuration)),
  type: ({ appointmentType }) => readObject(appointmentType),
  serviceCategories: ({ serviceCategory }) => readObjects(serviceCategory),
  serviceTypes: ({ serviceType }) => readObjects(serviceType),
  specialties: ({ specialty }) => readObjects(specialty),
  reasons: ({ reasonCode }) => readObjects(reasonCode),
  reasonReferences: (appointment) => eachInResource(appointment, appointment.reasonReference),
  description: ({ description }) => readText(description),
  comment: ({ comment }) => readText(comment),
  patientInstruction: ({ patientInstruction }) => readText(patientInstruction),
  created: ({ created }) => readText(created),
  participants: (appointment) => eachInResource(appointment, appointment.participant),
  locations: (appointment) => eachInResource(appointment, findActors(appointment, 'Location')),
  patient: (appointment) => inResource(appointment, findActors(appointment, 'Patient')[0]),
  basedOn: (appointment) => eachInResource(appointment, appointment.basedOn),
  identifiers: (appointment) => identifiersOf(appointment),
  resource: (appointment) => toRawJson(appointment),
};

export const AppointmentParticipant: AppointmentParticipantResolvers = {
  types: ({ value }) => readObjects(value.type),
  actor: ({ value, resource }) => inResource(resource, value.actor),
  required: ({ value }) => memberOf(APPOINTMENT_PARTICIPANT_REQUIRED, value.required),
  status: ({ value }) => memberOf(APPOINTMENT_PARTICIPANT_STATUS, value.status),
  statusCode: ({ value }) => readText(value.status),
  period: ({ value }) => readObject(value.period),
};

/** Returns the actors of a type. Uses the `type` element of the reference, or else the type in its URL. */
function findActors({ participant }: fhir.Appointment, type: string): fhir.Reference[] {
  return readObjects(readObjects(participant).map(({ actor }) => readObject(actor))).filter(
    (actor: fhir.Reference) => (readText(actor.type) ?? parseReference(actor)?.type) === type,
  );
}
