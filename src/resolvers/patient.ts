/** Patient, and the demographics that only patients have: where each of their fields comes from. */
import { ageOf, ageTextOf } from '../fhir/age.ts';
import { ADMINISTRATIVE_GENDER, LINK_TYPE, memberOf } from '../fhir/codes.ts';
import { fullName, hasProtectedName, namesOf, preferredName } from '../fhir/names.ts';
import { isReplacedBy, linksOf, replacementOf } from '../fhir/patient-links.ts';
import {
  birthOrderOf,
  contactsOf,
  ethnicityOf,
  isDeceased,
  isOfMultipleBirth,
  languageOf,
  patientExtension,
  raceOf,
} from '../fhir/patient.ts';
import { rawForm } from '../fhir/raw.ts';
import { flag, object, objects, text } from '../fhir/shape.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { interpreterNeeded, tribalAffiliationsOf } from '../fhir/us-core-extensions.ts';
import { eachWithin, within } from '../fhir/within.ts';
import type {
  DemographicResolvers,
  PatientContactResolvers,
  PatientLinkResolvers,
  PatientResolvers,
} from '../generated/resolver-types.ts';
import { patientLists } from './patient-lists.ts';
import { prohibitionsOf } from './patient-prohibitions.ts';
import { mrnWithWarning, warnIfReplaced } from './patient-warnings.ts';

export const Patient: PatientResolvers = {
  ...patientLists,
  prohibitions: prohibitionsOf,
  id: ({ id }) => id,
  fullName: (patient, _args, context, info) =>
    fullName(warnIfReplaced(patient, context, info), context.siteTime),
  name: (patient, { use }, context, info) =>
    preferredName(warnIfReplaced(patient, context, info), context.siteTime, use),
  names: (patient, _args, context, info) => namesOf(warnIfReplaced(patient, context, info)),
  hasProtectedName: (patient) => hasProtectedName(patient),
  birthDate: ({ birthDate }) => text(birthDate),
  age: (patient, _args, { siteTime }) => ageOf(patient, siteTime),
  ageText: (patient, _args, { siteTime }) => ageTextOf(patient, siteTime),
  gender: ({ gender }) => memberOf(ADMINISTRATIVE_GENDER, gender),
  active: ({ active }) => flag(active),
  deceased: (patient) => isDeceased(patient),
  deceasedAt: ({ deceasedDateTime }) => text(deceasedDateTime),
  identifiers: (patient, { system }) =>
    identifiersOf(patient).filter((identifier) => !system || text(identifier.system) === system),
  mrn: (patient, _args, context, info) => mrnWithWarning(patient, context, info),
  telecom: ({ telecom }) => objects(telecom),
  addresses: ({ address }) => objects(address),
  contacts: (patient, _args, { siteTime }) => eachWithin(patient, contactsOf(patient, siteTime)),
  links: (patient) => eachWithin(patient, linksOf(patient)),
  isReplacedBy: (patient) => isReplacedBy(patient),
  replacedBy: (patient) => within(patient, replacementOf(patient)),
  multipleBirth: (patient) => isOfMultipleBirth(patient),
  birthOrder: (patient) => birthOrderOf(patient),
  interpreterRequired: (patient) => interpreterNeeded(patient),
  language: (patient) => languageOf(patient),
  maritalStatus: ({ maritalStatus }) => object(maritalStatus),
  race: (patient) => raceOf(patient),
  ethnicity: (patient) => ethnicityOf(patient),
  tribalAffiliations: (patient) => tribalAffiliationsOf(patient),
  legalSex: (patient) => patientExtension(patient, 'legalSex'),
  sexForClinicalUse: (patient) => patientExtension(patient, 'sexForClinicalUse'),
  sex: (patient) => patientExtension(patient, 'sex'),
  birthSex: (patient) => patientExtension(patient, 'birthSex'),
  genderIdentity: (patient) => patientExtension(patient, 'genderIdentity'),
  pronouns: (patient) => patientExtension(patient, 'pronouns'),
  generalPractitioners: (patient) => eachWithin(patient, patient.generalPractitioner),
  managingOrganization: (patient) => within(patient, patient.managingOrganization),
  resource: (patient) => rawForm(patient),
};

export const Demographic: DemographicResolvers = {
  text: (demographic) => demographic.text,
  ombCategories: ({ ombCategories }) => ombCategories,
  detailed: ({ detailed }) => detailed,
};

export const PatientContact: PatientContactResolvers = {
  relationships: ({ value }) => objects(value.relationship),
  name: ({ value }) => object(value.name),
  telecom: ({ value }) => objects(value.telecom),
  address: ({ value }) => object(value.address),
  gender: ({ value }) => memberOf(ADMINISTRATIVE_GENDER, value.gender),
  organization: ({ value, resource }) => within(resource, value.organization),
  period: ({ value }) => object(value.period),
};

export const PatientLink: PatientLinkResolvers = {
  type: ({ value }) => memberOf(LINK_TYPE, value.type),
  other: ({ value, resource }) => within(resource, value.other),
};
