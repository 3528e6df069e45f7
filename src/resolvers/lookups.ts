/** One resource by id, for every type that is not a list of its own. */
import type { GraphQLResolveInfo } from 'graphql';
import { readId } from '../fhir/patient-search.ts';
import type { ResourceType } from '../fhir/resources.ts';
import type { Context } from '../context.ts';
import type { QueryResolvers } from '../generated/resolver-types.ts';
import { pathOf } from './selected.ts';

const byId =
  <T extends ResourceType>(type: T) =>
  (_query: object, { id }: { readonly id: string }, { loaders }: Context, info: GraphQLResolveInfo) =>
    loaders.byId.load(type, readId('id', id), pathOf(info));

export const lookups = {
  allergyIntolerance: byId('AllergyIntolerance'),
  appointment: byId('Appointment'),
  carePlan: byId('CarePlan'),
  careTeam: byId('CareTeam'),
  condition: byId('Condition'),
  coverage: byId('Coverage'),
  device: byId('Device'),
  diagnosticReport: byId('DiagnosticReport'),
  documentReference: byId('DocumentReference'),
  encounter: byId('Encounter'),
  familyMemberHistory: byId('FamilyMemberHistory'),
  goal: byId('Goal'),
  immunization: byId('Immunization'),
  location: byId('Location'),
  medication: byId('Medication'),
  medicationRequest: byId('MedicationRequest'),
  observation: byId('Observation'),
  organization: byId('Organization'),
  practitioner: byId('Practitioner'),
  practitionerRole: byId('PractitionerRole'),
  procedure: byId('Procedure'),
  provenance: byId('Provenance'),
  relatedPerson: byId('RelatedPerson'),
  serviceRequest: byId('ServiceRequest'),
  specimen: byId('Specimen'),
} satisfies Partial<QueryResolvers>;
