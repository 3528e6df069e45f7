/** MedicationRequest, Medication and their parts. */
import { REQUEST_INTENT, REQUEST_PRIORITY } from '../fhir/clinical-codes-care.ts';
import { MEDICATION_STATUS } from '../fhir/clinical-codes-treatment.ts';
import { memberOf } from '../fhir/codes.ts';
import { isActiveMedication, medicationStatus } from '../fhir/current-medications.ts';
import { amountText, doseText, isAsNeeded, orderedDose, rateText } from '../fhir/dosage.ts';
import { dosageText, instructionsText } from '../fhir/dosage-text.ts';
import {
  ingredientName,
  isReported,
  medicationConcept,
  medicationName,
  nameOfMedication,
} from '../fhir/medication.ts';
import { annotationsOf, annotationTexts } from '../fhir/notes.ts';
import { isProhibition } from '../fhir/prohibitions.ts';
import { rawForm } from '../fhir/raw.ts';
import { flag, object, objects, text, whole } from '../fhir/shape.ts';
import { firstSpanText } from '../fhir/spans.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { timingText } from '../fhir/timing.ts';
import { adherenceOf } from '../fhir/us-core-extensions.ts';
import { eachWithin, within } from '../fhir/within.ts';
import type {
  DosageResolvers,
  MedicationAdherenceResolvers,
  MedicationIngredientResolvers,
  MedicationRequestDispenseRequestResolvers,
  MedicationRequestResolvers,
  MedicationResolvers,
} from '../generated/resolver-types.ts';
import { readMedicationName } from './medication-name.ts';
import { pathOf } from './selected.ts';

export const MedicationRequest: MedicationRequestResolvers = {
  id: ({ id }) => id,
  name: (request, _args, { loaders }, info) =>
    medicationName(request) ?? readMedicationName(request, loaders, pathOf(info)),
  medicationConcept: (request) => medicationConcept(request),
  medication: (request) => within(request, request.medicationReference),
  status: (request) => medicationStatus(request),
  statusCode: ({ status }) => text(status),
  isActive: (request) => isActiveMedication(request),
  statusReason: ({ statusReason }) => object(statusReason),
  intent: ({ intent }) => memberOf(REQUEST_INTENT, intent),
  categories: ({ category }) => objects(category),
  priority: ({ priority }) => memberOf(REQUEST_PRIORITY, priority),
  doNotPerform: (request) => isProhibition(request) || flag(request.doNotPerform),
  reported: (request) => isReported(request),
  reportedBy: (request) => within(request, request.reportedReference),
  dosageText: ({ dosageInstruction }) => instructionsText(dosageInstruction),
  dosages: ({ dosageInstruction }) => objects(dosageInstruction),
  authoredOn: ({ authoredOn }) => text(authoredOn),
  requester: (request) => within(request, request.requester),
  recorder: (request) => within(request, request.recorder),
  reasons: ({ reasonCode }) => objects(reasonCode),
  reasonReferences: (request) => eachWithin(request, request.reasonReference),
  dispense: (request) => within(request, request.dispenseRequest),
  adherence: (request) => adherenceOf(request),
  courseOfTherapy: ({ courseOfTherapyType }) => object(courseOfTherapyType),
  identifiers: (request) => identifiersOf(request),
  encounter: (request) => within(request, request.encounter),
  subject: (request) => within(request, request.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (request) => rawForm(request),
};

export const MedicationAdherence: MedicationAdherenceResolvers = {
  finding: ({ finding }) => finding,
  assertedDate: ({ assertedDate }) => assertedDate,
  sources: ({ sources }) => sources,
};

export const Dosage: DosageResolvers = {
  text: (dosage) => text(dosage.text) ?? dosageText(dosage),
  fullText: (dosage) => dosageText(dosage),
  patientInstruction: ({ patientInstruction }) => text(patientInstruction),
  doseText: (dosage) => doseText(dosage),
  amountText: (dosage) => amountText(dosage),
  dose: (dosage) => object(orderedDose(dosage)?.doseQuantity),
  doseRange: (dosage) => object(orderedDose(dosage)?.doseRange),
  rateText: (dosage) => rateText(dosage),
  timingText: ({ timing }) => timingText(timing),
  timing: ({ timing }) => object(timing?.code),
  period: ({ timing }) => object(timing?.repeat?.boundsPeriod),
  asNeeded: (dosage) => isAsNeeded(dosage),
  asNeededFor: ({ asNeededCodeableConcept }) => object(asNeededCodeableConcept),
  route: ({ route }) => object(route),
  site: ({ site }) => object(site),
  method: ({ method }) => object(method),
  maxDose: ({ maxDosePerPeriod }) => object(maxDosePerPeriod),
};

export const MedicationRequestDispenseRequest: MedicationRequestDispenseRequestResolvers = {
  quantity: ({ value }) => object(value.quantity),
  refills: ({ value }) => whole(value.numberOfRepeatsAllowed),
  expectedSupply: ({ value }) => firstSpanText(value.expectedSupplyDuration),
  validity: ({ value }) => object(value.validityPeriod),
  performer: ({ value, resource }) => within(resource, value.performer),
};

export const Medication: MedicationResolvers = {
  id: ({ id }) => id,
  name: (medication) => nameOfMedication(medication),
  code: ({ code }) => object(code),
  status: ({ status }) => memberOf(MEDICATION_STATUS, status),
  statusCode: ({ status }) => text(status),
  form: ({ form }) => object(form),
  amount: ({ amount }) => object(amount),
  ingredients: (medication) => eachWithin(medication, medication.ingredient),
  manufacturer: (medication) => within(medication, medication.manufacturer),
  lotNumber: ({ batch }) => text(batch?.lotNumber),
  expirationDate: ({ batch }) => text(batch?.expirationDate),
  identifiers: (medication) => identifiersOf(medication),
  resource: (medication) => rawForm(medication),
};

export const MedicationIngredient: MedicationIngredientResolvers = {
  name: ({ value, resource }) => ingredientName(value, resource),
  code: ({ value }) => object(value.itemCodeableConcept),
  medication: ({ value, resource }) => within(resource, value.itemReference),
  isActive: ({ value }) => flag(value.isActive),
  strength: ({ value }) => object(value.strength),
};
