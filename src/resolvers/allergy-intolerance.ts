/** AllergyIntolerance and its reactions. */
import {
  allergyCategories,
  allergyClinicalStatus,
  allergyMeaning,
  allergyName,
  allergyVerification,
} from '../fhir/allergy.ts';
import { ALLERGY_CRITICALITY, ALLERGY_TYPE, REACTION_SEVERITY } from '../fhir/clinical-codes-treatment.ts';
import { memberOf } from '../fhir/codes.ts';
import { annotationsOf, annotationTexts } from '../fhir/notes.ts';
import { rawForm } from '../fhir/raw.ts';
import { object, objects, text } from '../fhir/shape.ts';
import { firstSpanText } from '../fhir/spans.ts';
import { eachWithin, within } from '../fhir/within.ts';
import type {
  AllergyIntoleranceReactionResolvers,
  AllergyIntoleranceResolvers,
} from '../generated/resolver-types.ts';

export const AllergyIntolerance: AllergyIntoleranceResolvers = {
  id: ({ id }) => id,
  name: (allergy) => allergyName(allergy),
  code: ({ code }) => object(code),
  meaning: (allergy) => allergyMeaning(allergy),
  clinicalStatus: (allergy) => allergyClinicalStatus(allergy),
  verificationStatus: (allergy) => allergyVerification(allergy),
  type: ({ type }) => memberOf(ALLERGY_TYPE, type),
  categories: (allergy) => allergyCategories(allergy),
  criticality: ({ criticality }) => memberOf(ALLERGY_CRITICALITY, criticality),
  reactions: (allergy) => eachWithin(allergy, allergy.reaction),
  onset: ({ onsetDateTime, onsetPeriod }) => text(onsetDateTime) ?? text(onsetPeriod?.start),
  onsetText: ({ onsetString, onsetAge, onsetRange }) => firstSpanText(onsetString, onsetAge, onsetRange),
  lastOccurrence: ({ lastOccurrence }) => text(lastOccurrence),
  recordedDate: ({ recordedDate }) => text(recordedDate),
  recorder: (allergy) => within(allergy, allergy.recorder),
  asserter: (allergy) => within(allergy, allergy.asserter),
  encounter: (allergy) => within(allergy, allergy.encounter),
  patient: (allergy) => within(allergy, allergy.patient),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (allergy) => rawForm(allergy),
};

export const AllergyIntoleranceReaction: AllergyIntoleranceReactionResolvers = {
  manifestations: ({ value }) => objects(value.manifestation),
  severity: ({ value }) => memberOf(REACTION_SEVERITY, value.severity),
  description: ({ value }) => text(value.description),
  onset: ({ value }) => text(value.onset),
  substance: ({ value }) => object(value.substance),
  exposureRoute: ({ value }) => object(value.exposureRoute),
  notes: ({ value }) => annotationTexts(value.note),
  annotations: ({ value, resource }) => annotationsOf(resource, value.note),
};
