/** Turns the registration of a resource type into a row of the sandbox's table. */
import { bareId, searchChart } from './chart-search.ts';
import { byReference } from './criteria.ts';
import type { Resource } from './types.ts';
import type { ChartedResources, Charts } from './data/charts.ts';
import { storyOf } from './data/clinical/stories.ts';
import type { ChartedApi, ChartedType, ServedType, SharedType } from './data/served-type.ts';
import { createIssue } from './outcomes.ts';
import type { SiteRecords } from './data/site-records.ts';
import { type Interaction, type ResourceTypeRow, withCreated } from './resource-type-row.ts';
import { createMatches, refuseSearch, type SearchResult, tokens } from './searches.ts';

const INTERACTIONS: Readonly<Record<ChartedApi, readonly Interaction[]>> = {
  'create, read, search': ['create', 'read', 'search'],
  read: ['read'],
  'read, search': ['read', 'search'],
  'read, search by id': ['read', 'search'],
};

export function createRow(served: ServedType, charts: Charts, records: SiteRecords): ResourceTypeRow {
  return 'write' in served
    ? createChartedRow(served, charts, records)
    : createSharedRow({ ...served, resources: records.localize(served.resources) });
}

export function createSharedRow({
  type,
  resources,
  criteria,
  requiresOneOf = [],
  api = 'read, search',
  requires = {},
}: SharedType): ResourceTypeRow {
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  return {
    type,
    interactions: INTERACTIONS[api],
    find: (id) => byId.get(id),
    ofPatient: () => [],
    ownerOf: () => undefined,
    charted: null,
    special: new Map(),
    parameters: criteria,
    withheld: () => null,
    search:
      criteria.length === 0
        ? refuseWithoutId
        : (query, created) => {
            const served = withCreated<Resource>(resources, created.shared(type), created);
            return searchShared({ resources: served, criteria, requiresOneOf, requires }, query);
          },
  };
}

/** Uses the first value of each parameter. */
function searchShared(
  {
    resources,
    criteria,
    requiresOneOf,
    requires,
  }: Required<Pick<SharedType, 'resources' | 'criteria' | 'requiresOneOf' | 'requires'>>,
  query: URLSearchParams,
): SearchResult {
  if (!requiresOneOf.some((name) => tokens(query, name).length > 0))
    return refuseSearch(createMissingIssue(query, requiresOneOf));
  const lacking = Object.entries(requires).find(([name, needed]) => query.has(name) && !query.has(needed));
  if (lacking !== undefined) return refuseSearch(createMissingIssue(query, [lacking[1]]));
  const requested = criteria.flatMap((criterion) => {
    const [value] = tokens(query, criterion.name);
    return value === undefined ? [] : [{ criterion, value }];
  });
  const invalid = requested.find(({ criterion, value }) => !criterion.accepts(value));
  if (invalid !== undefined) return refuseSearch(createIssue(4115, { expression: invalid.criterion.name }));
  return createMatches(
    resources.filter((resource) =>
      requested.every(({ criterion, value }) => criterion.admits(resource, value)),
    ),
  );
}

function createChartedRow(served: ChartedType, charts: Charts, { special }: SiteRecords): ResourceTypeRow {
  const { type, criteria, api = 'read, search', requiresOneOf = [] } = served;
  const {
    patientParameters = ['patient', 'subject'],
    withheld = null,
    inPlaceOfPatient,
    largeElements,
  } = served;
  const { find, ofPatient, ownerOf } = resourcesOf(served, charts);
  const isSearchable = api === 'create, read, search' || api === 'read, search';
  return {
    ...createSharedRow({ type, resources: [], criteria: [] }),
    interactions: INTERACTIONS[api],
    find: (id) => {
      const kept = find(id);
      return kept === undefined || largeElements === undefined
        ? kept
        : Object.assign({ ...kept }, largeElements(id));
    },
    ofPatient,
    ownerOf,
    charted: served,
    parameters: isSearchable
      ? [...patientParameters.map((name) => byReference(name, name)), ...criteria]
      : [],
    // A chart with a story has no records from outside.
    withheld: (query) =>
      patientParameters.some((name) => tokens(query, name).some((id) => storyOf(bareId(id)) !== undefined))
        ? null
        : withheld,
    search: (query, created) =>
      api === 'read, search by id'
        ? refuseWithoutId()
        : searchChart(
            {
              patientParameters,
              requiresOneOf,
              inPlaceOfPatient:
                inPlaceOfPatient === undefined
                  ? null
                  : {
                      parameter: inPlaceOfPatient,
                      ownerOf: (id) => created.ownerOf('Encounter', id) ?? charts.encounters.ownerOf(id),
                    },
              criteria,
              ofPatient: (patientId) =>
                withCreated<Resource>(ofPatient(patientId), created.ofPatient(type, patientId), created),
              isPatient: (id) =>
                charts.isPatient(id) || created.patients.some((patient) => patient.id === id),
              special,
            },
            query,
          ),
  };
}

function resourcesOf(served: ChartedType, charts: Charts): ChartedResources<Resource> {
  return served.type === 'Encounter' ? charts.encounters : charts.of(served);
}

/** Adds the create interaction, which Epic offers for only a few types. */
export function addCreate(row: ResourceTypeRow): ResourceTypeRow {
  return { ...row, interactions: ['create', ...row.interactions] };
}

function refuseWithoutId(): SearchResult {
  return refuseSearch(createIssue(4111, { diagnostics: 'Parameter _id is required.', expression: '_id' }));
}

function createMissingIssue(
  query: URLSearchParams,
  names: readonly string[],
): ReturnType<typeof createIssue> {
  return query.size === 0
    ? createIssue(4110)
    : createIssue(4111, {
        diagnostics: `One of these parameters is required: ${names.join(', ')}.`,
        expression: names.join('/'),
      });
}
