import {
  conditionMeaning,
  conditionStatus,
  conditionVerification,
  isActiveCondition,
} from '../../fhir/condition.ts';
import { firstDurationText } from '../../fhir/durations.ts';
import { inResource } from '../../fhir/in-resource.ts';
import { readDate, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { conceptOrText } from '../../fhir/quantities.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { assertedDate } from '../../fhir/us-core-extensions.ts';
import type { ConditionReferenceResolvers, ConditionResolvers } from '../../generated/resolver-types.ts';
import { reconciledFields } from './record-fields.ts';
import { referenceTo } from './reference-fields.ts';
import { numbersFrom } from './number-fields.ts';

export const Condition: ConditionResolvers = {
  ...reconciledFields,
  id: ({ id }) => id,
  name: ({ code }) => conceptOrText(code),
  code: ({ code }) => readObject(code),
  categories: ({ category }) => readObjects(category),
  meaning: (condition) => conditionMeaning(condition),
  isActive: (condition) => isActiveCondition(condition),
  clinicalStatus: (condition) => conditionStatus(condition),
  verificationStatus: (condition) => conditionVerification(condition),
  severity: ({ severity }) => readObject(severity),
  bodySites: ({ bodySite }) => readObjects(bodySite),
  onset: ({ onsetDateTime, onsetPeriod }) => readDate(onsetDateTime, onsetPeriod),
  onsetText: numbersFrom(['onsetAge', 'onsetRange'], ({ onsetString, onsetAge, onsetRange }) =>
    firstDurationText(onsetString, onsetAge, onsetRange),
  ),
  abatement: ({ abatementDateTime, abatementPeriod }) => readDate(abatementDateTime, abatementPeriod),
  abatementText: numbersFrom(
    ['abatementAge', 'abatementRange'],
    ({ abatementString, abatementAge, abatementRange }) =>
      firstDurationText(abatementString, abatementAge, abatementRange),
  ),
  assertedDate: (condition) => assertedDate(condition),
  recordedDate: ({ recordedDate }) => readText(recordedDate),
  recorder: (condition) => inResource(condition, condition.recorder),
  asserter: (condition) => inResource(condition, condition.asserter),
  encounter: (condition) => inResource(condition, condition.encounter),
  subject: (condition) => inResource(condition, condition.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (condition) => toRawJson(condition),
};

export const ConditionReference: ConditionReferenceResolvers = referenceTo('Condition');
