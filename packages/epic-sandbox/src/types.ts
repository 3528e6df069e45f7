/** The FHIR R4 types of this package: the one owner of the package they come from. */
export type * from '@medplum/fhirtypes';

/** A resource as a server stores it: with an id. */
export type Stored<T> = T & { id: string };
