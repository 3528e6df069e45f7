/** Resolves references to several types, and the unions of these types. */
import { GRAPH_TYPES } from '../../fhir/graph-types.ts';
import type {
  ActorReferenceResolvers,
  ActorResolvers,
  AnyResourceResolvers,
  AppointmentActorReferenceResolvers,
  AppointmentActorResolvers,
  ReferenceResolvers,
} from '../../generated/resolver-types.ts';
import { referenceToAnyOf } from './reference-fields.ts';

const ACTORS = [
  'CareTeam',
  'Device',
  'Organization',
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'RelatedPerson',
] as const;

const APPOINTMENT_ACTORS = [
  'Device',
  'Location',
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'RelatedPerson',
] as const;

export const ActorReference: ActorReferenceResolvers = referenceToAnyOf(ACTORS);
export const AppointmentActorReference: AppointmentActorReferenceResolvers =
  referenceToAnyOf(APPOINTMENT_ACTORS);
export const Reference: ReferenceResolvers = referenceToAnyOf(GRAPH_TYPES);

export const Actor: ActorResolvers = { __resolveType: ({ resourceType }) => resourceType };
export const AnyResource: AnyResourceResolvers = { __resolveType: ({ resourceType }) => resourceType };
export const AppointmentActor: AppointmentActorResolvers = {
  __resolveType: ({ resourceType }) => resourceType,
};
