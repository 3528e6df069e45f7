/** Every type of the graph with its resolvers. */
import type { Resolvers } from '../generated/resolver-types.ts';
import {
  Address,
  CodeableConcept,
  Coding,
  ContactPoint,
  FhirDate,
  FhirDateTime,
  Identifier,
  JSON,
  Period,
  Reference,
} from './datatypes.ts';
import { Name } from './name.ts';
import { Demographic, Patient } from './patient.ts';
import { PageInfo, PatientConnection, PatientEdge, Query } from './query.ts';

export const resolvers: Resolvers = {
  Address,
  CodeableConcept,
  Coding,
  ContactPoint,
  Demographic,
  FhirDate,
  FhirDateTime,
  Identifier,
  JSON,
  Name,
  PageInfo,
  Patient,
  PatientConnection,
  PatientEdge,
  Period,
  Query,
  Reference,
};
