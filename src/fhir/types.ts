/** The FHIR R4 types. Only this file imports the package that defines them. */
export type * from '@medplum/fhirtypes';

/** A resource from a FHIR server, which always has an id. */
export type Stored<T> = T & { id: string };
