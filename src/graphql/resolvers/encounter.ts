import { memberOf } from '../../fhir/codes.ts';
import { currentFirst, isCurrent } from '../../fhir/current-parts.ts';
import { firstDurationText } from '../../fhir/durations.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readInteger, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import { interpreterNeeded } from '../../fhir/us-core-extensions.ts';
import type {
  EncounterDiagnosisResolvers,
  EncounterLocationResolvers,
  EncounterParticipantResolvers,
  EncounterReferenceResolvers,
  EncounterResolvers,
} from '../../generated/resolver-types.ts';
import { createEncounterListResolver } from './lists.ts';
import { numbersFrom } from './number-fields.ts';
import { recordFields } from './record-fields.ts';
import { referenceTo } from './reference-fields.ts';
import { ENCOUNTER_STATUS } from '../../fhir/defined-codes.ts';

export const Encounter: EncounterResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  status: ({ status }) => memberOf(ENCOUNTER_STATUS, status),
  statusCode: ({ status }) => readText(status),
  class: (encounter) => readObject(encounter.class),
  types: ({ type }) => readObjects(type),
  period: ({ period }) => readObject(period),
  serviceType: ({ serviceType }) => readObject(serviceType),
  priority: ({ priority }) => readObject(priority),
  lengthText: numbersFrom(['length'], ({ length }) => firstDurationText(length)),
  reasons: ({ reasonCode }) => readObjects(reasonCode),
  reasonReferences: (encounter) => eachInResource(encounter, encounter.reasonReference),
  diagnoses: (encounter) => eachInResource(encounter, encounter.diagnosis),
  conditions: createEncounterListResolver('conditions'),
  participants: (encounter, { onlyCurrent }, { siteTime }) =>
    eachInResource(encounter, currentFirst(readObjects(encounter.participant), siteTime, onlyCurrent)),
  locations: (encounter, { onlyCurrent }, { siteTime }) =>
    eachInResource(encounter, currentFirst(readObjects(encounter.location), siteTime, onlyCurrent)),
  serviceProvider: (encounter) => inResource(encounter, encounter.serviceProvider),
  admitSource: ({ hospitalization }) => readObject(hospitalization?.admitSource),
  dischargeDisposition: ({ hospitalization }) => readObject(hospitalization?.dischargeDisposition),
  interpreterRequired: (encounter) => interpreterNeeded(encounter),
  accounts: (encounter) => eachInResource(encounter, encounter.account),
  identifiers: (encounter) => identifiersOf(encounter),
  partOf: (encounter) => inResource(encounter, encounter.partOf),
  subject: (encounter) => inResource(encounter, encounter.subject),
  resource: (encounter) => toRawJson(encounter),
};

export const EncounterParticipant: EncounterParticipantResolvers = {
  types: ({ value }) => readObjects(value.type),
  period: ({ value }) => readObject(value.period),
  isCurrent: ({ value }, _args, { siteTime }) => isCurrent(value, siteTime),
  individual: ({ value, resource }) => inResource(resource, value.individual),
};

export const EncounterDiagnosis: EncounterDiagnosisResolvers = {
  condition: ({ value, resource }) => inResource(resource, value.condition),
  use: ({ value }) => readObject(value.use),
  rank: numbersFrom(['rank'], ({ value }) => readInteger(value.rank)),
};

export const EncounterLocation: EncounterLocationResolvers = {
  location: ({ value, resource }) => inResource(resource, value.location),
  statusCode: ({ value }) => readText(value.status),
  period: ({ value }) => readObject(value.period),
  isCurrent: ({ value }, _args, { siteTime }) => isCurrent(value, siteTime),
};

export const EncounterReference: EncounterReferenceResolvers = referenceTo('Encounter');
