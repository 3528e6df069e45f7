/** Condition. */
import {
  conditionMeaning,
  conditionStatus,
  conditionVerification,
  isActiveCondition,
} from '../fhir/condition.ts';
import { annotationsOf, annotationTexts } from '../fhir/notes.ts';
import { wordsOf } from '../fhir/quantities.ts';
import { rawForm } from '../fhir/raw.ts';
import { object, objects, text } from '../fhir/shape.ts';
import { firstSpanText } from '../fhir/spans.ts';
import { assertedDate } from '../fhir/us-core-extensions.ts';
import { within } from '../fhir/within.ts';
import type { ConditionResolvers } from '../generated/resolver-types.ts';

export const Condition: ConditionResolvers = {
  id: ({ id }) => id,
  name: ({ code }) => wordsOf(code),
  code: ({ code }) => object(code),
  categories: ({ category }) => objects(category),
  meaning: (condition) => conditionMeaning(condition),
  isActive: (condition) => isActiveCondition(condition),
  clinicalStatus: (condition) => conditionStatus(condition),
  verificationStatus: (condition) => conditionVerification(condition),
  severity: ({ severity }) => object(severity),
  bodySites: ({ bodySite }) => objects(bodySite),
  onset: ({ onsetDateTime, onsetPeriod }) => text(onsetDateTime) ?? text(onsetPeriod?.start),
  onsetText: ({ onsetString, onsetAge, onsetRange }) => firstSpanText(onsetString, onsetAge, onsetRange),
  abatement: ({ abatementDateTime, abatementPeriod }) =>
    text(abatementDateTime) ?? text(abatementPeriod?.start) ?? text(abatementPeriod?.end),
  abatementText: ({ abatementString, abatementAge, abatementRange }) =>
    firstSpanText(abatementString, abatementAge, abatementRange),
  assertedDate: (condition) => assertedDate(condition),
  recordedDate: ({ recordedDate }) => text(recordedDate),
  recorder: (condition) => within(condition, condition.recorder),
  asserter: (condition) => within(condition, condition.asserter),
  encounter: (condition) => within(condition, condition.encounter),
  subject: (condition) => within(condition, condition.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (condition) => rawForm(condition),
};
