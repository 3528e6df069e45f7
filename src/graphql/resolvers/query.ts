/** Resolves queries, PatientMatch and PageInfo. */
import type { GraphQLResolveInfo } from 'graphql';
import { badUserInputError, parseId, parseIds, type PatientCriteria } from '../../epic/patient-search.ts';
import { ADMINISTRATIVE_GENDER, codeOf } from '../../fhir/codes.ts';
import { decimalText } from '../../fhir/decimals.ts';
import type {
  AdministrativeGender,
  PageInfoResolvers,
  PatientFilter,
  PatientMatchResolvers,
  QueryResolvers,
  SiteResolvers,
} from '../../generated/resolver-types.ts';
import { lookups, searches } from './derived.ts';
import { loadPatient } from './lookups.ts';
import { numbersFrom } from './number-fields.ts';
import { createListCutWarning } from './page-warnings.ts';
import { collectIncludes, collectLists, pathOf } from './selection.ts';

export const Site: SiteResolvers = { id: ({ id }) => id, name: ({ name }) => name };

export const Query: QueryResolvers = {
  ...lookups,
  ...searches,
  matchPatients: (_query, { input, first }, { loaders }, info) =>
    loaders.patientMatches.match(
      { ...input, gender: parseGender('input', input.gender) },
      first,
      pathOf(info),
    ),
  organizations: (_query, { ids }, { loaders }, info) =>
    Promise.all(parseIds('ids', ids).map((id) => loaders.byId.load('Organization', id, pathOf(info)))),
  patients: async (_query, { first, filter }, { loaders, budget }, info) => {
    const page = await loaders.patients.list(
      { first, filter: parseCriteria(filter) },
      selectionBelow(info),
      pathOf(info),
    );
    if (page.hasNextPage) budget.warn(createListCutWarning('Patient', pathOf(info)));
    return page.edges.map(({ node }) => node);
  },
  patientsConnection: (_query, { first, after, filter }, { loaders }, info) =>
    loaders.patients.list(
      { first, after, filter: parseCriteria(filter) },
      selectionBelow(info),
      pathOf(info),
    ),
  appointments: async (_query, args, { loaders, budget }, info) => {
    const path = pathOf(info);
    const day = await loaders.clinicDay.appointments(args, collectIncludes(info, 'Appointment'), path);
    if (day.isCut) budget.warn(createListCutWarning('Appointment', path));
    return day.appointments;
  },
  site: (_query, _args, { site }) => site.named,
  me: (_query, _args, { launch }) => launch,
  patient: (_query, { id }, { loaders }, info) => loadPatient(parseId('id', id), loaders, info),
  record: (_query, { type, id }, { loaders }, info) =>
    loaders.byId.load(type, parseId('id', id), pathOf(info)),
  patientSummary: (_query, { id }, { loaders }, info) =>
    loaders.patientSummaries.load(parseId('id', id), pathOf(info)),
  patientByIdentifier: (_query, identifier, { loaders }, info) =>
    loaders.patients.byIdentifier(identifier, pathOf(info)),
};

export const PatientMatch: PatientMatchResolvers = {
  patient: ({ patient }) => patient,
  certainty: ({ certainty }) => certainty,
  score: numbersFrom([], ({ score }) => decimalText(score)),
};

export const PageInfo: PageInfoResolvers = {
  hasNextPage: ({ hasNextPage }) => hasNextPage,
  hasPreviousPage: ({ hasPreviousPage }) => hasPreviousPage,
  startCursor: ({ edges: [first] }) => first?.cursor() ?? null,
  endCursor: ({ endCursor }) => endCursor(),
};

function parseCriteria(filter: PatientFilter | null | undefined): PatientCriteria {
  const { gender, ...others } = filter ?? {};
  const code = parseGender('filter', gender);
  return code === null ? others : { ...others, gender: code };
}

/** Returns FHIR's code. @throws GatewayError BAD_USER_INPUT for UNRECOGNIZED */
function parseGender(argument: string, gender: AdministrativeGender | null | undefined): string | null {
  if (gender === null || gender === undefined) return null;
  const code = codeOf(ADMINISTRATIVE_GENDER, gender);
  if (code === undefined)
    throw badUserInputError(`${argument}.gender expects MALE, FEMALE, OTHER or UNKNOWN.`);
  return code;
}

/** Returns the lists and references that are selected below each patient of a field. */
function selectionBelow(info: GraphQLResolveInfo) {
  return { lists: collectLists(info), includes: collectIncludes(info, 'Patient') };
}
