/** CarePlan, CareTeam and their parts. */
import { activityName, activitySchedule } from '../fhir/care-plan.ts';
import {
  CARE_PLAN_ACTIVITY_STATUS,
  CARE_TEAM_STATUS,
  REQUEST_INTENT,
  REQUEST_STATUS,
} from '../fhir/clinical-codes-care.ts';
import { memberOf } from '../fhir/codes.ts';
import { annotationsOf, annotationTexts } from '../fhir/notes.ts';
import { activitiesOf } from '../fhir/prohibitions.ts';
import { rawForm } from '../fhir/raw.ts';
import { object, objects, text } from '../fhir/shape.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { eachWithin, within } from '../fhir/within.ts';
import type {
  CarePlanActivityResolvers,
  CarePlanResolvers,
  CareTeamParticipantResolvers,
  CareTeamResolvers,
} from '../generated/resolver-types.ts';

export const CarePlan: CarePlanResolvers = {
  id: ({ id }) => id,
  title: ({ title }) => text(title),
  description: ({ description }) => text(description),
  categories: ({ category }) => objects(category),
  status: ({ status }) => memberOf(REQUEST_STATUS, status),
  statusCode: ({ status }) => text(status),
  intent: ({ intent }) => memberOf(REQUEST_INTENT, intent),
  period: ({ period }) => object(period),
  created: ({ created }) => text(created),
  author: (plan) => within(plan, plan.author),
  contributors: (plan) => eachWithin(plan, plan.contributor),
  careTeams: (plan) => eachWithin(plan, plan.careTeam),
  addresses: (plan) => eachWithin(plan, plan.addresses),
  goals: (plan) => eachWithin(plan, plan.goal),
  activities: (plan) => eachWithin(plan, activitiesOf(plan).toDo),
  prohibitions: (plan) => eachWithin(plan, activitiesOf(plan).prohibited),
  identifiers: (plan) => identifiersOf(plan),
  encounter: (plan) => within(plan, plan.encounter),
  subject: (plan) => within(plan, plan.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  narrative: (plan) => object(plan.text),
  resource: (plan) => rawForm(plan),
};

export const CarePlanActivity: CarePlanActivityResolvers = {
  name: ({ value }) => activityName(value),
  code: ({ value }) => object(value.detail?.code),
  description: ({ value }) => text(value.detail?.description),
  status: ({ value }) => memberOf(CARE_PLAN_ACTIVITY_STATUS, value.detail?.status),
  statusCode: ({ value }) => text(value.detail?.status),
  period: ({ value }) => object(value.detail?.scheduledPeriod),
  scheduleText: ({ value }) => activitySchedule(value),
  performers: ({ value, resource }) => eachWithin(resource, value.detail?.performer),
  location: ({ value, resource }) => within(resource, value.detail?.location),
  reference: ({ value, resource }) => within(resource, value.reference),
  outcomes: ({ value }) => objects(value.outcomeCodeableConcept),
  progress: ({ value }) => annotationTexts(value.progress),
  progressAnnotations: ({ value, resource }) => annotationsOf(resource, value.progress),
};

export const CareTeam: CareTeamResolvers = {
  id: ({ id }) => id,
  name: ({ name }) => text(name),
  status: ({ status }) => memberOf(CARE_TEAM_STATUS, status),
  statusCode: ({ status }) => text(status),
  categories: ({ category }) => objects(category),
  period: ({ period }) => object(period),
  participants: (team) => eachWithin(team, team.participant),
  reasons: ({ reasonCode }) => objects(reasonCode),
  reasonReferences: (team) => eachWithin(team, team.reasonReference),
  managingOrganizations: (team) => eachWithin(team, team.managingOrganization),
  telecom: ({ telecom }) => objects(telecom),
  identifiers: (team) => identifiersOf(team),
  encounter: (team) => within(team, team.encounter),
  subject: (team) => within(team, team.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (team) => rawForm(team),
};

export const CareTeamParticipant: CareTeamParticipantResolvers = {
  roles: ({ value }) => objects(value.role),
  member: ({ value, resource }) => within(resource, value.member),
  onBehalfOf: ({ value, resource }) => within(resource, value.onBehalfOf),
  period: ({ value }) => object(value.period),
};
