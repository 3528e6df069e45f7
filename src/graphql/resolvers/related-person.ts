import { ADMINISTRATIVE_GENDER, memberOf } from '../../fhir/codes.ts';
import { currentFirst, isCurrent } from '../../fhir/current-parts.ts';
import { inResource } from '../../fhir/in-resource.ts';
import { readBoolean, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { fullName, namesOf } from '../../fhir/names.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type { RelatedPersonResolvers } from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';

export const RelatedPerson: RelatedPersonResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  fullName: (person, _args, { siteTime }) => fullName(person, siteTime),
  names: (person) => namesOf(person),
  relationships: ({ relationship }) => readObjects(relationship),
  active: ({ active }) => readBoolean(active),
  gender: ({ gender }) => memberOf(ADMINISTRATIVE_GENDER, gender),
  birthDate: ({ birthDate }) => readText(birthDate),
  telecom: ({ telecom }, _args, { siteTime }) => currentFirst(readObjects(telecom), siteTime),
  addresses: ({ address }, _args, { siteTime }) => currentFirst(readObjects(address), siteTime),
  period: ({ period }) => readObject(period),
  isCurrent: (person, _args, { siteTime }) => isCurrent(person, siteTime),
  identifiers: (person) => identifiersOf(person),
  patient: (person) => inResource(person, person.patient),
  resource: (person) => toRawJson(person),
};
