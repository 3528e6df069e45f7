/** The FHIR R4 types of this project: the one owner of the package they come from. */
export type * from '@medplum/fhirtypes';

/** A resource as a server gives it: it has an id. */
export type Stored<T> = T & { id: string };
