/** Goal and its targets. */
import { GOAL_ACHIEVEMENT_STATUS, GOAL_LIFECYCLE_STATUS } from '../../fhir/clinical-codes-care.ts';
import { conceptMember, memberOf } from '../../fhir/codes.ts';
import { targetDetail, targetText } from '../../fhir/goal.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { conceptOrText } from '../../fhir/quantities.ts';
import { toRawJson } from '../../fhir/raw.ts';
import { readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { firstDurationText } from '../../fhir/durations.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import type {
  GoalReferenceResolvers,
  GoalResolvers,
  GoalTargetResolvers,
} from '../../generated/resolver-types.ts';
import { referenceTo } from './reference-fields.ts';
import { shown } from './shown-value.ts';

export const Goal: GoalResolvers = {
  id: ({ id }) => id,
  description: ({ description }) => conceptOrText(description),
  concept: ({ description }) => readObject(description),
  lifecycleStatus: ({ lifecycleStatus }) => memberOf(GOAL_LIFECYCLE_STATUS, lifecycleStatus),
  lifecycleStatusCode: ({ lifecycleStatus }) => readText(lifecycleStatus),
  achievementStatus: ({ achievementStatus }) => conceptMember(GOAL_ACHIEVEMENT_STATUS, achievementStatus),
  categories: ({ category }) => readObjects(category),
  priority: ({ priority }) => readObject(priority),
  start: ({ startDate }) => readText(startDate),
  startText: ({ startCodeableConcept }) => conceptOrText(startCodeableConcept),
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
  detailText: (target) => targetText(target),
  detail: (target) => shown(targetDetail(target)),
  due: ({ dueDate }) => readText(dueDate),
  dueText: ({ dueDuration }) => firstDurationText(dueDuration),
};

export const GoalReference: GoalReferenceResolvers = referenceTo('Goal');
