import { memberOf } from '../../fhir/codes.ts';
import { instructionsText } from '../../fhir/dosage-text.ts';
import { firstDurationText } from '../../fhir/durations.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readBoolean, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { medicationConcept, medicationName } from '../../fhir/medication.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type {
  MedicationDispensePerformerResolvers,
  MedicationDispenseResolvers,
  MedicationDispenseSubstitutionResolvers,
} from '../../generated/resolver-types.ts';
import { readMedicationName } from './medication-name.ts';
import { recordFields } from './record-fields.ts';
import { pathOf } from './selection.ts';
import { MEDICATION_DISPENSE_STATUS } from '../../fhir/defined-codes.ts';
import { numbersFrom } from './number-fields.ts';

export const MedicationDispense: MedicationDispenseResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: (dispense, _args, { loaders }, info) =>
    medicationName(dispense) ?? readMedicationName(dispense, loaders, pathOf(info)),
  medicationConcept: (dispense) => medicationConcept(dispense),
  medication: (dispense) => inResource(dispense, dispense.medicationReference),
  status: ({ status }) => memberOf(MEDICATION_DISPENSE_STATUS, status),
  statusCode: ({ status }) => readText(status),
  statusReason: ({ statusReasonCodeableConcept }) => readObject(statusReasonCodeableConcept),
  statusReasonReference: (dispense) => inResource(dispense, dispense.statusReasonReference),
  category: ({ category }) => readObject(category),
  type: ({ type }) => readObject(type),
  quantity: ({ quantity }) => readObject(quantity),
  daysSupplyText: numbersFrom(['daysSupply'], ({ daysSupply }) => firstDurationText(daysSupply)),
  daysSupply: ({ daysSupply }) => readObject(daysSupply),
  whenPrepared: ({ whenPrepared }) => readText(whenPrepared),
  whenHandedOver: ({ whenHandedOver }) => readText(whenHandedOver),
  dosageText: numbersFrom(['dosageInstruction'], ({ dosageInstruction }) =>
    instructionsText(dosageInstruction),
  ),
  dosages: ({ dosageInstruction }) => readObjects(dosageInstruction),
  substitution: (dispense) => inResource(dispense, dispense.substitution),
  prescriptions: (dispense) => eachInResource(dispense, dispense.authorizingPrescription),
  performers: (dispense) => eachInResource(dispense, dispense.performer),
  location: (dispense) => inResource(dispense, dispense.location),
  destination: (dispense) => inResource(dispense, dispense.destination),
  receivers: (dispense) => eachInResource(dispense, dispense.receiver),
  detectedIssues: (dispense) => eachInResource(dispense, dispense.detectedIssue),
  identifiers: (dispense) => identifiersOf(dispense),
  encounter: (dispense) => inResource(dispense, dispense.context),
  subject: (dispense) => inResource(dispense, dispense.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (dispense) => toRawJson(dispense),
};

export const MedicationDispensePerformer: MedicationDispensePerformerResolvers = {
  function: ({ value }) => readObject(value.function),
  actor: ({ value, resource }) => inResource(resource, value.actor),
};

export const MedicationDispenseSubstitution: MedicationDispenseSubstitutionResolvers = {
  wasSubstituted: ({ value }) => readBoolean(value.wasSubstituted),
  type: ({ value }) => readObject(value.type),
  reasons: ({ value }) => readObjects(value.reason),
  responsibleParties: ({ value, resource }) => eachInResource(resource, value.responsibleParty),
};
