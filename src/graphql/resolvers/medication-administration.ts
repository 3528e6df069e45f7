import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readDate, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import {
  administeredDosage,
  administrationStatus,
  administrationText,
} from '../../fhir/medication-administration.ts';
import { medicationConcept, medicationName } from '../../fhir/medication.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import type { MedicationAdministrationResolvers } from '../../generated/resolver-types.ts';
import { readMedicationName } from './medication-name.ts';
import { numbersFrom } from './number-fields.ts';
import { recordFields } from './record-fields.ts';
import { pathOf } from './selection.ts';

export const MedicationAdministration: MedicationAdministrationResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: (record, _args, { loaders }, info) =>
    medicationName(record) ?? readMedicationName(record, loaders, pathOf(info)),
  medicationConcept: (record) => medicationConcept(record),
  medication: (record) => inResource(record, record.medicationReference),
  status: (record) => administrationStatus(record),
  statusCode: ({ status }) => readText(status),
  statusReasons: ({ statusReason }) => readObjects(statusReason),
  category: ({ category }) => readObject(category),
  dosageText: numbersFrom(['dosage'], (record) => administrationText(record)),
  dosage: (record) => administeredDosage(record),
  effective: ({ effectiveDateTime, effectivePeriod }) => readDate(effectiveDateTime, effectivePeriod),
  effectivePeriod: ({ effectivePeriod }) => readObject(effectivePeriod),
  performers: (record) =>
    eachInResource(
      record,
      readObjects(record.performer).map(({ actor }) => actor),
    ),
  request: (record) => inResource(record, record.request),
  reasons: ({ reasonCode }) => readObjects(reasonCode),
  reasonReferences: (record) => eachInResource(record, record.reasonReference),
  devices: (record) => eachInResource(record, record.device),
  encounter: (record) => inResource(record, record.context),
  subject: (record) => inResource(record, record.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (record) => toRawJson(record),
};
