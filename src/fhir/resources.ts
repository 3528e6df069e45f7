/** THE TABLE: every resource type that this gateway reads. A type without a row cannot be read. */
import { isObject } from './shape.ts';
import type { ExtractResource, Resource, Stored } from './types.ts';

export type ResourceFacts = FactsOfAny & (FactsOfDirectory | { readonly isShared?: never });

/**
 * The types of the directory: their resources are the same for all callers, whom one copy may serve for a while. A type that is about
 * patients cannot be one.
 */
interface FactsOfDirectory {
  readonly isShared: true;
  readonly patient: readonly [];
  readonly isPatient?: never;
}

interface FactsOfAny {
  /** True where the type is a type of the graph. */
  readonly inGraph: boolean;
  /** True where the type only helps to find others: nothing of it is shown, so that callers need no scope for it. */
  readonly helpsToFind?: true;
  /**
   * Where the resource names its patient, as paths of elements (FHIR R4 patient compartment, CompartmentDefinition/patient); empty
   * for types that are not about one patient.
   */
  readonly patient: readonly string[];
  /** True for the type that compartments are named after: each resource of it is its own patient. */
  readonly isPatient?: boolean;
  /** Where the date stands that lists are sorted by, newest first; the first path that holds one counts. */
  readonly date: readonly string[];
  /** The search parameter by which a server sorts, and the elements that it is about (FHIR R4, the type's search parameters). */
  readonly sortedBy?: { readonly parameter: string; readonly date: readonly string[] };
  /** The elements of `date` that can lie in the future. The others record what has happened, so a future date there is a typo. */
  readonly ahead?: readonly string[];
  /** The statuses of a resource that has not happened yet, so that any of its dates can lie in the future. */
  readonly plannedStatus?: readonly string[];
  /**
   * What can come along with a search: the path of a selection in the graph that needs it, and the `_include` that a server may
   * honour.
   */
  readonly includes?: Readonly<Record<string, string>>;
}

const ofDirectory = { inGraph: true, isShared: true, patient: [], date: [] } as const;

