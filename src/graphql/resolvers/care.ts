import { activityName, activitySchedule } from '../../fhir/care-plan.ts';
import { CARE_PLAN_ACTIVITY_STATUS, REQUEST_INTENT, REQUEST_STATUS } from '../../fhir/clinical-codes-care.ts';
import { memberOf } from '../../fhir/codes.ts';
import { currentFirst, isCurrent } from '../../fhir/current-parts.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { activitiesOf } from '../../fhir/prohibitions.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type {
  CarePlanActivityResolvers,
  CarePlanResolvers,
  CareTeamParticipantResolvers,
  CareTeamReferenceResolvers,
  CareTeamResolvers,
} from '../../generated/resolver-types.ts';
import { numbersFrom } from './number-fields.ts';
import { recordFields } from './record-fields.ts';
import { referenceTo } from './reference-fields.ts';
import { pathOf } from './selection.ts';
import { CARE_TEAM_STATUS } from '../../fhir/defined-codes.ts';

export const CarePlan: CarePlanResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  title: ({ title }) => readText(title),
  description: ({ description }) => readText(description),
  categories: ({ category }) => readObjects(category),
  status: ({ status }) => memberOf(REQUEST_STATUS, status),
  statusCode: ({ status }) => readText(status),
  intent: ({ intent }) => memberOf(REQUEST_INTENT, intent),
  period: ({ period }) => readObject(period),
  created: ({ created }) => readText(created),
  author: (plan) => inResource(plan, plan.author),
  contributors: (plan) => eachInResource(plan, plan.contributor),
  careTeams: (plan) => eachInResource(plan, plan.careTeam),
  addresses: (plan) => eachInResource(plan, plan.addresses),
  goals: (plan) => eachInResource(plan, plan.goal),
  activities: (plan, _args, { budget }, info) => {
    const { toDo, prohibited } = activitiesOf(plan);
    if (prohibited.length > 0) budget.warn({ ...ACTIVITIES_LEFT_OUT, path: pathOf(info) });
    return eachInResource(plan, toDo);
  },
  prohibitions: (plan) => eachInResource(plan, activitiesOf(plan).prohibited),
  identifiers: (plan) => identifiersOf(plan),
  encounter: (plan) => inResource(plan, plan.encounter),
  subject: (plan) => inResource(plan, plan.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  narrative: (plan) => readObject(plan.text),
  resource: (plan) => toRawJson(plan),
};

const ACTIVITIES_LEFT_OUT = {
  code: 'PROHIBITIONS_LEFT_OUT',
  resourceType: 'CarePlan',
  message: 'The activities leave out what must not be done: see `prohibitions`.',
} as const;

export const CarePlanActivity: CarePlanActivityResolvers = {
  name: ({ value }) => activityName(value),
  code: ({ value }) => readObject(value.detail?.code),
  description: ({ value }) => readText(value.detail?.description),
  status: ({ value }) => memberOf(CARE_PLAN_ACTIVITY_STATUS, value.detail?.status),
  statusCode: ({ value }) => readText(value.detail?.status),
  period: ({ value }) => readObject(value.detail?.scheduledPeriod),
  scheduleText: numbersFrom(['detail'], ({ value }) => activitySchedule(value)),
  performers: ({ value, resource }) => eachInResource(resource, value.detail?.performer),
  location: ({ value, resource }) => inResource(resource, value.detail?.location),
  reference: ({ value, resource }) => inResource(resource, value.reference),
  outcomes: ({ value }) => readObjects(value.outcomeCodeableConcept),
  progress: ({ value }) => annotationTexts(value.progress),
  progressAnnotations: ({ value, resource }) => annotationsOf(resource, value.progress),
};

export const CareTeam: CareTeamResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: ({ name }) => readText(name),
  status: ({ status }) => memberOf(CARE_TEAM_STATUS, status),
  statusCode: ({ status }) => readText(status),
  categories: ({ category }) => readObjects(category),
  period: ({ period }) => readObject(period),
  isCurrent: (team, _args, { siteTime }) => isCurrent(team, siteTime),
  participants: (team, _args, { siteTime }) =>
    eachInResource(team, currentFirst(readObjects(team.participant), siteTime)),
  reasons: ({ reasonCode }) => readObjects(reasonCode),
  reasonReferences: (team) => eachInResource(team, team.reasonReference),
  managingOrganizations: (team) => eachInResource(team, team.managingOrganization),
  telecom: ({ telecom }) => readObjects(telecom),
  identifiers: (team) => identifiersOf(team),
  encounter: (team) => inResource(team, team.encounter),
  subject: (team) => inResource(team, team.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (team) => toRawJson(team),
};

export const CareTeamParticipant: CareTeamParticipantResolvers = {
  roles: ({ value }) => readObjects(value.role),
  member: ({ value, resource }) => inResource(resource, value.member),
  onBehalfOf: ({ value, resource }) => inResource(resource, value.onBehalfOf),
  period: ({ value }) => readObject(value.period),
  isCurrent: ({ value }, _args, { siteTime }) => isCurrent(value, siteTime),
};

export const CareTeamReference: CareTeamReferenceResolvers = referenceTo('CareTeam');
