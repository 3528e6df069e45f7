import { GOAL_ACHIEVEMENT_STATUS } from '../../fhir/clinical-codes-care.ts';
import { conceptMember, memberOf } from '../../fhir/codes.ts';
import { firstDurationText } from '../../fhir/durations.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { firstValue, type ObservationValue, valueInWords } from '../../fhir/observation.ts';
import { conceptOrText } from '../../fhir/quantities.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type * as fhir from '../../fhir/types.ts';
import type {
  GoalReferenceResolvers,
  GoalResolvers,
  GoalTargetResolvers,
} from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';
import { referenceTo } from './reference-fields.ts';
import { toUnionMember } from './shown-value.ts';
import { GOAL_LIFECYCLE_STATUS } from '../../fhir/defined-codes.ts';
import { numbersFrom } from './number-fields.ts';

export const Goal: GoalResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  description: ({ description }) => conceptOrText(description),
  concept: ({ description }) => readObject(description),
  lifecycleStatus: ({ lifecycleStatus }) => memberOf(GOAL_LIFECYCLE_STATUS, lifecycleStatus),
  lifecycleStatusCode: ({ lifecycleStatus }) => readText(lifecycleStatus),
  achievementStatus: ({ achievementStatus }) => conceptMember(GOAL_ACHIEVEMENT_STATUS, achievementStatus),
  categories: ({ category }) => readObjects(category),
  priority: ({ priority }) => readObject(priority),
  start: ({ startDate }) => readText(startDate),
  startText: numbersFrom([], ({ startCodeableConcept }) => conceptOrText(startCodeableConcept)),
  targets: ({ target }) => readObjects(target),
  statusDate: ({ statusDate }) => readText(statusDate),
  statusReason: ({ statusReason }) => readText(statusReason),
  expressedBy: (goal) => inResource(goal, goal.expressedBy),
  addresses: (goal) => eachInResource(goal, goal.addresses),
  outcomes: ({ outcomeCode }) => readObjects(outcomeCode),
  identifiers: (goal) => identifiersOf(goal),
  subject: (goal) => inResource(goal, goal.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (goal) => toRawJson(goal),
};

export const GoalTarget: GoalTargetResolvers = {
  measure: ({ measure }) => readObject(measure),
  detailText: numbersFrom(['detailQuantity', 'detailRange', 'detailRatio', 'detailInteger'], (target) =>
    formatTarget(target),
  ),
  detail: (target) => toUnionMember(readTargetDetail(target)),
  due: ({ dueDate }) => readText(dueDate),
  dueText: numbersFrom(['dueDuration'], ({ dueDuration }) => firstDurationText(dueDuration)),
};

export const GoalReference: GoalReferenceResolvers = referenceTo('Goal');

/** Returns the target value (FHIR R4 Goal.target.detail[x]); null without one. */
function readTargetDetail(target: fhir.GoalTarget): ObservationValue | null {
  return firstValue([
    ['Quantity', target.detailQuantity],
    ['Range', target.detailRange],
    ['CodeableConcept', target.detailCodeableConcept],
    ['Ratio', target.detailRatio],
    ['StringValue', target.detailString],
    ['IntegerValue', target.detailInteger],
    ['BooleanValue', target.detailBoolean],
  ]);
}

/** Returns the target value as text, such as `<7 %`. */
function formatTarget(target: fhir.GoalTarget): string | null {
  const detail = readTargetDetail(target);
  return detail === null ? null : valueInWords(detail);
}
