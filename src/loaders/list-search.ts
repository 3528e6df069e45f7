/** Turns the query of a patient's list into a search that the server understands. */
import type { Capabilities } from '../epic/capabilities.ts';
import { factsOf, parameterOfInclude, patientParameterOf, type ResourceType } from '../fhir/resources.ts';
import type { ListQuery } from './list-query.ts';
import type { ListSource } from './list-reading.ts';
import { groupValues } from './includes.ts';

export type ListSearch = Pick<ListSource, 'parameters' | 'sort' | 'dateParameter' | 'fitsOnePage'>;

interface ListSearchOptions {
  /** Null if the server has not described itself, and so may understand anything. */
  readonly capabilities: Capabilities | null;
  /** The `_include` and `_revinclude` values for the selected fields that the server offers. */
  readonly includes: readonly string[];
}

/** Epic accepts a `_count` from 1 to 999, and nearly every list fits on such a page. */
export const EPIC_COUNT = ['_count', '999'] as const;

/** Returns null if the server does not list the type by patient, or the type is not about patients. */
export function createListSearch(
  type: ResourceType,
  query: ListQuery,
  { capabilities, includes }: ListSearchOptions,
): ListSearch | null {
  const { patient, sortedBy } = factsOf(type);
  const isOffered = capabilities === null || capabilities.hasSearchParameter(type, patientParameterOf(type));
  if (patient.length === 0 || !isOffered) return null;
  const isListed =
    sortedBy !== undefined && capabilities?.hasSearchParameter(type, sortedBy.parameter) === true;
  const canSort = isListed && capabilities.canSort(type, sortedBy.parameter);
  const understood = query.optional.filter(
    ([name]) => capabilities === null || capabilities.hasSearchParameter(type, name),
  );
  const fitsOnePage = capabilities?.isEpic === true;
  const parameters = groupValues([
    ...query.required,
    ...understood,
    ...includes.map((include) => [parameterOfInclude(type, include), include] as const),
    ...(fitsOnePage ? [EPIC_COUNT] : []),
  ]);
  return {
    parameters,
    sort: canSort ? `${query.isOldestFirst ? '' : '-'}${sortedBy.parameter}` : null,
    // Epic's dates can have other meanings than FHIR's.
    dateParameter: isListed && !capabilities.isEpic ? sortedBy.parameter : null,
    fitsOnePage,
  };
}
