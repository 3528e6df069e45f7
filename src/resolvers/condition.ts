/** Condition. */
import { CONDITION_CLINICAL_STATUS, CONDITION_VERIFICATION_STATUS } from '../fhir/clinical-codes.ts';
import { conceptMember } from '../fhir/codes.ts';
import { annotationTexts } from '../fhir/notes.ts';
import { wordsOf } from '../fhir/quantities.ts';
import { rawForm } from '../fhir/raw.ts';
import { object, objects, text } from '../fhir/shape.ts';
import { firstSpanText } from '../fhir/spans.ts';
import { within } from '../fhir/within.ts';
import type { ConditionResolvers } from '../generated/resolver-types.ts';

export const Condition: ConditionResolvers = {
  id: ({ id }) => id,
  name: ({ code }) => wordsOf(code),
  code: ({ code }) => object(code),
  categories: ({ category }) => objects(category),
  clinicalStatus: ({ clinicalStatus }) => conceptMember(CONDITION_CLINICAL_STATUS, clinicalStatus),
  verificationStatus: ({ verificationStatus }) =>
    conceptMember(CONDITION_VERIFICATION_STATUS, verificationStatus),
  severity: ({ severity }) => object(severity),
  bodySites: ({ bodySite }) => objects(bodySite),
  onset: ({ onsetDateTime, onsetPeriod }) => text(onsetDateTime) ?? text(onsetPeriod?.start),
  onsetText: ({ onsetString, onsetAge, onsetRange }) => firstSpanText(onsetString, onsetAge, onsetRange),
  abatement: ({ abatementDateTime, abatementPeriod }) =>
    text(abatementDateTime) ?? text(abatementPeriod?.start) ?? text(abatementPeriod?.end),
  abatementText: ({ abatementString, abatementAge, abatementRange }) =>
    firstSpanText(abatementString, abatementAge, abatementRange),
  recordedDate: ({ recordedDate }) => text(recordedDate),
  recorder: (condition) => within(condition, condition.recorder),
  asserter: (condition) => within(condition, condition.asserter),
  encounter: (condition) => within(condition, condition.encounter),
  subject: (condition) => within(condition, condition.subject),
  notes: ({ note }) => annotationTexts(note),
  resource: (condition) => rawForm(condition),
};
