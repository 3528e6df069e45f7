import {
  allergyCategories,
  allergyClinicalStatus,
  allergyMeaning,
  allergyName,
  allergyVerification,
} from '../../fhir/allergy.ts';
import { ALLERGY_CRITICALITY, ALLERGY_TYPE, REACTION_SEVERITY } from '../../fhir/clinical-codes-treatment.ts';
import { memberOf } from '../../fhir/codes.ts';
import { firstDurationText } from '../../fhir/durations.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readDate, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import type {
  AllergyIntoleranceReactionResolvers,
  AllergyIntoleranceResolvers,
} from '../../generated/resolver-types.ts';
import { reconciledFields } from './record-fields.ts';
import { numbersFrom } from './number-fields.ts';

export const AllergyIntolerance: AllergyIntoleranceResolvers = {
  ...reconciledFields,
  id: ({ id }) => id,
  name: (allergy) => allergyName(allergy),
  code: ({ code }) => readObject(code),
  meaning: (allergy) => allergyMeaning(allergy),
  clinicalStatus: (allergy) => allergyClinicalStatus(allergy),
  verificationStatus: (allergy) => allergyVerification(allergy),
  type: ({ type }) => memberOf(ALLERGY_TYPE, type),
  categories: (allergy) => allergyCategories(allergy),
  criticality: ({ criticality }) => memberOf(ALLERGY_CRITICALITY, criticality),
  reactions: (allergy) => eachInResource(allergy, allergy.reaction),
  onset: ({ onsetDateTime, onsetPeriod }) => readDate(onsetDateTime, onsetPeriod),
  onsetText: numbersFrom(['onsetAge', 'onsetRange'], ({ onsetString, onsetAge, onsetRange }) =>
    firstDurationText(onsetString, onsetAge, onsetRange),
  ),
  lastOccurrence: ({ lastOccurrence }) => readText(lastOccurrence),
  recordedDate: ({ recordedDate }) => readText(recordedDate),
  recorder: (allergy) => inResource(allergy, allergy.recorder),
  asserter: (allergy) => inResource(allergy, allergy.asserter),
  encounter: (allergy) => inResource(allergy, allergy.encounter),
  patient: (allergy) => inResource(allergy, allergy.patient),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (allergy) => toRawJson(allergy),
};

export const AllergyIntoleranceReaction: AllergyIntoleranceReactionResolvers = {
  manifestations: ({ value }) => readObjects(value.manifestation),
  severity: ({ value }) => memberOf(REACTION_SEVERITY, value.severity),
  description: ({ value }) => readText(value.description),
  onset: ({ value }) => readText(value.onset),
  substance: ({ value }) => readObject(value.substance),
  exposureRoute: ({ value }) => readObject(value.exposureRoute),
  notes: ({ value }) => annotationTexts(value.note),
  annotations: ({ value, resource }) => annotationsOf(resource, value.note),
};
