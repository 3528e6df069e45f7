/** The search that a server is sent for one patient's list, as far as its capabilities say that it understands it. */
import type { Capabilities } from '../epic/capabilities.ts';
import type { SearchParameters } from '../epic/search-parameters.ts';
import type { ResourceFacts } from '../fhir/resource-facts.ts';
import { factsOf, type ResourceType } from '../fhir/resources.ts';
import type { ListQuery } from './list-query.ts';
import type { ListSource } from './list-reading.ts';
import type { SearchRefusals } from './search-refusals.ts';
import { isSelected, type RequestedField } from './selection.ts';

export type ListSearch = Pick<ListSource, 'parameters' | 'sort' | 'dateParameter'>;

interface ListSearchOptions {
  readonly type: ResourceType;
  readonly query: ListQuery;
  /** Null: the server has not described itself. */
  readonly capabilities: Capabilities | null;
  readonly includes: readonly string[];
  /** Types that the server does not sort. */
  readonly sortRefusals: SearchRefusals;
}

const PATIENT = 'patient';
/** Epic takes a `_count` from 1 to 999, and nearly every list fits on such a page (epic-behaviour §2). */
const EPIC_COUNT = ['_count', '999'] as const;

/** Returns the search that the server understands; null where it does not list the type by patient. */
export function createListSearch({
  type,
  query,
  capabilities,
  includes,
  sortRefusals,
}: ListSearchOptions): ListSearch | null {
  if (capabilities !== null && !capabilities.lists(type, PATIENT)) return null;
  const { sortedBy } = factsOf(type);
  const isListed = sortedBy !== undefined && capabilities?.lists(type, sortedBy.parameter) === true;
  const isSorted = isListed && capabilities.sorts(type, sortedBy.parameter) && !sortRefusals.isRefused(type);
  const understood = query.optional.filter(
    ([name]) => capabilities === null || capabilities.lists(type, name),
  );
  const honoured = includes.filter((include) => capabilities?.includes(type, include) === true);
  return {
    parameters: groupByName([
      ...query.required,
      ...understood,
      ...honoured.map((include) => ['_include', include] as const),
      ...(capabilities?.isEpic === true ? [EPIC_COUNT] : []),
    ]),
    sort: isSorted ? `-${sortedBy.parameter}` : null,
    // Epic's dates can mean something else than FHIR's.
    dateParameter: isListed && !capabilities.isEpic ? sortedBy.parameter : null,
  };
}

function groupByName(pairs: readonly (readonly [name: string, value: string])[]): SearchParameters {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

/** Returns the values of `_include` for what is selected of each resource of a list. */
export function includesOf({ includes = {} }: ResourceFacts, selected: readonly RequestedField[]): string[] {
  return Object.entries(includes).flatMap(([path, include]) => (isSelected(selected, path) ? [include] : []));
}
