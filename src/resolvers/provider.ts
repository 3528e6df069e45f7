/** Who provides care, and where: none of it is about one patient. */
import { LOCATION_STATUS } from '../fhir/clinical-codes.ts';
import { ADMINISTRATIVE_GENDER, memberOf } from '../fhir/codes.ts';
import { fullName, namesOf } from '../fhir/names.ts';
import { npiOf } from '../fhir/provider.ts';
import { rawForm } from '../fhir/raw.ts';
import { flag, object, objects, text } from '../fhir/shape.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { eachWithin, within } from '../fhir/within.ts';
import type {
  LocationResolvers,
  OrganizationResolvers,
  PractitionerResolvers,
  PractitionerRoleResolvers,
} from '../generated/resolver-types.ts';

export const Practitioner: PractitionerResolvers = {
  id: ({ id }) => id,
  fullName: (practitioner, _args, { siteTime }) => fullName(practitioner, siteTime),
  names: (practitioner) => namesOf(practitioner),
  npi: (practitioner) => npiOf(practitioner),
  identifiers: (practitioner) => identifiersOf(practitioner),
  active: ({ active }) => flag(active),
  gender: ({ gender }) => memberOf(ADMINISTRATIVE_GENDER, gender),
  telecom: ({ telecom }) => objects(telecom),
  addresses: ({ address }) => objects(address),
  qualifications: ({ qualification }) => objects(objects(qualification).map(({ code }) => code)),
  resource: (practitioner) => rawForm(practitioner),
};

export const PractitionerRole: PractitionerRoleResolvers = {
  id: ({ id }) => id,
  active: ({ active }) => flag(active),
  practitioner: (role) => within(role, role.practitioner),
  organization: (role) => within(role, role.organization),
  roles: ({ code }) => objects(code),
  specialties: ({ specialty }) => objects(specialty),
  locations: (role) => eachWithin(role, role.location),
  telecom: ({ telecom }) => objects(telecom),
  period: ({ period }) => object(period),
  resource: (role) => rawForm(role),
};

export const Organization: OrganizationResolvers = {
  id: ({ id }) => id,
  name: ({ name }) => text(name),
  active: ({ active }) => flag(active),
  types: ({ type }) => objects(type),
  npi: (organization) => npiOf(organization),
  identifiers: (organization) => identifiersOf(organization),
  telecom: ({ telecom }) => objects(telecom),
  addresses: ({ address }) => objects(address),
  partOf: (organization) => within(organization, organization.partOf),
  resource: (organization) => rawForm(organization),
};

export const Location: LocationResolvers = {
  id: ({ id }) => id,
  name: ({ name }) => text(name),
  identifiers: (location) => identifiersOf(location),
  description: ({ description }) => text(description),
  status: ({ status }) => memberOf(LOCATION_STATUS, status),
  types: ({ type }) => objects(type),
  telecom: ({ telecom }) => objects(telecom),
  address: ({ address }) => object(address),
  managingOrganization: (location) => within(location, location.managingOrganization),
  partOf: (location) => within(location, location.partOf),
  resource: (location) => rawForm(location),
};
