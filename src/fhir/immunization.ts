/** Reads vaccinations and their forecasts (FHIR R4 Immunization, ImmunizationRecommendation). */
import { codingsOf, firstName } from './concepts.ts';
import { hasContent, readObject, readObjects, readText, readWrittenBoolean } from './lenient-read.ts';
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
      codingsOf(readObject(code) ?? {}).some((coding) => readText(coding.code) === DATE_CRITERIA[kind]),
    )
    .map(({ value }) => readText(value));
  const [date = null, ...others] = new Set(dates);
  return others.length === 0 ? date : null;
}

/**
 * Returns the vaccine, otherwise the disease, after the status unless the dose is due: the status is a modifier element, and can advise
 * against the vaccine.
 */
export function forecastName(item: ImmunizationRecommendationRecommendation): string | null {
  const name = firstName(...readObjects(item.vaccineCode), readObject(item.targetDisease));
  if (name === null) return null;
  const status = readObject(item.forecastStatus);
  const words = [
    status === null ? item.forecastStatus : status.text,
    ...codingsOf(status ?? {}).map(({ code, display }) => readText(display) ?? code),
  ].flatMap((one) => readText(one) ?? []);
  const other = words.find((word) => !['due', 'overdue'].includes(word.toLowerCase()));
  if (other === undefined && words.length > 0) return name;
  return `${other ?? 'Status unknown'}: ${name}`;
}

/**
 * Returns whether a dose does not count as protection (`Immunization.isSubpotent`, a modifier element), even if the server sends the boolean as
 * text or only a reason; null if the record does not say.
 */
export function isSubpotent({ isSubpotent: stated, subpotentReason }: Immunization): boolean | null {
  return readWrittenBoolean(stated) ?? (hasContent(subpotentReason) ? true : null);
}
