/** How a file of data registers its resource type with the sandbox. `npm run codegen` lists the registrations in served-types.ts. */
import type { Criterion } from '../criteria.ts';
import type { Coding, Resource, ResourceType, Stored } from '../types.ts';
import type { ChartWriter } from './clinical/chart.ts';

export type ServedType = ChartedType | SharedType;

interface TypeTraits<T extends Resource> {
  readonly type: ResourceType & T['resourceType'];
  /** The search parameters besides those that name a patient (Epic's CapabilityStatement). */
  readonly criteria: readonly Criterion[];
  /** A search needs at least one of these. */
  readonly requiresOneOf?: readonly string[];
}

/** A type whose resources belong to a patient, whom each search names. */
export interface ChartedType<T extends Resource = Resource> extends TypeTraits<T> {
  readonly write: ChartWriter<T>;
  /** The parameters that name the patient, by default `patient` and `subject`. */
  readonly patientParameters?: readonly string[];
  /** A parameter for a resource of the patient, such as `encounter`, which Epic accepts instead of the patient. */
  readonly inPlaceOfPatient?: 'encounter';
  /** The paths of references that the server can include, by the name of the `_include`. */
  readonly includes?: Readonly<Record<string, string>>;
  /** A sub-type that Epic leaves out of every search and reports with 59204. */
  readonly withheld?: string;
  /** By default `read, search`. */
  readonly api?: ChartedApi;
  /** The security labels that some of the records have, each with the percentage of records that have it. */
  readonly labels: readonly (readonly [percent: number, label: Coding])[];
  /** Codes outside FHIR's required bindings, which real servers send, by the id of the resource and the element. */
  readonly unknownCodes: UnknownCodes;
  /** Returns the elements of a resource that are too large to keep in memory, by its id. */
  readonly largeElements?: (id: string) => Partial<T>;
}

/** The APIs that Epic has for a type. Epic searches by patient unless the API says `by id` (epic-behaviour §2, §6). */
export type ChartedApi = 'create, read, search' | 'read, search' | 'read, search by id' | 'read';

export type UnknownCodes = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A type that belongs to no patient. Without criteria, it is searched by `_id` only (epic-behaviour §2). */
export interface SharedType<T extends Resource = Resource> extends TypeTraits<T> {
  readonly resources: readonly Stored<T>[];
}
