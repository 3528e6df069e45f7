import type { GraphQLResolveInfo } from 'graphql';
import { isFhirId } from '../../fhir/ids.ts';
import { PATIENT_LISTS, type PatientListName } from '../../fhir/patient-lists.ts';
import type { ResourceOf, ResourceType } from '../../fhir/resources.ts';
import type { Resource, Stored } from '../../fhir/types.ts';
import type { ListArguments, ListPage } from '../../loaders/list-page.ts';
import type { ConnectionEdge, ConnectionPage } from '../../loaders/pages.ts';
import type { Context } from '../context.ts';
import { linkListed } from './observation-lists.ts';
import { createIncompleteWarning, createListCutWarning } from './page-warnings.ts';
import { collectIncludes, pathOf } from './selection.ts';

export interface ListOwner {
  readonly id: string;
}

export const createPageResolver =
  <L extends PatientListName>(list: L) =>
  async ({ id }: ListOwner, args: ListArguments, { loaders, budget }: Context, info: GraphQLResolveInfo) => {
    const path = pathOf(info);
    const { type } = PATIENT_LISTS[list];
    const found = await loaders.lists.page(list, id, args, collectIncludes(info, type), path);
    if (provesNothing(found, args)) budget.warn(createIncompleteWarning(type, path));
    return found;
  };

/** Whether a list is empty although there may be records. */
function provesNothing({ edges, isComplete }: ListPage<unknown>, { after }: ListArguments): boolean {
  return (after === null || after === undefined) && edges.length === 0 && !isComplete;
}

type RecordsArguments = ListArguments & { readonly type: ResourceType };

export const resolveRecordsPage = async (
  { id }: ListOwner,
  { type, ...args }: RecordsArguments,
  { loaders, budget }: Context,
  info: GraphQLResolveInfo,
) => {
  const path = pathOf(info);
  const found = await loaders.lists.records(type, id, args, path);
  if (provesNothing(found, args)) budget.warn(createIncompleteWarning(type, path));
  return found;
};

export const resolveRecords = async (
  owner: ListOwner,
  args: RecordsArguments,
  context: Context,
  info: GraphQLResolveInfo,
) => {
  const { edges, hasNextPage } = await resolveRecordsPage(owner, args, context, info);
  if (hasNextPage) context.budget.warn(createListCutWarning(args.type, pathOf(info)));
  return edges.map(({ node }) => node);
};

export const createListResolver = <L extends PatientListName>(list: L) => {
  const resolvePage = createPageResolver(list);
  return async (owner: ListOwner, args: ListArguments, context: Context, info: GraphQLResolveInfo) => {
    const { edges, hasNextPage } = await resolvePage(owner, args, context, info);
    if (hasNextPage) context.budget.warn(createListCutWarning(PATIENT_LISTS[list].type, pathOf(info)));
    return edges.map(({ node }) => node);
  };
};

/**
 * Resolves a list of the patient's records that belong to another record. The resolver returns null if that record does not name its patient,
 * or is contained: then only its container can refer to it.
 * @param select returns the arguments that select the records
 */
const createListOfRecordResolver = <L extends PatientListName>(
  list: L,
  select: (record: Stored<Resource>, info: GraphQLResolveInfo) => object,
) => {
  const resolveList = createListResolver(list);
  return async (
    record: Stored<Resource>,
    args: ListArguments,
    context: Context,
    info: GraphQLResolveInfo,
  ) => {
    const id = context.loaders.patientOf(record);
    if (id === null || !isFhirId(record.id)) return null;
    return resolveList({ id }, { ...args, ...select(record, info) }, context, info);
  };
};

export const createEncounterListResolver = <L extends PatientListName>(list: L) =>
  createListOfRecordResolver(list, ({ id }) => ({ encounter: [id] }));

/** For the lists with the internal arguments of `ofOrder`. Orders in a list share one search; a single order gets a narrower one. */
export const createOrderListResolver = <L extends 'medicationAdministrations' | 'medicationDispenses'>(
  list: L,
) =>
  createListOfRecordResolver(list, ({ id }, info) => {
    const isInList = pathOf(info).some((step) => typeof step === 'number');
    return { [isInList ? 'order' : 'onlyOrder']: `MedicationRequest/${id}` };
  });

type ObservationList = {
  [L in PatientListName]: (typeof PATIENT_LISTS)[L]['type'] extends 'Observation' ? L : never;
}[PatientListName];

export const createObservationListResolver =
  (list: ObservationList) =>
  async (owner: ListOwner, args: ListArguments, context: Context, info: GraphQLResolveInfo) => {
    const found = await createListResolver(list)(owner, args, context, info);
    linkListed(found, context, pathOf(info));
    return found;
  };

export const createObservationPageResolver =
  (list: ObservationList) =>
  async (owner: ListOwner, args: ListArguments, context: Context, info: GraphQLResolveInfo) => {
    const found = await createPageResolver(list)(owner, args, context, info);
    linkListed(
      found.edges.map(({ node }) => node),
      context,
      pathOf(info),
    );
    return found;
  };

type Paged<T extends ResourceType> = Stored<ResourceOf<T>>;

/** Resolves the connections of a type. */
export const createConnectionResolvers = <T extends ResourceType>() => ({
  nodes: ({ edges }: ConnectionPage<Paged<T>>) => edges.map(({ node }) => node),
  edges: ({ edges }: ConnectionPage<Paged<T>>) => edges,
  pageInfo: (page: ConnectionPage<Paged<T>>) => page,
});

export const createEdgeResolvers = <T extends ResourceType>() => ({
  node: ({ node }: ConnectionEdge<Paged<T>>) => node,
  cursor: ({ cursor }: ConnectionEdge<Paged<T>>) => cursor(),
});
