/** How references of every kind answer: only `resource` can cost a request. */
import type { GraphQLResolveInfo } from 'graphql';
import { resourceName } from '../../fhir/resource-names.ts';
import { parseReference } from '../../fhir/ids.ts';
import { GRAPH_TYPES } from '../../fhir/graph-types.ts';
import type { ResourceType } from '../../fhir/resources.ts';
import { readObject, readText } from '../../fhir/lenient-read.ts';
import { isSsn } from '../../fhir/ssn.ts';
import type { Reference as FhirReference, Resource } from '../../fhir/types.ts';
import type { InResource } from '../../fhir/in-resource.ts';
import type { Context } from '../context.ts';
import type {
  ActorReferenceResolvers,
  ActorResolvers,
  AnyResourceResolvers,
  AppointmentActorReferenceResolvers,
  AppointmentActorResolvers,
  CareTeamReferenceResolvers,
  ConditionReferenceResolvers,
  DeviceReferenceResolvers,
  DocumentReferenceReferenceResolvers,
  EncounterReferenceResolvers,
  GoalReferenceResolvers,
  LocationReferenceResolvers,
  MedicationReferenceResolvers,
  MedicationRequestReferenceResolvers,
  ObservationReferenceResolvers,
  OrganizationReferenceResolvers,
  PatientReferenceResolvers,
  PractitionerReferenceResolvers,
  ReferenceResolvers,
  ServiceRequestReferenceResolvers,
  SpecimenReferenceResolvers,
} from '../../generated/resolver-types.ts';
import { pathOf } from './selected.ts';

type Link = InResource<FhirReference>;

const parts = {
  reference: ({ value }: Link) => readText(value.reference),
  type: ({ value }: Link) => readText(value.type) ?? parseReference(value)?.type ?? null,
  identifier: ({ value }: Link) => {
    const identifier = readObject(value.identifier);
    return identifier === null || isSsn(identifier) ? null : identifier;
  },
};

/** Costs no request, so the record counts only if it is at hand. */
async function nameAtHand(target: Promise<Resource | null>): Promise<string | null> {
  const resource = await target;
  return resource === null ? null : resourceName(resource);
}

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

/** References to several types answer with a resource of one of them, or with nothing. */
const toAnyOf = <T extends ResourceType>(types: readonly T[]) => ({
  ...parts,
  display: (link: Link, _args: object, { loaders }: Context) =>
    readText(link.value.display) ?? nameAtHand(loaders.references.loadPrimed(link, types)),
  resource: (link: Link, _args: object, { loaders }: Context, info: GraphQLResolveInfo) =>
    loaders.references.load(link, types, pathOf(info)),
});
const to = <T extends ResourceType>(type: T) => toAnyOf([type]);

export const ActorReference: ActorReferenceResolvers = toAnyOf(ACTORS);
export const AppointmentActorReference: AppointmentActorReferenceResolvers = toAnyOf(APPOINTMENT_ACTORS);
export const CareTeamReference: CareTeamReferenceResolvers = to('CareTeam');
export const ConditionReference: ConditionReferenceResolvers = to('Condition');
export const DeviceReference: DeviceReferenceResolvers = to('Device');
export const DocumentReferenceReference: DocumentReferenceReferenceResolvers = to('DocumentReference');
export const EncounterReference: EncounterReferenceResolvers = to('Encounter');
export const GoalReference: GoalReferenceResolvers = to('Goal');
export const LocationReference: LocationReferenceResolvers = to('Location');
export const MedicationReference: MedicationReferenceResolvers = to('Medication');
export const MedicationRequestReference: MedicationRequestReferenceResolvers = to('MedicationRequest');
export const ObservationReference: ObservationReferenceResolvers = to('Observation');
export const OrganizationReference: OrganizationReferenceResolvers = to('Organization');
export const PatientReference: PatientReferenceResolvers = to('Patient');
export const PractitionerReference: PractitionerReferenceResolvers = to('Practitioner');
export const ServiceRequestReference: ServiceRequestReferenceResolvers = to('ServiceRequest');
export const SpecimenReference: SpecimenReferenceResolvers = to('Specimen');
export const Reference: ReferenceResolvers = toAnyOf(GRAPH_TYPES);

export const Actor: ActorResolvers = { __resolveType: ({ resourceType }) => resourceType };
export const AnyResource: AnyResourceResolvers = { __resolveType: ({ resourceType }) => resourceType };
export const AppointmentActor: AppointmentActorResolvers = {
  __resolveType: ({ resourceType }) => resourceType,
};
