/** The fields that a query starts with, and the connection that patients are paged by. */
import { ADMINISTRATIVE_GENDER, codeOf } from '../fhir/codes.ts';
import { badInput, type PatientCriteria, readId } from '../fhir/patient-search.ts';
import type {
  PageInfoResolvers,
  PatientConnectionResolvers,
  PatientEdgeResolvers,
  PatientFilter,
  QueryResolvers,
} from '../generated/resolver-types.ts';

export const Query: QueryResolvers = {
  patients: async (_query, { first, filter }, { loaders }) => {
    const page = await loaders.patients.list({ first, filter: criteriaOf(filter) });
    return page.edges.map(({ node }) => node);
  },
  patientsConnection: (_query, { first, after, filter }, { loaders }) =>
    loaders.patients.list({ first, after, filter: criteriaOf(filter) }),
  patient: (_query, { id }, { loaders }) => loaders.byId.load('Patient', readId('id', id)),
  patientByIdentifier: (_query, identifier, { loaders }) => loaders.patients.byIdentifier(identifier),
};

export const PatientConnection: PatientConnectionResolvers = {
  nodes: ({ edges }) => edges.map(({ node }) => node),
  edges: ({ edges }) => edges,
  pageInfo: (page) => page,
};

export const PatientEdge: PatientEdgeResolvers = {
  node: ({ node }) => node,
  cursor: ({ cursor }) => cursor(),
};

export const PageInfo: PageInfoResolvers = {
  hasNextPage: ({ hasNextPage }) => hasNextPage,
  endCursor: ({ endCursor }) => endCursor(),
};

function criteriaOf(filter: PatientFilter | null | undefined): PatientCriteria {
  const { gender, ...others } = filter ?? {};
  if (gender === null || gender === undefined) return others;
  const code = codeOf(ADMINISTRATIVE_GENDER, gender);
  if (code === undefined) throw badInput('filter.gender expects MALE, FEMALE, OTHER or UNKNOWN.');
  return { ...others, gender: code };
}
