/** RelatedPerson. */
import { ADMINISTRATIVE_GENDER, memberOf } from '../fhir/codes.ts';
import { fullName, namesOf } from '../fhir/names.ts';
import { rawForm } from '../fhir/raw.ts';
import { flag, object, objects, text } from '../fhir/shape.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { within } from '../fhir/within.ts';
import type { RelatedPersonResolvers } from '../generated/resolver-types.ts';

export const RelatedPerson: RelatedPersonResolvers = {
  id: ({ id }) => id,
  fullName: (person, _args, { siteTime }) => fullName(person, siteTime),
  names: (person) => namesOf(person),
  relationships: ({ relationship }) => objects(relationship),
  active: ({ active }) => flag(active),
  gender: ({ gender }) => memberOf(ADMINISTRATIVE_GENDER, gender),
  birthDate: ({ birthDate }) => text(birthDate),
  telecom: ({ telecom }) => objects(telecom),
  addresses: ({ address }) => objects(address),
  period: ({ period }) => object(period),
  identifiers: (person) => identifiersOf(person),
  patient: (person) => within(person, person.patient),
  resource: (person) => rawForm(person),
};
