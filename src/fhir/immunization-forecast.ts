/** Reads the dates of a vaccination forecast (FHIR R4 ImmunizationRecommendation.recommendation.dateCriterion). */
import { codingsOf } from './concepts.ts';
import { readObject, readObjects, readText } from './lenient-read.ts';
import type { ImmunizationRecommendationRecommendation } from './types.ts';

/** LOINC codes of FHIR R4 ImmunizationRecommendationDateCriterionCodes. */
const DATE_CRITERIA = {
  due: '30980-7',
  earliest: '30981-5',
  latest: '59777-3',
  overdue: '59778-1',
} as const;

/** Returns the date of the criterion; null without one, and if several criteria have the code and different dates. */
export function forecastDate(
  { dateCriterion }: ImmunizationRecommendationRecommendation,
  kind: keyof typeof DATE_CRITERIA,
): string | null {
  const dates = readObjects(dateCriterion)
    .filter(({ code }) =>
      codingsOf(readObject(code) ?? {}).some((coding) => coding.code === DATE_CRITERIA[kind]),
    )
    .map(({ value }) => readText(value));
  const [date = null, ...others] = new Set(dates);
  return others.length === 0 ? date : null;
}
