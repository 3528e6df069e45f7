/** The kinds of rows in the table of resource types: searchable only by id, by their own criteria, or by patient. */
import type { Resource, ResourceType, Stored } from './types.ts';
import { type ChartSearch, searchChart } from './chart-search.ts';
import { type Criterion, reference } from './criteria.ts';
import { type ChartedResources, chartedResources, isPatient } from './data/charts.ts';
import type { ChartWriter } from './data/clinical/chart.ts';
import { issue } from './outcomes.ts';
import type { ResourceTypeRow } from './resource-type-row.ts';
import { matched, refused, type SearchResult, tokens } from './searches.ts';

const BOTH = ['read', 'search'] as const;

/** The search options of a type in a patient's chart. */
interface ChartedTraits extends Partial<
  Pick<ChartSearch, 'inPlaceOfPatient' | 'patientParameters' | 'requiresOneOf'>
> {
  criteria: readonly Criterion[];
  includes?: ResourceTypeRow['includes'];
  withheld?: string;
}

/** Returns a row for a type that Epic searches only by `_id`, such as Medication or Organization. */
export function byIdOnly(type: ResourceType, resources: readonly Stored<Resource>[]): ResourceTypeRow {
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  return {
    type,
    interactions: BOTH,
    find: (id) => byId.get(id),
    ofPatient: () => [],
    ownerOf: () => undefined,
    write: null,
    special: new Map(),
    parameters: [],
    includes: {},
    withheld: null,
    search: idRequired,
  };
}

/**
 * Returns a row for a type outside patients' charts. A search needs at least one of `requiresOneOf`, and uses the first value of each
 * parameter.
 */
export function byCriteria(
  type: ResourceType,
  resources: readonly Stored<Resource>[],
  { criteria, requiresOneOf }: { criteria: readonly Criterion[]; requiresOneOf: readonly string[] },
): ResourceTypeRow {
  return {
    ...byIdOnly(type, resources),
    parameters: criteria,
    search: (query) => {
      if (!requiresOneOf.some((name) => tokens(query, name).length > 0))
        return refused(missing(query, requiresOneOf));
      const requested = criteria.flatMap((criterion) => {
        const [value] = tokens(query, criterion.name);
        return value === undefined ? [] : [{ criterion, value }];
      });
      return matched(
        resources.filter((resource) =>
          requested.every(({ criterion, value }) => criterion.admits(resource, value)),
        ),
      );
    },
  };
}

/** Returns a row for a type in patients' charts. Every search must name the patient, by default with `patient` or `subject`. */
export function ofPatients(
  type: ResourceType,
  write: ChartWriter<Resource>,
  traits: ChartedTraits,
): ResourceTypeRow {
  return charted(type, chartedResources(type, write), traits);
}

/** Like {@link ofPatients}, for resources that already exist. */
export function charted(
  type: ResourceType,
  { find, ofPatient, ownerOf, write }: ChartedResources<Resource>,
  traits: ChartedTraits,
): ResourceTypeRow {
  const { criteria, patientParameters = ['patient', 'subject'], requiresOneOf = [], includes = {} } = traits;
  const { inPlaceOfPatient = null, withheld = null } = traits;
  return {
    ...byIdOnly(type, []),
    find,
    ofPatient,
    ownerOf,
    write,
    parameters: [...patientParameters.map((name) => reference(name, name)), ...criteria],
    includes,
    withheld,
    search: (query, created) =>
      searchChart(
        {
          patientParameters,
          requiresOneOf,
          inPlaceOfPatient,
          criteria,
          ofPatient: (patientId) => [...ofPatient(patientId), ...created.ofPatient(type, patientId)],
          isPatient: (id) => isPatient(id) || created.patients.some((patient) => patient.id === id),
        },
        query,
      ),
  };
}

/** Adds the create interaction, which Epic offers for only a few types. */
export function creatable(row: ResourceTypeRow): ResourceTypeRow {
  return { ...row, interactions: ['create', ...row.interactions] };
}

/** Removes the search, for a type that Epic returns only from reads and `_revinclude`. */
export function readOnly(row: ResourceTypeRow): ResourceTypeRow {
  return { ...row, interactions: ['read'], parameters: [] };
}

/** Restricts the search to `_id`, for a type in patients' charts. */
export function searchedByIdOnly(row: ResourceTypeRow): ResourceTypeRow {
  return { ...row, parameters: [], search: idRequired };
}

function idRequired(): SearchResult {
  return refused(issue(4111, { diagnostics: 'Parameter _id is required.', expression: '_id' }));
}

function missing(query: URLSearchParams, names: readonly string[]): ReturnType<typeof issue> {
  return query.size === 0
    ? issue(4110)
    : issue(4111, {
        diagnostics: `One of these parameters is required: ${names.join(', ')}.`,
        expression: names.join('/'),
      });
}
