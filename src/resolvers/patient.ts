/** Patient, and the demographics that only patients have: where each of their fields comes from. */
import { ADMINISTRATIVE_GENDER, memberOf } from '../fhir/codes.ts';
import { mrnOf } from '../fhir/mrn.ts';
import { fullName, namesOf, preferredName } from '../fhir/names.ts';
import { ageOf, ethnicityOf, isDeceased, languageOf, patientExtension, raceOf } from '../fhir/patient.ts';
import { rawForm } from '../fhir/raw.ts';
import { flag, object, objects, text } from '../fhir/shape.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { tribalAffiliationsOf } from '../fhir/us-core-extensions.ts';
import { eachWithin, within } from '../fhir/within.ts';
import type { DemographicResolvers, PatientResolvers } from '../generated/resolver-types.ts';
import { patientLists } from './patient-lists.ts';

export const Patient: PatientResolvers = {
  ...patientLists,
  id: ({ id }) => id,
  fullName: (patient, _args, { today }) => fullName(patient, today),
  name: (patient, { use }, { today }) => preferredName(patient, today, use),
  names: (patient) => namesOf(patient),
  birthDate: ({ birthDate }) => text(birthDate),
  age: (patient, _args, { today }) => ageOf(patient, today),
  gender: ({ gender }) => memberOf(ADMINISTRATIVE_GENDER, gender),
  active: ({ active }) => flag(active),
  deceased: (patient) => isDeceased(patient),
  deceasedAt: ({ deceasedDateTime }) => text(deceasedDateTime),
  identifiers: (patient, { system }) =>
    identifiersOf(patient).filter((identifier) => !system || text(identifier.system) === system),
  mrn: (patient, _args, { mrnSystem }) => mrnOf(patient, mrnSystem),
  telecom: ({ telecom }) => objects(telecom),
  addresses: ({ address }) => objects(address),
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
