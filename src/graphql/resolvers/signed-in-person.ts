/** Resolves the person who signed in at the FHIR server. */
import type {
  FhirUserReferenceResolvers,
  FhirUserResolvers,
  SignedInPersonResolvers,
} from '../../generated/resolver-types.ts';
import { loadPatient } from './lookups.ts';
import { referenceToAnyOf } from './reference-fields.ts';
import { pathOf } from './selection.ts';

/** Stands for the person, who is no resource yet and contains none. */
const PERSON = { resourceType: 'Person', id: 'me' } as const;

export const SignedInPerson: SignedInPersonResolvers = {
  audience: ({ audience }) => (audience === 'patient' ? 'PATIENT' : 'CLINICIAN'),
  fhirUser: ({ fhirUser }) =>
    fhirUser === null ? null : { value: { reference: fhirUser }, resource: PERSON },
  patient: ({ patient }, _args, { loaders }, info) =>
    patient === null ? null : loadPatient(patient, loaders, info),
  encounter: ({ encounter }, _args, { loaders }, info) =>
    encounter === null ? null : loaders.byId.load('Encounter', encounter, pathOf(info)),
  needPatientBanner: ({ needPatientBanner }) => needPatientBanner,
  styleUrl: ({ styleUrl }) => styleUrl,
  scopes: ({ scopes }) => [...scopes],
  expiresAt: ({ endsAt }) => new Date(endsAt).toISOString(),
};

/** A Person is none of these: it only links to the other records of a person. */
const { reference, type, resource } = referenceToAnyOf(['Patient', 'Practitioner', 'RelatedPerson']);
export const FhirUserReference: FhirUserReferenceResolvers = { reference, type, resource };
export const FhirUser: FhirUserResolvers = { __resolveType: ({ resourceType }) => resourceType };
