/** The FHIR R4 types of this package. No other file imports `@medplum/fhirtypes`. */
export type * from '@medplum/fhirtypes';

/** A resource as a server stores it: with an id. */
export type Stored<T> = T & { id: string };
