/** Goal and its targets. */
import { GOAL_ACHIEVEMENT_STATUS, GOAL_LIFECYCLE_STATUS } from '../fhir/clinical-codes-care.ts';
import { conceptMember, memberOf } from '../fhir/codes.ts';
import { targetDetail, targetText } from '../fhir/goal.ts';
import { annotationsOf, annotationTexts } from '../fhir/notes.ts';
import { wordsOf } from '../fhir/quantities.ts';
import { rawForm } from '../fhir/raw.ts';
import { object, objects, text } from '../fhir/shape.ts';
import { firstSpanText } from '../fhir/spans.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { eachWithin, within } from '../fhir/within.ts';
import type { GoalResolvers, GoalTargetResolvers } from '../generated/resolver-types.ts';
import { shown } from './shown-value.ts';

export const Goal: GoalResolvers = {
  id: ({ id }) => id,
  description: ({ description }) => wordsOf(description),
  concept: ({ description }) => object(description),
  lifecycleStatus: ({ lifecycleStatus }) => memberOf(GOAL_LIFECYCLE_STATUS, lifecycleStatus),
  lifecycleStatusCode: ({ lifecycleStatus }) => text(lifecycleStatus),
  achievementStatus: ({ achievementStatus }) => conceptMember(GOAL_ACHIEVEMENT_STATUS, achievementStatus),
  categories: ({ category }) => objects(category),
  priority: ({ priority }) => object(priority),
  start: ({ startDate }) => text(startDate),
  startText: ({ startCodeableConcept }) => wordsOf(startCodeableConcept),
  targets: ({ target }) => objects(target),
  statusDate: ({ statusDate }) => text(statusDate),
  statusReason: ({ statusReason }) => text(statusReason),
  expressedBy: (goal) => within(goal, goal.expressedBy),
  addresses: (goal) => eachWithin(goal, goal.addresses),
  outcomes: ({ outcomeCode }) => objects(outcomeCode),
  identifiers: (goal) => identifiersOf(goal),
  subject: (goal) => within(goal, goal.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (goal) => rawForm(goal),
};

export const GoalTarget: GoalTargetResolvers = {
  measure: ({ measure }) => object(measure),
  detailText: (target) => targetText(target),
  detail: (target) => shown(targetDetail(target)),
  due: ({ dueDate }) => text(dueDate),
  dueText: ({ dueDuration }) => firstSpanText(dueDuration),
};
