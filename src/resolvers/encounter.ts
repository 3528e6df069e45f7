/** Encounter and its parts. */
import { ENCOUNTER_STATUS } from '../fhir/clinical-codes.ts';
import { memberOf } from '../fhir/codes.ts';
import { rawForm } from '../fhir/raw.ts';
import { object, objects, text } from '../fhir/shape.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { interpreterNeeded } from '../fhir/us-core-extensions.ts';
import { eachWithin, within } from '../fhir/within.ts';
import type {
  EncounterLocationResolvers,
  EncounterParticipantResolvers,
  EncounterResolvers,
} from '../generated/resolver-types.ts';

export const Encounter: EncounterResolvers = {
  id: ({ id }) => id,
  status: ({ status }) => memberOf(ENCOUNTER_STATUS, status),
  statusCode: ({ status }) => text(status),
  class: (encounter) => object(encounter.class),
  types: ({ type }) => objects(type),
  period: ({ period }) => object(period),
  reasons: ({ reasonCode }) => objects(reasonCode),
  reasonReferences: (encounter) => eachWithin(encounter, encounter.reasonReference),
  participants: (encounter) => eachWithin(encounter, encounter.participant),
  locations: (encounter) => eachWithin(encounter, encounter.location),
  serviceProvider: (encounter) => within(encounter, encounter.serviceProvider),
  dischargeDisposition: ({ hospitalization }) => object(hospitalization?.dischargeDisposition),
  interpreterRequired: (encounter) => interpreterNeeded(encounter),
  identifiers: (encounter) => identifiersOf(encounter),
  partOf: (encounter) => within(encounter, encounter.partOf),
  subject: (encounter) => within(encounter, encounter.subject),
  resource: (encounter) => rawForm(encounter),
};

export const EncounterParticipant: EncounterParticipantResolvers = {
  types: ({ value }) => objects(value.type),
  period: ({ value }) => object(value.period),
  individual: ({ value, resource }) => within(resource, value.individual),
};

export const EncounterLocation: EncounterLocationResolvers = {
  location: ({ value, resource }) => within(resource, value.location),
  statusCode: ({ value }) => text(value.status),
  period: ({ value }) => object(value.period),
};
