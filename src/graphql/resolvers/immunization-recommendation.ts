import { decimalText } from '../../fhir/decimals.ts';
import { forecastDate, forecastName } from '../../fhir/immunization.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type {
  ImmunizationDateCriterionResolvers,
  ImmunizationRecommendationItemResolvers,
  ImmunizationRecommendationResolvers,
} from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';
import { numbersFrom } from './number-fields.ts';

export const ImmunizationRecommendation: ImmunizationRecommendationResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  date: ({ date }) => readText(date),
  authority: (forecast) => inResource(forecast, forecast.authority),
  recommendations: (forecast) => eachInResource(forecast, forecast.recommendation),
  identifiers: (forecast) => identifiersOf(forecast),
  patient: (forecast) => inResource(forecast, forecast.patient),
  resource: (forecast) => toRawJson(forecast),
};

export const ImmunizationRecommendationItem: ImmunizationRecommendationItemResolvers = {
  name: ({ value }) => forecastName(value),
  forecastStatus: ({ value }) => readObject(value.forecastStatus),
  forecastReasons: ({ value }) => readObjects(value.forecastReason),
  vaccines: ({ value }) => readObjects(value.vaccineCode),
  contraindicatedVaccines: ({ value }) => readObjects(value.contraindicatedVaccineCode),
  targetDisease: ({ value }) => readObject(value.targetDisease),
  earliest: ({ value }) => forecastDate(value, 'earliest'),
  due: ({ value }) => forecastDate(value, 'due'),
  overdue: ({ value }) => forecastDate(value, 'overdue'),
  latest: ({ value }) => forecastDate(value, 'latest'),
  dateCriteria: ({ value }) => readObjects(value.dateCriterion),
  description: ({ value }) => readText(value.description),
  series: ({ value }) => readText(value.series),
  doseNumber: numbersFrom(
    ['doseNumberPositiveInt'],
    ({ value }) => decimalText(value.doseNumberPositiveInt) ?? readText(value.doseNumberString),
  ),
  seriesDoses: numbersFrom(
    ['seriesDosesPositiveInt'],
    ({ value }) => decimalText(value.seriesDosesPositiveInt) ?? readText(value.seriesDosesString),
  ),
  supportingImmunizations: ({ value, resource }) => eachInResource(resource, value.supportingImmunization),
  supportingInformation: ({ value, resource }) =>
    eachInResource(resource, value.supportingPatientInformation),
};

export const ImmunizationDateCriterion: ImmunizationDateCriterionResolvers = {
  code: ({ code }) => readObject(code),
  value: ({ value }) => readText(value),
};
