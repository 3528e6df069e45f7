/** THE TABLE: every resource type that this gateway reads. A type without a row cannot be read. */
import type { ResourceFacts } from './resource-facts.ts';
import type { ExtractResource, Resource } from './types.ts';

const ofDirectory = { inGraph: true, isShared: true, patient: [], date: [] } as const;

export const RESOURCES = {
  AllergyIntolerance: {
    inGraph: true,
    singular: 'allergy or intolerance',
    plural: 'allergies',
    patient: ['patient'],
    date: ['recordedDate', 'onsetDateTime'],
    sortedBy: { parameter: 'date', date: ['recordedDate'] },
  },
  Appointment: {
    inGraph: true,
    singular: 'appointment',
    plural: 'appointments',
    patient: ['participant.actor'],
    date: ['start', 'created'],
    ahead: ['start'],
    sortedBy: { parameter: 'date', date: ['start'] },
    includes: { 'participants.actor.resource': 'Appointment:actor' },
  },
  CarePlan: {
    inGraph: true,
    singular: 'care plan',
    plural: 'care plans',
    patient: ['subject'],
    date: ['period', 'created'],
    ahead: ['period'],
    sortedBy: { parameter: 'date', date: ['period'] },
    includes: { 'goals.resource': 'CarePlan:goal' },
  },
  CareTeam: {
    inGraph: true,
    singular: 'care team',
    plural: 'care teams',
    patient: ['subject'],
    date: ['period'],
    ahead: ['period'],
    sortedBy: { parameter: 'date', date: ['period'] },
    includes: { 'participants.member.resource': 'CareTeam:participant' },
  },
  Condition: {
    inGraph: true,
    singular: 'problem, diagnosis or concern',
    plural: 'conditions',
    patient: ['subject'],
    date: ['recordedDate', 'onsetDateTime', 'onsetPeriod', 'abatementDateTime'],
    sortedBy: { parameter: 'recorded-date', date: ['recordedDate'] },
  },
  /** Epic's Code Status, which `Patient.codeStatus` shows. */
  Consent: {
    inGraph: false,
    patient: ['patient'],
    date: ['dateTime', 'provision.period'],
    sortedBy: { parameter: 'date', date: ['dateTime'] },
  },
  Coverage: {
    inGraph: true,
    singular: 'coverage of the costs of care',
    plural: 'coverages',
    patient: ['beneficiary'],
    date: ['period'],
    ahead: ['period'],
  },
  Device: {
    inGraph: true,
    singular: 'device',
    plural: 'devices',
    patient: ['patient'],
    date: ['manufactureDate', 'expirationDate'],
    ahead: ['expirationDate'],
  },
  DiagnosticReport: {
    inGraph: true,
    singular: 'diagnostic report',
    plural: 'reports',
    patient: ['subject'],
    date: ['effectiveDateTime', 'effectivePeriod', 'issued'],
    sortedBy: { parameter: 'date', date: ['effectiveDateTime', 'effectivePeriod'] },
    includes: { 'results.resource': 'DiagnosticReport:result' },
  },
  DocumentReference: {
    inGraph: true,
    singular: 'clinical note or other document',
    plural: 'documents',
    patient: ['subject'],
    date: ['date', 'context.period'],
    sortedBy: { parameter: 'date', date: ['date'] },
  },
  Encounter: {
    inGraph: true,
    singular: 'encounter',
    plural: 'encounters',
    patient: ['subject'],
    date: ['period'],
    plannedStatus: ['planned'],
    sortedBy: { parameter: 'date', date: ['period'] },
    includes: {
      'locations.location.resource': 'Encounter:location',
      'participants.individual.resource': 'Encounter:practitioner',
      'serviceProvider.resource': 'Encounter:service-provider',
    },
  },
  FamilyMemberHistory: {
    inGraph: true,
    singular: 'history of a relative',
    plural: 'family histories',
    patient: ['patient'],
    date: ['date'],
    sortedBy: { parameter: 'date', date: ['date'] },
  },
  Goal: {
    inGraph: true,
    singular: 'goal',
    plural: 'goals',
    patient: ['subject'],
    date: ['startDate', 'statusDate'],
    ahead: ['startDate'],
    sortedBy: { parameter: 'start-date', date: ['startDate'] },
  },
  /** A cohort that the site hands over. */
  Group: { inGraph: false, helpsToFind: true, patient: [], date: [] },
  Immunization: {
    inGraph: true,
    singular: 'vaccination',
    plural: 'vaccinations',
    patient: ['patient'],
    date: ['occurrenceDateTime', 'recorded'],
    sortedBy: { parameter: 'date', date: ['occurrenceDateTime'] },
    includes: { 'performers.actor.resource': 'Immunization:performer' },
  },
  /** Epic's patient lists (system lists and those of a provider). */
  List: { inGraph: false, helpsToFind: true, patient: [], date: [] },
  Location: { ...ofDirectory, singular: 'location' },
  Medication: { ...ofDirectory, singular: 'medication' },
  MedicationRequest: {
    inGraph: true,
    singular: 'order or record of a medication',
    plural: 'medications',
    patient: ['subject'],
    date: ['authoredOn'],
    sortedBy: { parameter: 'authoredon', date: ['authoredOn'] },
    includes: {
      'medication.resource': 'MedicationRequest:medication',
      'requester.resource': 'MedicationRequest:requester',
    },
  },
  Observation: {
    inGraph: true,
    singular: 'observation',
    plural: 'observations',
    patient: ['subject'],
    date: ['effectiveDateTime', 'effectivePeriod', 'effectiveInstant', 'issued'],
    sortedBy: { parameter: 'date', date: ['effectiveDateTime', 'effectivePeriod', 'effectiveInstant'] },
    includes: { 'performers.resource': 'Observation:performer', 'specimen.resource': 'Observation:specimen' },
  },
  Organization: { ...ofDirectory, singular: 'organization' },
  Patient: { inGraph: true, patient: [], isPatient: true, date: [] },
  Practitioner: { ...ofDirectory, singular: 'practitioner' },
  PractitionerRole: { ...ofDirectory, singular: 'role of a practitioner' },
  Procedure: {
    inGraph: true,
    singular: 'procedure',
    plural: 'procedures',
    patient: ['subject'],
    date: ['performedDateTime', 'performedPeriod'],
    plannedStatus: ['preparation'],
    sortedBy: { parameter: 'date', date: ['performedDateTime', 'performedPeriod'] },
    includes: { 'performers.actor.resource': 'Procedure:performer' },
  },
  Provenance: {
    inGraph: true,
    singular: 'account of where records come from',
    patient: ['target'],
    date: ['recorded', 'occurredDateTime'],
  },
  RelatedPerson: {
    inGraph: true,
    singular: 'person who has to do with a patient',
    plural: 'related persons',
    patient: ['patient'],
    date: ['period'],
    ahead: ['period'],
  },
  ServiceRequest: {
    inGraph: true,
    singular: 'order of a test, a procedure or another service',
    plural: 'orders',
    patient: ['subject'],
    date: ['authoredOn', 'occurrenceDateTime'],
    ahead: ['occurrenceDateTime'],
    sortedBy: { parameter: 'authored', date: ['authoredOn'] },
    includes: { 'requester.resource': 'ServiceRequest:requester' },
  },
  Specimen: {
    inGraph: true,
    singular: 'specimen',
    patient: ['subject'],
    date: ['collection.collectedDateTime', 'receivedTime'],
  },
} as const satisfies Partial<Record<Resource['resourceType'], ResourceFacts>>;

