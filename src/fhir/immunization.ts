/** Reads vaccinations and their forecasts (FHIR R4 Immunization, ImmunizationRecommendation). */
import { codingsOf } from './concepts.ts';
import { hasContent, readBoolean, readObject, readObjects, readText } from './lenient-read.ts';
import type { Immunization, ImmunizationRecommendationRecommendation } from './types.ts';

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

/**
 * Returns whether a dose does not count as protection (`Immunization.isSubpotent`, a modifier element), even if the server sends the boolean as
 * text or only a reason; null if the record does not say.
 */
export function isSubpotent({ isSubpotent: stated, subpotentReason }: Immunization): boolean | null {
  const words = readText(stated)?.toLowerCase();
  if (words === 'true' || words === 'false') return words === 'true';
  return readBoolean(stated) ?? (hasContent(subpotentReason) ? true : null);
}
