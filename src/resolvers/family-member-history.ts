/** FamilyMemberHistory and its conditions. */
import { FAMILY_HISTORY_STATUS } from '../fhir/clinical-codes-care.ts';
import { memberOf } from '../fhir/codes.ts';
import { deathText, hasDied } from '../fhir/family-member-history.ts';
import { annotationsOf, annotationTexts } from '../fhir/notes.ts';
import { wordsOf } from '../fhir/quantities.ts';
import { rawForm } from '../fhir/raw.ts';
import { flag, object, objects, text } from '../fhir/shape.ts';
import { firstSpanText } from '../fhir/spans.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { recorderOf } from '../fhir/us-core-extensions.ts';
import { eachWithin, within } from '../fhir/within.ts';
import type {
  FamilyMemberHistoryConditionResolvers,
  FamilyMemberHistoryResolvers,
} from '../generated/resolver-types.ts';

export const FamilyMemberHistory: FamilyMemberHistoryResolvers = {
  id: ({ id }) => id,
  relationship: ({ relationship }) => object(relationship),
  name: ({ name }) => text(name),
  sex: ({ sex }) => object(sex),
  status: ({ status }) => memberOf(FAMILY_HISTORY_STATUS, status),
  statusCode: ({ status }) => text(status),
  dataAbsentReason: ({ dataAbsentReason }) => object(dataAbsentReason),
  date: ({ date }) => text(date),
  recorder: (history) => within(history, recorderOf(history)),
  born: ({ bornDate }) => text(bornDate),
  bornPeriod: ({ bornPeriod }) => object(bornPeriod),
  bornText: ({ bornString }) => text(bornString),
  ageText: ({ ageString, ageAge, ageRange }) => firstSpanText(ageString, ageAge, ageRange),
  deceased: (history) => hasDied(history),
  deceasedAt: ({ deceasedDate }) => text(deceasedDate),
  deceasedText: (history) => deathText(history),
  conditions: (history) => eachWithin(history, history.condition),
  reasons: ({ reasonCode }) => objects(reasonCode),
  identifiers: (history) => identifiersOf(history),
  patient: (history) => within(history, history.patient),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (history) => rawForm(history),
};

export const FamilyMemberHistoryCondition: FamilyMemberHistoryConditionResolvers = {
  name: ({ value }) => wordsOf(value.code),
  code: ({ value }) => object(value.code),
  outcome: ({ value }) => object(value.outcome),
  contributedToDeath: ({ value }) => flag(value.contributedToDeath),
  onsetText: ({ value: { onsetString, onsetAge, onsetRange } }) =>
    firstSpanText(onsetString, onsetAge, onsetRange),
  onsetPeriod: ({ value }) => object(value.onsetPeriod),
  notes: ({ value }) => annotationTexts(value.note),
  annotations: ({ value, resource }) => annotationsOf(resource, value.note),
};
