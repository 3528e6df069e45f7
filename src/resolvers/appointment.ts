/** Appointment and its participants. */
import { participantsOf } from '../fhir/appointment.ts';
import {
  APPOINTMENT_STATUS,
  PARTICIPANT_REQUIRED,
  PARTICIPATION_STATUS,
} from '../fhir/clinical-codes-care.ts';
import { memberOf } from '../fhir/codes.ts';
import { rawForm } from '../fhir/raw.ts';
import { object, objects, text, whole } from '../fhir/shape.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { eachWithin, within } from '../fhir/within.ts';
import type { AppointmentParticipantResolvers, AppointmentResolvers } from '../generated/resolver-types.ts';

export const Appointment: AppointmentResolvers = {
  id: ({ id }) => id,
  status: ({ status }) => memberOf(APPOINTMENT_STATUS, status),
  statusCode: ({ status }) => text(status),
  cancellationReason: ({ cancelationReason }) => object(cancelationReason),
  start: ({ start }) => text(start),
  end: ({ end }) => text(end),
  minutes: ({ minutesDuration }) => whole(minutesDuration),
  type: ({ appointmentType }) => object(appointmentType),
  serviceCategories: ({ serviceCategory }) => objects(serviceCategory),
  serviceTypes: ({ serviceType }) => objects(serviceType),
  specialties: ({ specialty }) => objects(specialty),
  reasons: ({ reasonCode }) => objects(reasonCode),
  reasonReferences: (appointment) => eachWithin(appointment, appointment.reasonReference),
  description: ({ description }) => text(description),
  comment: ({ comment }) => text(comment),
  patientInstruction: ({ patientInstruction }) => text(patientInstruction),
  created: ({ created }) => text(created),
  participants: (appointment) => eachWithin(appointment, appointment.participant),
  locations: (appointment) => eachWithin(appointment, participantsOf(appointment, 'Location')),
  patient: (appointment) => within(appointment, participantsOf(appointment, 'Patient')[0]),
  basedOn: (appointment) => eachWithin(appointment, appointment.basedOn),
  identifiers: (appointment) => identifiersOf(appointment),
  resource: (appointment) => rawForm(appointment),
};

export const AppointmentParticipant: AppointmentParticipantResolvers = {
  types: ({ value }) => objects(value.type),
  actor: ({ value, resource }) => within(resource, value.actor),
  required: ({ value }) => memberOf(PARTICIPANT_REQUIRED, value.required),
  status: ({ value }) => memberOf(PARTICIPATION_STATUS, value.status),
  statusCode: ({ value }) => text(value.status),
  period: ({ value }) => object(value.period),
};
