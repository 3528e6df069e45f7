import { REQUEST_INTENT, REQUEST_PRIORITY } from '../../fhir/clinical-codes-care.ts';
import { memberOf } from '../../fhir/codes.ts';
import { isActiveMedication, medicationStatus } from '../../fhir/current-medications.ts';
import { dosageText, instructionsText } from '../../fhir/dosage-text.ts';
import { amountText, doseText, isAsNeeded, orderedDose, rateText } from '../../fhir/dosage.ts';
import { firstDurationText } from '../../fhir/durations.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readBoolean, readInteger, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import {
  ingredientName,
  isReported,
  medicationConcept,
  medicationName,
  nameOfMedication,
} from '../../fhir/medication.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { isProhibition } from '../../fhir/prohibitions.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import { timingText } from '../../fhir/timing-text.ts';
import { adherenceOf } from '../../fhir/us-core-extensions.ts';
import type {
  DosageResolvers,
  MedicationAdherenceResolvers,
  MedicationIngredientResolvers,
  MedicationReferenceResolvers,
  MedicationRequestDispenseRequestResolvers,
  MedicationRequestReferenceResolvers,
  MedicationRequestResolvers,
  MedicationResolvers,
} from '../../generated/resolver-types.ts';
import { createOrderListResolver } from './lists.ts';
import { readMedicationName } from './medication-name.ts';
import { recordFields, resourceFields } from './record-fields.ts';
import { referenceTo } from './reference-fields.ts';
import { pathOf } from './selection.ts';
import { MEDICATION_STATUS } from '../../fhir/defined-codes.ts';
import { numbersFrom } from './number-fields.ts';

export const MedicationRequest: MedicationRequestResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: (request, _args, { loaders }, info) =>
    medicationName(request) ?? readMedicationName(request, loaders, pathOf(info)),
  medicationConcept: (request) => medicationConcept(request),
  medication: (request) => inResource(request, request.medicationReference),
  status: (request) => medicationStatus(request),
  statusCode: ({ status }) => readText(status),
  isActive: (request) => isActiveMedication(request),
  statusReason: ({ statusReason }) => readObject(statusReason),
  intent: ({ intent }) => memberOf(REQUEST_INTENT, intent),
  categories: ({ category }) => readObjects(category),
  priority: ({ priority }) => memberOf(REQUEST_PRIORITY, priority),
  doNotPerform: (request) => isProhibition(request) || readBoolean(request.doNotPerform),
  reported: (request) => isReported(request),
  reportedBy: (request) => inResource(request, request.reportedReference),
  dosageText: numbersFrom(['dosageInstruction'], ({ dosageInstruction }) =>
    instructionsText(dosageInstruction),
  ),
  dosages: ({ dosageInstruction }) => readObjects(dosageInstruction),
  authoredOn: ({ authoredOn }) => readText(authoredOn),
  requester: (request) => inResource(request, request.requester),
  recorder: (request) => inResource(request, request.recorder),
  reasons: ({ reasonCode }) => readObjects(reasonCode),
  reasonReferences: (request) => eachInResource(request, request.reasonReference),
  dispense: (request) => inResource(request, request.dispenseRequest),
  administrations: createOrderListResolver('medicationAdministrations'),
  dispenses: createOrderListResolver('medicationDispenses'),
  adherence: (request) => adherenceOf(request),
  courseOfTherapy: ({ courseOfTherapyType }) => readObject(courseOfTherapyType),
  identifiers: (request) => identifiersOf(request),
  encounter: (request) => inResource(request, request.encounter),
  subject: (request) => inResource(request, request.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (request) => toRawJson(request),
};

export const MedicationAdherence: MedicationAdherenceResolvers = {
  finding: ({ finding }) => finding,
  assertedDate: ({ assertedDate }) => assertedDate,
  sources: ({ sources }) => sources,
};

const DOSAGE_NUMBERS = [
  'doseAndRate',
  'timing',
  'maxDosePerPeriod',
  'maxDosePerAdministration',
  'maxDosePerLifetime',
] as const;

export const Dosage: DosageResolvers = {
  text: numbersFrom(DOSAGE_NUMBERS, (dosage) => readText(dosage.text) ?? dosageText(dosage)),
  fullText: numbersFrom(DOSAGE_NUMBERS, (dosage) => dosageText(dosage)),
  patientInstruction: ({ patientInstruction }) => readText(patientInstruction),
  doseText: numbersFrom(['doseAndRate'], (dosage) => doseText(dosage)),
  amountText: numbersFrom(['doseAndRate'], (dosage) => amountText(dosage)),
  dose: (dosage) => readObject(orderedDose(dosage)?.doseQuantity),
  doseRange: (dosage) => readObject(orderedDose(dosage)?.doseRange),
  rateText: numbersFrom(['doseAndRate'], (dosage) => rateText(dosage)),
  timingText: numbersFrom(['timing'], ({ timing }) => timingText(timing)),
  timing: ({ timing }) => readObject(timing?.code),
  period: ({ timing }) => readObject(timing?.repeat?.boundsPeriod),
  asNeeded: (dosage) => isAsNeeded(dosage),
  asNeededFor: ({ asNeededCodeableConcept }) => readObject(asNeededCodeableConcept),
  route: ({ route }) => readObject(route),
  site: ({ site }) => readObject(site),
  method: ({ method }) => readObject(method),
  maxDose: ({ maxDosePerPeriod }) => readObject(maxDosePerPeriod),
};

export const MedicationRequestDispenseRequest: MedicationRequestDispenseRequestResolvers = {
  quantity: ({ value }) => readObject(value.quantity),
  refills: numbersFrom(['numberOfRepeatsAllowed'], ({ value }) => readInteger(value.numberOfRepeatsAllowed)),
  expectedSupply: numbersFrom(['expectedSupplyDuration'], ({ value }) =>
    firstDurationText(value.expectedSupplyDuration),
  ),
  validity: ({ value }) => readObject(value.validityPeriod),
  performer: ({ value, resource }) => inResource(resource, value.performer),
};

export const Medication: MedicationResolvers = {
  ...resourceFields,
  id: ({ id }) => id,
  name: (medication) => nameOfMedication(medication),
  code: ({ code }) => readObject(code),
  status: ({ status }) => memberOf(MEDICATION_STATUS, status),
  statusCode: ({ status }) => readText(status),
  form: ({ form }) => readObject(form),
  amount: ({ amount }) => readObject(amount),
  ingredients: (medication) => eachInResource(medication, medication.ingredient),
  manufacturer: (medication) => inResource(medication, medication.manufacturer),
  lotNumber: ({ batch }) => readText(batch?.lotNumber),
  expirationDate: ({ batch }) => readText(batch?.expirationDate),
  identifiers: (medication) => identifiersOf(medication),
  resource: (medication) => toRawJson(medication),
};

export const MedicationIngredient: MedicationIngredientResolvers = {
  name: ({ value, resource }) => ingredientName(value, resource),
  code: ({ value }) => readObject(value.itemCodeableConcept),
  medication: ({ value, resource }) => inResource(resource, value.itemReference),
  isActive: ({ value }) => readBoolean(value.isActive),
  strength: ({ value }) => readObject(value.strength),
};

export const MedicationReference: MedicationReferenceResolvers = referenceTo('Medication');

export const MedicationRequestReference: MedicationRequestReferenceResolvers =
  referenceTo('MedicationRequest');
