/** The registration of a resource type, next to its data. `npm run codegen` lists all registrations in served-types.ts. */
import type { Criterion } from '../criteria.ts';
import type { Coding, Resource, ResourceType, Stored } from '../types.ts';
import type { ChartWriter } from './clinical/chart.ts';

export type ServedType = ChartedType | SharedType;

interface TypeTraits<T extends Resource> {
  readonly type: ResourceType & T['resourceType'];
  /** The search parameters from Epic's CapabilityStatement, except those that name a patient. */
  readonly criteria: readonly Criterion[];
  /** A search needs at least one of these. */
  readonly requiresOneOf?: readonly string[];
}

/** A type in patients' charts. Every search names the patient. */
export interface ChartedType<T extends Resource = Resource> extends TypeTraits<T> {
  readonly write: ChartWriter<T>;
  /** The parameters that name the patient. Defaults to `patient` and `subject`. */
  readonly patientParameters?: readonly string[];
  /** A parameter that Epic accepts instead of the patient, because its resource identifies one. */
  readonly inPlaceOfPatient?: 'encounter';
  /** A sub-type that Epic omits from searches and reports with 59204. */
  readonly withheld?: string;
  /** Defaults to `read, search`. */
  readonly api?: ChartedApi;
  /** The security labels of the type's records, each with the percentage of records that have it. */
  readonly labels: readonly (readonly [percent: number, label: Coding])[];
  /** Codes outside FHIR's required bindings, as real servers send them, by resource id and element. */
  readonly unknownCodes: UnknownCodes;
  /** Returns the elements of the resource with this id that are too large to keep in memory. */
  readonly largeElements?: (id: string) => Partial<T>;
}

/** Epic's APIs for a type. Searches are by patient, unless the API says `by id`. */
export type ChartedApi = 'create, read, search' | 'read, search' | 'read, search by id' | 'read';

export type UnknownCodes = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A type outside patients' charts. Without criteria, searches are only by `_id`. */
export interface SharedType<T extends Resource = Resource> extends TypeTraits<T> {
  /** By parameter: another one that it needs. */
  readonly requires?: Readonly<Record<string, string>>;
  readonly resources: readonly Stored<T>[];
  /** Defaults to `read, search`. */
  readonly api?: 'read' | 'read, search';
}
