/** Resolves providers and locations: shared resources, which are about no patient. */
import { ADMINISTRATIVE_GENDER, memberOf } from '../../fhir/codes.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readBoolean, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { fullName, namesOf } from '../../fhir/names.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type { Identifier } from '../../fhir/types.ts';
import type {
  LocationReferenceResolvers,
  LocationResolvers,
  OrganizationReferenceResolvers,
  OrganizationResolvers,
  PractitionerReferenceResolvers,
  PractitionerResolvers,
  PractitionerRoleNotAvailableResolvers,
  PractitionerRoleResolvers,
  WeeklyHoursResolvers,
} from '../../generated/resolver-types.ts';
import { numbersFrom } from './number-fields.ts';
import { resourceFields } from './record-fields.ts';
import { referenceTo } from './reference-fields.ts';
import { availableTimesOf, hoursOf, hoursText } from '../../fhir/opening-hours.ts';
import { LOCATION_MODE, LOCATION_STATUS } from '../../fhir/defined-codes.ts';

/** The identifier systems of the National Provider Identifier (terminology.hl7.org, NamingSystem `npi`). */
const NPI_SYSTEMS: ReadonlySet<string> = new Set([
  'http://hl7.org/fhir/sid/us-npi',
  'urn:oid:2.16.840.1.113883.4.6',
]);

export const Practitioner: PractitionerResolvers = {
  ...resourceFields,
  id: ({ id }) => id,
  fullName: (practitioner, _args, { siteTime }) => fullName(practitioner, siteTime),
  names: (practitioner) => namesOf(practitioner),
  npi: (practitioner) => readNpi(practitioner),
  identifiers: (practitioner) => identifiersOf(practitioner),
  active: ({ active }) => readBoolean(active),
  gender: ({ gender }) => memberOf(ADMINISTRATIVE_GENDER, gender),
  telecom: ({ telecom }) => readObjects(telecom),
  addresses: ({ address }) => readObjects(address),
  qualifications: ({ qualification }) => readObjects(readObjects(qualification).map(({ code }) => code)),
  resource: (practitioner) => toRawJson(practitioner),
};

export const PractitionerRole: PractitionerRoleResolvers = {
  ...resourceFields,
  id: ({ id }) => id,
  active: ({ active }) => readBoolean(active),
  practitioner: (role) => inResource(role, role.practitioner),
  organization: (role) => inResource(role, role.organization),
  roles: ({ code }) => readObjects(code),
  specialties: ({ specialty }) => readObjects(specialty),
  locations: (role) => eachInResource(role, role.location),
  telecom: ({ telecom }) => readObjects(telecom),
  period: ({ period }) => readObject(period),
  availableTimes: (role) => availableTimesOf(role),
  notAvailable: ({ notAvailable }) => readObjects(notAvailable),
  availabilityExceptions: ({ availabilityExceptions }) => readText(availabilityExceptions),
  resource: (role) => toRawJson(role),
};

export const PractitionerRoleNotAvailable: PractitionerRoleNotAvailableResolvers = {
  description: ({ description }) => readText(description),
  during: ({ during }) => readObject(during),
};

export const Organization: OrganizationResolvers = {
  ...resourceFields,
  id: ({ id }) => id,
  name: ({ name }) => readText(name),
  active: ({ active }) => readBoolean(active),
  types: ({ type }) => readObjects(type),
  npi: (organization) => readNpi(organization),
  identifiers: (organization) => identifiersOf(organization),
  telecom: ({ telecom }) => readObjects(telecom),
  addresses: ({ address }) => readObjects(address),
  partOf: (organization) => inResource(organization, organization.partOf),
  resource: (organization) => toRawJson(organization),
};

export const Location: LocationResolvers = {
  ...resourceFields,
  id: ({ id }) => id,
  name: ({ name }) => readText(name),
  identifiers: (location) => identifiersOf(location),
  description: ({ description }) => readText(description),
  status: ({ status }) => memberOf(LOCATION_STATUS, status),
  mode: ({ mode }) => memberOf(LOCATION_MODE, mode),
  types: ({ type }) => readObjects(type),
  telecom: ({ telecom }) => readObjects(telecom),
  address: ({ address }) => readObject(address),
  hours: (location) => hoursOf(location),
  hoursExceptions: ({ availabilityExceptions }) => readText(availabilityExceptions),
  managingOrganization: (location) => inResource(location, location.managingOrganization),
  partOf: (location) => inResource(location, location.partOf),
  resource: (location) => toRawJson(location),
};

export const WeeklyHours: WeeklyHoursResolvers = {
  text: numbersFrom([], (hours) => hoursText(hours)),
  daysOfWeek: ({ daysOfWeek }) => daysOfWeek,
  isAllDay: ({ isAllDay }) => isAllDay,
  start: ({ start }) => start,
  end: ({ end }) => end,
};

export const OrganizationReference: OrganizationReferenceResolvers = referenceTo('Organization');

export const LocationReference: LocationReferenceResolvers = referenceTo('Location');

export const PractitionerReference: PractitionerReferenceResolvers = referenceTo('Practitioner');

function readNpi({ identifier }: { readonly identifier?: Identifier[] }): string | null {
  return readText(
    readObjects(identifier).find(({ system }) => NPI_SYSTEMS.has(readText(system) ?? ''))?.value,
  );
}
