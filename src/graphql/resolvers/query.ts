/** Resolves queries, and PageInfo. */
import { badUserInputError, parseId, parseIds, type PatientCriteria } from '../../epic/patient-search.ts';
import { ADMINISTRATIVE_GENDER, codeOf } from '../../fhir/codes.ts';
import type { PageInfoResolvers, PatientFilter, QueryResolvers } from '../../generated/resolver-types.ts';
import { lookups, searches } from './derived.ts';
import { createListCutWarning } from './page-warnings.ts';
import { collectLists, pathOf, selectsOnlyLists } from './selection.ts';

export const Query: QueryResolvers = {
  ...lookups,
  ...searches,
  organizations: (_query, { ids }, { loaders }, info) =>
    Promise.all(parseIds('ids', ids).map((id) => loaders.byId.load('Organization', id, pathOf(info)))),
  patients: async (_query, { first, filter }, { loaders, budget }, info) => {
    const page = await loaders.patients.list(
      { first, filter: parseCriteria(filter) },
      collectLists(info),
      pathOf(info),
    );
    if (page.hasNextPage) budget.warn(createListCutWarning('Patient', pathOf(info)));
    return page.edges.map(({ node }) => node);
  },
  patientsConnection: (_query, { first, after, filter }, { loaders }, info) =>
    loaders.patients.list({ first, after, filter: parseCriteria(filter) }, collectLists(info), pathOf(info)),
  patient: (_query, { id }, { loaders }, info) =>
    loaders.patients.load(
      parseId('id', id),
      { lists: collectLists(info), hasOnlyLists: selectsOnlyLists(info) },
      pathOf(info),
    ),
  patientByIdentifier: (_query, identifier, { loaders }, info) =>
    loaders.patients.byIdentifier(identifier, pathOf(info)),
};

export const PageInfo: PageInfoResolvers = {
  hasNextPage: ({ hasNextPage }) => hasNextPage,
  hasPreviousPage: ({ hasPreviousPage }) => hasPreviousPage,
  startCursor: ({ edges: [first] }) => first?.cursor() ?? null,
  endCursor: ({ endCursor }) => endCursor(),
};

function parseCriteria(filter: PatientFilter | null | undefined): PatientCriteria {
  const { gender, ...others } = filter ?? {};
  if (gender === null || gender === undefined) return others;
  const code = codeOf(ADMINISTRATIVE_GENDER, gender);
  if (code === undefined) throw badUserInputError('filter.gender expects MALE, FEMALE, OTHER or UNKNOWN.');
  return { ...others, gender: code };
}
