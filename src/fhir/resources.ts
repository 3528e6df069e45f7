/** THE TABLE: every resource type that this gateway reads. A type without a row cannot be read. */
import {
  ERROR_IN_STATUS,
  errorOrRefuted,
  errorIn,
  NOT_DONE_STATUS,
  PROPOSED_INTENT,
} from './record-exclusions.ts';
import type { ResourceFacts } from './resource-facts.ts';
import { isObject } from './lenient-read.ts';
import type { ExtractResource, Resource, Stored } from './types.ts';
import { ALLERGY_VERIFICATION, CONDITION_VERIFICATION } from './verification.ts';

const ofDirectory = { inGraph: true, isShared: true, patient: [], date: [], modifiers: [] } as const;

export const RESOURCES = {
  AllergyIntolerance: {
    inGraph: true,
    words: { singular: 'allergy or intolerance', plural: 'allergies' },
    namedBy: ['code', 'reaction.substance'],
    patient: ['patient'],
    date: ['recordedDate', 'onsetDateTime'],
    sortedBy: { parameter: 'date', date: ['recordedDate'] },
    modifiers: errorOrRefuted(ALLERGY_VERIFICATION),
  },
  Appointment: {
    inGraph: true,
    words: { singular: 'appointment', plural: 'appointments' },
    namedBy: ['appointmentType', 'serviceType', 'description'],
    patient: ['participant.actor'],
    date: ['start', 'created'],
    mayBeFuture: ['start'],
    sortedBy: { parameter: 'date', date: ['start'] },
    includes: { 'participants.actor.resource': 'Appointment:actor' },
    modifiers: ERROR_IN_STATUS,
  },
  CarePlan: {
    inGraph: true,
    words: { singular: 'care plan', plural: 'care plans' },
    namedBy: ['title', 'category', 'description'],
    patient: ['subject'],
    date: ['period', 'created'],
    mayBeFuture: ['period'],
    sortedBy: { parameter: 'date', date: ['period'] },
    includes: { 'goals.resource': 'CarePlan:goal' },
    /** The intent leaves no plan out: a proposed plan is still the plan that a team works by. */
    modifiers: ERROR_IN_STATUS,
  },
  CareTeam: {
    inGraph: true,
    words: { singular: 'care team', plural: 'care teams' },
    namedBy: ['name', 'category'],
    patient: ['subject'],
    date: ['period'],
    mayBeFuture: ['period'],
    sortedBy: { parameter: 'date', date: ['period'] },
    includes: { 'participants.member.resource': 'CareTeam:participant' },
    modifiers: ERROR_IN_STATUS,
  },
  Condition: {
    inGraph: true,
    words: { singular: 'problem, diagnosis or health concern', plural: 'conditions' },
    namedBy: ['code'],
    patient: ['subject'],
    date: ['recordedDate', 'onsetDateTime', 'onsetPeriod', 'abatementDateTime'],
    sortedBy: { parameter: 'recorded-date', date: ['recordedDate'] },
    modifiers: errorOrRefuted(CONDITION_VERIFICATION),
  },
  /** Epic's Code Status, which `Patient.codeStatus` shows. */
  Consent: {
    inGraph: false,
    patient: ['patient'],
    date: ['dateTime', 'provision.period'],
    sortedBy: { parameter: 'date', date: ['dateTime'] },
    modifiers: ERROR_IN_STATUS,
  },
  Coverage: {
    inGraph: true,
    words: { singular: 'insurance coverage', plural: 'coverages' },
    namedBy: [],
    patient: ['beneficiary'],
    date: ['period'],
    mayBeFuture: ['period'],
    modifiers: ERROR_IN_STATUS,
  },
  Device: {
    inGraph: true,
    words: { singular: 'device', plural: 'devices' },
    namedBy: ['deviceName.name', 'type'],
    patient: ['patient'],
    date: ['manufactureDate', 'expirationDate'],
    mayBeFuture: ['expirationDate'],
    modifiers: ERROR_IN_STATUS,
  },
  DiagnosticReport: {
    inGraph: true,
    words: { singular: 'diagnostic report', plural: 'diagnostic reports' },
    namedBy: ['code'],
    patient: ['subject'],
    date: ['effectiveDateTime', 'effectivePeriod', 'issued'],
    sortedBy: { parameter: 'date', date: ['effectiveDateTime', 'effectivePeriod'] },
    includes: { 'results.resource': 'DiagnosticReport:result' },
    modifiers: ERROR_IN_STATUS,
  },
  DocumentReference: {
    inGraph: true,
    words: { singular: 'clinical note or other document', plural: 'documents' },
    namedBy: ['type', 'description', 'content.attachment.title'],
    patient: ['subject'],
    date: ['date', 'context.period'],
    sortedBy: { parameter: 'date', date: ['date'] },
    /** `docStatus` is the status of the document itself (CompositionStatus). */
    modifiers: [
      errorIn('status'),
      errorIn('docStatus'),
      { reason: 'SUPERSEDED', element: 'status', codes: ['superseded'] },
    ],
  },
  Encounter: {
    inGraph: true,
    words: { singular: 'encounter', plural: 'encounters' },
    namedBy: ['type', 'serviceType', 'class'],
    patient: ['subject'],
    date: ['period'],
    plannedStatus: ['planned'],
    sortedBy: { parameter: 'date', date: ['period'] },
    includes: {
      'locations.location.resource': 'Encounter:location',
      'participants.individual.resource': 'Encounter:practitioner',
      'serviceProvider.resource': 'Encounter:service-provider',
    },
    modifiers: ERROR_IN_STATUS,
  },
  FamilyMemberHistory: {
    inGraph: true,
    words: { singular: 'family history entry', plural: 'family history entries' },
    namedBy: ['relationship'],
    patient: ['patient'],
    date: ['date'],
    sortedBy: { parameter: 'date', date: ['date'] },
    modifiers: ERROR_IN_STATUS,
  },
  Goal: {
    inGraph: true,
    words: { singular: 'goal', plural: 'goals' },
    namedBy: ['description'],
    patient: ['subject'],
    date: ['startDate', 'statusDate'],
    mayBeFuture: ['startDate'],
    sortedBy: { parameter: 'start-date', date: ['startDate'] },
    modifiers: [errorIn('lifecycleStatus')],
  },
  /** A cohort that the site hands over. */
  Group: { inGraph: false, helpsToFind: true, patient: [], date: [], modifiers: [] },
  Immunization: {
    inGraph: true,
    words: { singular: 'vaccination', plural: 'vaccinations' },
    namedBy: ['vaccineCode'],
    patient: ['patient'],
    date: ['occurrenceDateTime', 'recorded'],
    sortedBy: { parameter: 'date', date: ['occurrenceDateTime'] },
    includes: { 'performers.actor.resource': 'Immunization:performer' },
    modifiers: [errorIn('status'), NOT_DONE_STATUS],
  },
  /** Epic's patient lists (system lists and those of a provider). */
  List: { inGraph: false, helpsToFind: true, patient: [], date: [], modifiers: ERROR_IN_STATUS },
  Location: { ...ofDirectory, words: { singular: 'location' }, namedBy: ['name', 'description', 'type'] },
  Medication: {
    ...ofDirectory,
    words: { singular: 'medication' },
    namedBy: ['code'],
    modifiers: ERROR_IN_STATUS,
  },
  MedicationDispense: {
    inGraph: true,
    words: { singular: 'medication dispense', plural: 'medication dispenses' },
    namedBy: ['medicationCodeableConcept', 'medicationReference'],
    patient: ['subject'],
    date: ['whenHandedOver', 'whenPrepared'],
    sortedBy: { parameter: 'whenhandedover', date: ['whenHandedOver'] },
    includes: {
      'medication.resource': 'MedicationDispense:medication',
      'performers.actor.resource': 'MedicationDispense:performer',
      'prescriptions.resource': 'MedicationDispense:prescription',
    },
    /** FHIR R4 medicationdispense-status: `cancelled` was never picked up, `declined` was not performed. */
    modifiers: [
      errorIn('status'),
      { reason: 'NOT_DONE', element: 'status', codes: ['cancelled', 'declined'] },
    ],
  },
  MedicationRequest: {
    inGraph: true,
    words: { singular: 'medication order or record', plural: 'medication orders and records' },
    namedBy: ['medicationCodeableConcept', 'medicationReference'],
    patient: ['subject'],
    date: ['authoredOn'],
    sortedBy: { parameter: 'authoredon', date: ['authoredOn'] },
    includes: {
      'medication.resource': 'MedicationRequest:medication',
      'requester.resource': 'MedicationRequest:requester',
    },
    modifiers: [errorIn('status'), PROPOSED_INTENT],
  },
  Observation: {
    inGraph: true,
    words: { singular: 'observation', plural: 'observations' },
    namedBy: ['code'],
    patient: ['subject'],
    date: ['effectiveDateTime', 'effectivePeriod', 'effectiveInstant', 'issued'],
    sortedBy: { parameter: 'date', date: ['effectiveDateTime', 'effectivePeriod', 'effectiveInstant'] },
    includes: { 'performers.resource': 'Observation:performer', 'specimen.resource': 'Observation:specimen' },
    modifiers: ERROR_IN_STATUS,
  },
  Organization: { ...ofDirectory, words: { singular: 'organization' }, namedBy: ['name', 'alias', 'type'] },
  Patient: { inGraph: true, namedBy: ['name'], patient: [], isPatient: true, date: [], modifiers: [] },
  Practitioner: { ...ofDirectory, words: { singular: 'practitioner' }, namedBy: ['name'] },
  PractitionerRole: {
    ...ofDirectory,
    words: { singular: 'practitioner role' },
    namedBy: ['practitioner', 'code', 'specialty', 'organization'],
  },
  Procedure: {
    inGraph: true,
    words: { singular: 'procedure', plural: 'procedures' },
    namedBy: ['code'],
    patient: ['subject'],
    date: ['performedDateTime', 'performedPeriod'],
    plannedStatus: ['preparation'],
    sortedBy: { parameter: 'date', date: ['performedDateTime', 'performedPeriod'] },
    includes: { 'performers.actor.resource': 'Procedure:performer' },
    modifiers: [errorIn('status'), NOT_DONE_STATUS],
  },
  Provenance: {
    inGraph: true,
    words: { singular: 'provenance record' },
    namedBy: [],
    patient: ['target'],
    date: ['recorded', 'occurredDateTime'],
    modifiers: [],
  },
  RelatedPerson: {
    inGraph: true,
    words: { singular: 'related person', plural: 'related persons' },
    namedBy: ['name', 'relationship'],
    patient: ['patient'],
    date: ['period'],
    mayBeFuture: ['period'],
    modifiers: [],
  },
  ServiceRequest: {
    inGraph: true,
    words: { singular: 'order for a test, procedure or other service', plural: 'orders' },
    namedBy: ['code'],
    patient: ['subject'],
    date: ['authoredOn', 'occurrenceDateTime'],
    mayBeFuture: ['occurrenceDateTime'],
    sortedBy: { parameter: 'authored', date: ['authoredOn'] },
    includes: { 'requester.resource': 'ServiceRequest:requester' },
    modifiers: [errorIn('status'), PROPOSED_INTENT],
  },
  Specimen: {
    inGraph: true,
    words: { singular: 'specimen' },
    namedBy: ['type'],
    patient: ['subject'],
    date: ['collection.collectedDateTime', 'receivedTime'],
    modifiers: ERROR_IN_STATUS,
  },
} as const satisfies Partial<Record<Resource['resourceType'], ResourceFacts>>;

export type ResourceType = keyof typeof RESOURCES;
export type ResourceOf<T extends ResourceType> = ExtractResource<T>;
/** The types of the directory. */
export type SharedType = TypeWith<{ readonly isShared: true }>;
/** The types whose rows have these facts. */
export type TypeWith<F> = {
  [T in ResourceType]: (typeof RESOURCES)[T] extends F ? T : never;
}[ResourceType];

/** True for the types of the table; others cannot be read. */
export function isResourceType(type: string): type is ResourceType {
  return Object.hasOwn(RESOURCES, type);
}

/** The row of a type. */
export function factsOf(type: ResourceType): ResourceFacts {
  return RESOURCES[type];
}

/** True for a resource of this type with an id. */
export function isStored<T extends ResourceType>(value: unknown, type: T): value is Stored<ResourceOf<T>> {
  return isStoredResource(value) && value.resourceType === type;
}

/** True for a resource of any type with an id. */
export function isStoredResource(value: unknown): value is Stored<Resource> {
  return (
    isObject(value) &&
    typeof value['resourceType'] === 'string' &&
    typeof value['id'] === 'string' &&
    value['id'] !== ''
  );
}