export const RESOURCES = {
  AllergyIntolerance: {
    inGraph: true,
    patient: ['patient'],
    date: ['recordedDate', 'onsetDateTime'],
    sortedBy: { parameter: 'date', date: ['recordedDate'] },
  },
  Appointment: {
    inGraph: true,
    patient: ['participant.actor'],
    date: ['start', 'created'],
    ahead: ['start'],
    sortedBy: { parameter: 'date', date: ['start'] },
    includes: { 'participants.actor.resource': 'Appointment:actor' },
  },
  CarePlan: {
    inGraph: true,
    patient: ['subject'],
    date: ['period', 'created'],
    ahead: ['period'],
    sortedBy: { parameter: 'date', date: ['period'] },
    includes: { 'goals.resource': 'CarePlan:goal' },
  },
  CareTeam: {
    inGraph: true,
    patient: ['subject'],
    date: ['period'],
    ahead: ['period'],
    sortedBy: { parameter: 'date', date: ['period'] },
    includes: { 'participants.member.resource': 'CareTeam:participant' },
  },
  Condition: {
    inGraph: true,
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
  Coverage: { inGraph: true, patient: ['beneficiary'], date: ['period'], ahead: ['period'] },
  Device: {
    inGraph: true,
    patient: ['patient'],
    date: ['manufactureDate', 'expirationDate'],
    ahead: ['expirationDate'],
  },
  DiagnosticReport: {
    inGraph: true,
    patient: ['subject'],
    date: ['effectiveDateTime', 'effectivePeriod', 'issued'],
    sortedBy: { parameter: 'date', date: ['effectiveDateTime', 'effectivePeriod'] },
    includes: { 'results.resource': 'DiagnosticReport:result' },
  },
  DocumentReference: {
    inGraph: true,
    patient: ['subject'],
    date: ['date', 'context.period'],
    sortedBy: { parameter: 'date', date: ['date'] },
  },
  Encounter: {
    inGraph: true,
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
    patient: ['patient'],
    date: ['date'],
    sortedBy: { parameter: 'date', date: ['date'] },
  },
  Goal: {
    inGraph: true,
    patient: ['subject'],
    date: ['startDate', 'statusDate'],
    ahead: ['startDate'],
    sortedBy: { parameter: 'start-date', date: ['startDate'] },
  },
  /** A cohort that the site hands over. */
  Group: { inGraph: false, helpsToFind: true, patient: [], date: [] },
  Immunization: {
    inGraph: true,
    patient: ['patient'],
    date: ['occurrenceDateTime', 'recorded'],
    sortedBy: { parameter: 'date', date: ['occurrenceDateTime'] },
    includes: { 'performers.actor.resource': 'Immunization:performer' },
  },
  /** Epic's patient lists (system lists and those of a provider). */
  List: { inGraph: false, helpsToFind: true, patient: [], date: [] },
  Location: ofDirectory,
  Medication: ofDirectory,
  MedicationRequest: {
    inGraph: true,
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
    patient: ['subject'],
    date: ['effectiveDateTime', 'effectivePeriod', 'effectiveInstant', 'issued'],
    sortedBy: { parameter: 'date', date: ['effectiveDateTime', 'effectivePeriod', 'effectiveInstant'] },
    includes: { 'performers.resource': 'Observation:performer', 'specimen.resource': 'Observation:specimen' },
  },
  Organization: ofDirectory,
  Patient: { inGraph: true, patient: [], isPatient: true, date: [] },
  Practitioner: ofDirectory,
  PractitionerRole: ofDirectory,
  Procedure: {
    inGraph: true,
    patient: ['subject'],
    date: ['performedDateTime', 'performedPeriod'],
    plannedStatus: ['preparation'],
    sortedBy: { parameter: 'date', date: ['performedDateTime', 'performedPeriod'] },
    includes: { 'performers.actor.resource': 'Procedure:performer' },
  },
  Provenance: { inGraph: true, patient: ['target'], date: ['recorded', 'occurredDateTime'] },
  RelatedPerson: { inGraph: true, patient: ['patient'], date: ['period'], ahead: ['period'] },
  ServiceRequest: {
    inGraph: true,
    patient: ['subject'],
    date: ['authoredOn', 'occurrenceDateTime'],
    ahead: ['occurrenceDateTime'],
    sortedBy: { parameter: 'authored', date: ['authoredOn'] },
    includes: { 'requester.resource': 'ServiceRequest:requester' },
  },
  Specimen: { inGraph: true, patient: ['subject'], date: ['collection.collectedDateTime', 'receivedTime'] },
} as const satisfies Partial<Record<Resource['resourceType'], ResourceFacts>>;

export type ResourceType = keyof typeof RESOURCES;
export type ResourceOf<T extends ResourceType> = ExtractResource<T>;
/** The types of the directory. */
export type SharedType = {
  [T in ResourceType]: (typeof RESOURCES)[T] extends { readonly isShared: true } ? T : never;
}[ResourceType];

/** True for the types of the table; others cannot be read. */
export function isResourceType(type: string): type is ResourceType {
  return Object.hasOwn(RESOURCES, type);
}

/** True for the types of the directory, whose resources all callers may be answered from one copy. */
export function isSharedType(type: string): type is SharedType {
  return isResourceType(type) && factsOf(type).isShared === true;
}

/** FHIR R4's types of the directory and of drugs that the gateway does not read. */
const BESIDE: ReadonlySet<string> = new Set(['Endpoint', 'HealthcareService', 'Substance']);

/** True for the types of the directory and of drugs, those included that the gateway does not read. */
export function isOfDirectory(type: unknown): boolean {
  return typeof type === 'string' && (isSharedType(type) || BESIDE.has(type));
}

/** True for the type that compartments are named after. */
export function isPatientType(type: unknown): boolean {
  return typeof type === 'string' && isResourceType(type) && factsOf(type).isPatient === true;
}

/** True for types whose resources belong to patients; of the others, such as Location, all callers may see the same. */
export function isAboutPatients({ patient, isPatient = false }: ResourceFacts): boolean {
  return isPatient || patient.length > 0;
}

/** True for types of which callers are shown nothing. */
export function helpsToFind(type: ResourceType): boolean {
  return factsOf(type).helpsToFind === true;
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