export type ResourceType = keyof typeof RESOURCES;
export type ResourceOf<T extends ResourceType> = ExtractResource<T>;
/** The types of the graph. */
export type GraphType = TypeWith<{ readonly inGraph: true }>;
/** The types of the graph with a lookup by id that is derived. */
export type LookupType = TypeWith<{ readonly singular: string }>;
/** The types that a patient has lists of. */
export type ListedType = TypeWith<{ readonly plural: string }>;
/** The types of the directory. */
export type SharedType = TypeWith<{ readonly isShared: true }>;
/** The types whose rows have these facts. */
type TypeWith<F> = {
  [T in ResourceType]: (typeof RESOURCES)[T] extends F ? T : never;
}[ResourceType];

const TYPES = Object.keys(RESOURCES).filter((type) => isResourceType(type));
export const GRAPH_TYPES: readonly GraphType[] = TYPES.filter((type) => isGraphType(type));
export const LOOKUP_TYPES: readonly LookupType[] = TYPES.filter((type) => isLookupType(type));
export const LISTED_TYPES: readonly ListedType[] = TYPES.filter((type) => isListedType(type));

/** True for the types of the table; others cannot be read. */
export function isResourceType(type: string): type is ResourceType {
  return Object.hasOwn(RESOURCES, type);
}

/** True for the types of the graph. */
function isGraphType(type: string): type is GraphType {
  return isResourceType(type) && RESOURCES[type].inGraph;
}

function isLookupType(type: ResourceType): type is LookupType {
  return 'singular' in RESOURCES[type];
}

function isListedType(type: ResourceType): type is ListedType {
  return 'plural' in RESOURCES[type];
}

/** The field of `Query` that looks up a type by id. */
export function lookupFieldOf<T extends LookupType>(type: T): Uncapitalize<T>;
export function lookupFieldOf(type: LookupType): string {
  return type.charAt(0).toLowerCase() + type.slice(1);
}

/** True for the types of the directory, whose resources all callers may be answered from one copy. */
export function isSharedType(type: string): type is SharedType {
  return isResourceType(type) && factsOf(type).isShared === true;
}

/** True for the type that compartments are named after. */
export function isPatientType(type: unknown): boolean {
  return typeof type === 'string' && isResourceType(type) && factsOf(type).isPatient === true;
}

/** True for types whose resources belong to patients; of the others, such as Location, all callers may see the same. */
export function isAboutPatients({ patient, isPatient }: ResourceFacts): boolean {
  return isPatient === true || patient.length > 0;
}

/** True for types of which callers are shown nothing. */
export function helpsToFind(type: ResourceType): boolean {
  return factsOf(type).helpsToFind === true;
}

/** The row of a type. */
export function factsOf(type: ResourceType): ResourceFacts {
  return RESOURCES[type];
}
