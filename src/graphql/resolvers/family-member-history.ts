import { FAMILY_HISTORY_STATUS } from '../../fhir/clinical-codes-care.ts';
import { memberOf } from '../../fhir/codes.ts';
import { firstDurationText } from '../../fhir/durations.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readBoolean, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { conceptOrText } from '../../fhir/quantities.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type * as fhir from '../../fhir/types.ts';
import { recorderOf } from '../../fhir/us-core-extensions.ts';
import type {
  FamilyMemberHistoryConditionResolvers,
  FamilyMemberHistoryResolvers,
} from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';
import { numbersFrom } from './number-fields.ts';

export const FamilyMemberHistory: FamilyMemberHistoryResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  relationship: ({ relationship }) => readObject(relationship),
  name: ({ name }) => readText(name),
  sex: ({ sex }) => readObject(sex),
  status: ({ status }) => memberOf(FAMILY_HISTORY_STATUS, status),
  statusCode: ({ status }) => readText(status),
  dataAbsentReason: ({ dataAbsentReason }) => readObject(dataAbsentReason),
  date: ({ date }) => readText(date),
  recorder: (history) => inResource(history, recorderOf(history)),
  born: ({ bornDate }) => readText(bornDate),
  bornPeriod: ({ bornPeriod }) => readObject(bornPeriod),
  bornText: numbersFrom([], ({ bornString }) => readText(bornString)),
  ageText: numbersFrom(['ageAge', 'ageRange'], ({ ageString, ageAge, ageRange }) =>
    firstDurationText(ageString, ageAge, ageRange),
  ),
  deceased: (history) => hasDied(history),
  deceasedAt: ({ deceasedDate }) => readText(deceasedDate),
  deceasedText: numbersFrom(['deceasedAge', 'deceasedRange'], (history) => formatTimeOfDeath(history)),
  conditions: (history) => eachInResource(history, history.condition),
  reasons: ({ reasonCode }) => readObjects(reasonCode),
  identifiers: (history) => identifiersOf(history),
  patient: (history) => inResource(history, history.patient),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (history) => toRawJson(history),
};

export const FamilyMemberHistoryCondition: FamilyMemberHistoryConditionResolvers = {
  name: ({ value }) => conceptOrText(value.code),
  code: ({ value }) => readObject(value.code),
  outcome: ({ value }) => readObject(value.outcome),
  contributedToDeath: ({ value }) => readBoolean(value.contributedToDeath),
  onsetText: numbersFrom(['onsetAge', 'onsetRange'], ({ value: { onsetString, onsetAge, onsetRange } }) =>
    firstDurationText(onsetString, onsetAge, onsetRange),
  ),
  onsetPeriod: ({ value }) => readObject(value.onsetPeriod),
  notes: ({ value }) => annotationTexts(value.note),
  annotations: ({ value, resource }) => annotationsOf(resource, value.note),
};

/** Returns the recorded boolean, or true if a time of death is recorded; null without either. */
function hasDied(history: fhir.FamilyMemberHistory): boolean | null {
  return (
    readBoolean(history.deceasedBoolean) ??
    ((readText(history.deceasedDate) ?? formatTimeOfDeath(history)) ? true : null)
  );
}

/** Returns the age or time at death as text, such as `72 years`. */
function formatTimeOfDeath({
  deceasedString,
  deceasedAge,
  deceasedRange,
}: fhir.FamilyMemberHistory): string | null {
  return firstDurationText(deceasedString, deceasedAge, deceasedRange);
}
