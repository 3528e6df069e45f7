/** Resolves Patient, its demographics, contacts and links. */
import { ageOf, ageTextOf } from '../../fhir/age.ts';
import { ADMINISTRATIVE_GENDER, memberOf } from '../../fhir/codes.ts';
import { currentFirst, isCurrent } from '../../fhir/current-parts.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readBoolean, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { fullName, hasProtectedName, namesOf, preferredName } from '../../fhir/names.ts';
import { isReplacedBy, linksOf, replacementOf } from '../../fhir/patient-links.ts';
import {
  birthOrderOf,
  ethnicityOf,
  isDeceased,
  isOfMultipleBirth,
  languageOf,
  patientExtension,
  raceOf,
} from '../../fhir/patient.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import { interpreterNeeded, tribalAffiliationsOf } from '../../fhir/us-core-extensions.ts';
import type {
  DemographicResolvers,
  PatientContactResolvers,
  PatientLinkResolvers,
  PatientReferenceResolvers,
  PatientResolvers,
} from '../../generated/resolver-types.ts';
import { patientLists } from './patient-lists.ts';
import { resolveLatestObservations } from './patient-latest-observations.ts';
import { resolveProhibitions } from './patient-prohibitions.ts';
import { resolveRecentRecords } from './patient-recent-records.ts';
import { readMrnOrWarn, warnIfReplaced } from './patient-warnings.ts';
import { resourceFields } from './record-fields.ts';
import { referenceTo } from './reference-fields.ts';
import { PATIENT_LINK_TYPE } from '../../fhir/defined-codes.ts';
import { numbersFrom } from './number-fields.ts';

export const Patient: PatientResolvers = {
  ...resourceFields,
  ...patientLists,
  latestObservations: resolveLatestObservations,
  prohibitions: resolveProhibitions,
  recentRecords: resolveRecentRecords,
  id: ({ id }) => id,
  fullName: (patient, _args, context, info) =>
    fullName(warnIfReplaced(patient, context, info), context.siteTime),
  name: (patient, { use }, context, info) =>
    preferredName(warnIfReplaced(patient, context, info), context.siteTime, use),
  names: (patient, _args, context, info) => namesOf(warnIfReplaced(patient, context, info)),
  hasProtectedName: (patient) => hasProtectedName(patient),
  birthDate: ({ birthDate }) => readText(birthDate),
  age: numbersFrom([], (patient, _args, { siteTime }) => ageOf(patient, siteTime)),
  ageText: numbersFrom([], (patient, _args, { siteTime }) => ageTextOf(patient, siteTime)),
  gender: ({ gender }) => memberOf(ADMINISTRATIVE_GENDER, gender),
  active: ({ active }) => readBoolean(active),
  deceased: (patient) => isDeceased(patient),
  deceasedAt: ({ deceasedDateTime }) => readText(deceasedDateTime),
  identifiers: (patient, { system }) =>
    identifiersOf(patient).filter((identifier) => !system || readText(identifier.system) === system),
  mrn: (patient, _args, context, info) => readMrnOrWarn(patient, context, info),
  telecom: ({ telecom }, _args, { siteTime }) => currentFirst(readObjects(telecom), siteTime),
  addresses: ({ address }, _args, { siteTime }) => currentFirst(readObjects(address), siteTime),
  contacts: (patient, _args, { siteTime }) =>
    eachInResource(patient, currentFirst(readObjects(patient.contact), siteTime)),
  links: (patient) => eachInResource(patient, linksOf(patient)),
  isReplacedBy: (patient) => isReplacedBy(patient),
  replacedBy: (patient) => inResource(patient, replacementOf(patient)),
  multipleBirth: (patient) => isOfMultipleBirth(patient),
  birthOrder: numbersFrom(['multipleBirthInteger'], (patient) => birthOrderOf(patient)),
  interpreterRequired: (patient) => interpreterNeeded(patient),
  language: (patient) => languageOf(patient),
  maritalStatus: ({ maritalStatus }) => readObject(maritalStatus),
  race: (patient) => raceOf(patient),
  ethnicity: (patient) => ethnicityOf(patient),
  tribalAffiliations: (patient) => tribalAffiliationsOf(patient),
  legalSex: (patient) => patientExtension(patient, 'legalSex'),
  sexForClinicalUse: (patient) => patientExtension(patient, 'sexForClinicalUse'),
  sex: (patient) => patientExtension(patient, 'sex'),
  birthSex: (patient) => patientExtension(patient, 'birthSex'),
  genderIdentity: (patient) => patientExtension(patient, 'genderIdentity'),
  pronouns: (patient) => patientExtension(patient, 'pronouns'),
  generalPractitioners: (patient) => eachInResource(patient, patient.generalPractitioner),
  managingOrganization: (patient) => inResource(patient, patient.managingOrganization),
  resource: (patient) => toRawJson(patient),
};

export const Demographic: DemographicResolvers = {
  text: (demographic) => demographic.text,
  ombCategories: ({ ombCategories }) => ombCategories,
  detailed: ({ detailed }) => detailed,
};

export const PatientContact: PatientContactResolvers = {
  relationships: ({ value }) => readObjects(value.relationship),
  name: ({ value }) => readObject(value.name),
  telecom: ({ value }) => readObjects(value.telecom),
  address: ({ value }) => readObject(value.address),
  gender: ({ value }) => memberOf(ADMINISTRATIVE_GENDER, value.gender),
  organization: ({ value, resource }) => inResource(resource, value.organization),
  period: ({ value }) => readObject(value.period),
  isCurrent: ({ value }, _args, { siteTime }) => isCurrent(value, siteTime),
};

export const PatientLink: PatientLinkResolvers = {
  type: ({ value }) => memberOf(PATIENT_LINK_TYPE, value.type),
  other: ({ value, resource }) => inResource(resource, value.other),
};

export const PatientReference: PatientReferenceResolvers = referenceTo('Patient');
