/** How references of every kind answer: only `resource` can cost a request. */
import { text } from '../fhir/shape.ts';
import { object } from '../fhir/shape.ts';
import { parseReference } from '../fhir/ids.ts';
import type { ResourceType } from '../fhir/resources.ts';
import { isSsn } from '../fhir/ssn.ts';
import type { Reference as FhirReference } from '../fhir/types.ts';
import type { Within } from '../fhir/within.ts';
import type { Context } from '../context.ts';
import type {
  ActorReferenceResolvers,
  ActorResolvers,
  AnyResourceResolvers,
  EncounterReferenceResolvers,
  LocationReferenceResolvers,
  ObservationReferenceResolvers,
  OrganizationReferenceResolvers,
  PatientReferenceResolvers,
  PractitionerReferenceResolvers,
  ReferenceResolvers,
} from '../generated/resolver-types.ts';

type Link = Within<FhirReference>;

const parts = {
  reference: ({ value }: Link) => text(value.reference),
  type: ({ value }: Link) => text(value.type) ?? parseReference(value)?.type ?? null,
  display: ({ value }: Link) => text(value.display),
  identifier: ({ value }: Link) => {
    const identifier = object(value.identifier);
    return identifier === null || isSsn(identifier) ? null : identifier;
  },
};

/** References to one type answer with a resource of that type, or with nothing. */
const to = <T extends ResourceType>(type: T) => ({
  ...parts,
  resource: (link: Link, _args: object, { loaders }: Context) => loaders.references.load(link, [type]),
});

export const ActorReference: ActorReferenceResolvers = {
  ...parts,
  resource: (link, _args, { loaders }) =>
    loaders.references.load(link, ['Organization', 'Patient', 'Practitioner', 'PractitionerRole']),
};
export const EncounterReference: EncounterReferenceResolvers = to('Encounter');
export const LocationReference: LocationReferenceResolvers = to('Location');
export const ObservationReference: ObservationReferenceResolvers = to('Observation');
export const OrganizationReference: OrganizationReferenceResolvers = to('Organization');
export const PatientReference: PatientReferenceResolvers = to('Patient');
export const PractitionerReference: PractitionerReferenceResolvers = to('Practitioner');
export const Reference: ReferenceResolvers = {
  ...parts,
  resource: (link, _args, { loaders }) =>
    loaders.references.load(link, [
      'Condition',
      'DiagnosticReport',
      'DocumentReference',
      'Encounter',
      'Location',
      'Observation',
      'Organization',
      'Patient',
      'Practitioner',
      'PractitionerRole',
    ]),
};

export const Actor: ActorResolvers = { __resolveType: ({ resourceType }) => resourceType };
export const AnyResource: AnyResourceResolvers = { __resolveType: ({ resourceType }) => resourceType };
