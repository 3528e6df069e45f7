/** Resolves the lists of a patient, as plain lists and as connections, and the fields that summarize a list. */
import type { GraphQLResolveInfo } from 'graphql';
import { allergyStatus, isContradictory } from '../../fhir/allergy.ts';
import {
  FIELDS_DERIVED_FROM_LISTS,
  LIST_NAMES,
  PATIENT_LISTS,
  type PatientListName,
} from '../../fhir/patient-lists.ts';
import type { PatientResolvers } from '../../generated/resolver-types.ts';
import type { ListArguments } from '../../loaders/list-page.ts';
import type { Context } from '../context.ts';
import { membersFrom } from './members-from.ts';
import { linkListed } from './observation-lists.ts';
import { createListCutWarning, createIncompleteWarning } from './page-warnings.ts';
import { collectIncludes, pathOf } from './selection.ts';

interface Owner {
  readonly id: string;
}

const createPageResolver =
  <L extends PatientListName>(list: L) =>
  async ({ id }: Owner, args: ListArguments, { loaders, budget }: Context, info: GraphQLResolveInfo) => {
    const path = pathOf(info);
    const found = await loaders.lists.page(
      list,
      id,
      args,
      collectIncludes(info, PATIENT_LISTS[list].type),
      path,
    );
    const isStart = args.after === null || args.after === undefined;
    const isEmpty = isStart && found.edges.length === 0;
    if (isEmpty && !found.isComplete) budget.warn(createIncompleteWarning(PATIENT_LISTS[list].type, path));
    return found;
  };

const createListResolver = <L extends PatientListName>(list: L) => {
  const resolvePage = createPageResolver(list);
  return async (owner: Owner, args: ListArguments, context: Context, info: GraphQLResolveInfo) => {
    const { edges, hasNextPage } = await resolvePage(owner, args, context, info);
    if (hasNextPage) context.budget.warn(createListCutWarning(PATIENT_LISTS[list].type, pathOf(info)));
    return edges.map(({ node }) => node);
  };
};

const CONTRADICTORY = {
  code: 'CONTRADICTORY',
  resourceType: PATIENT_LISTS.allergies.type,
  message:
    'The record contains an allergy, and also a statement of no known allergies. The status is RECORDED. `allergies` contains the statement.',
};

type ObservationList = {
  [L in PatientListName]: (typeof PATIENT_LISTS)[L]['type'] extends 'Observation' ? L : never;
}[PatientListName];

const isObservationList = (list: PatientListName): list is ObservationList =>
  PATIENT_LISTS[list].type === 'Observation';

const createObservationListResolver =
  (list: ObservationList) =>
  async (owner: Owner, args: ListArguments, context: Context, info: GraphQLResolveInfo) => {
    const found = await createListResolver(list)(owner, args, context, info);
    linkListed(found, context, pathOf(info));
    return found;
  };

const createObservationPageResolver =
  (list: ObservationList) =>
  async (owner: Owner, args: ListArguments, context: Context, info: GraphQLResolveInfo) => {
    const found = await createPageResolver(list)(owner, args, context, info);
    linkListed(
      found.edges.map(({ node }) => node),
      context,
      pathOf(info),
    );
    return found;
  };

const resolveAllergyStatus = async (
  { id }: Owner,
  _args: object,
  { loaders, budget }: Context,
  info: GraphQLResolveInfo,
) => {
  const [{ list, args }] = FIELDS_DERIVED_FROM_LISTS.allergyStatus;
  const path = pathOf(info);
  const { edges, hasNextPage, isComplete } = await loaders.lists.page(list, id, args, [], path);
  const allergies = edges.map(({ node }) => node);
  if (isContradictory(allergies)) budget.warn({ ...CONTRADICTORY, path });
  const status = allergyStatus(allergies, isComplete && !hasNextPage);
  if (!isComplete && status === 'RECORDED')
    budget.warn(createIncompleteWarning(PATIENT_LISTS[list].type, path));
  return status;
};

const resolveRefutedAllergies = async (
  { id }: Owner,
  _args: object,
  { loaders, budget }: Context,
  info: GraphQLResolveInfo,
) => {
  const [{ list, args }] = FIELDS_DERIVED_FROM_LISTS.refutedAllergies;
  const path = pathOf(info);
  const { edges, hasNextPage, isComplete } = await loaders.lists.page(
    list,
    id,
    args,
    collectIncludes(info, PATIENT_LISTS[list].type),
    path,
  );
  if (hasNextPage) budget.warn(createListCutWarning(PATIENT_LISTS[list].type, path));
  if (edges.length === 0 && !isComplete) budget.warn(createIncompleteWarning(PATIENT_LISTS[list].type, path));
  return edges.map(({ node }) => node);
};

const resolveCodeStatus = ({ id }: Owner, _args: object, { loaders }: Context, info: GraphQLResolveInfo) =>
  loaders.codeStatus.load(id, pathOf(info));

type ListResolvers = { [L in PatientListName]: ReturnType<typeof createListResolver<L>> } & {
  [L in PatientListName as `${L}Connection`]: ReturnType<typeof createPageResolver<L>>;
};

const lists = membersFrom<ListResolvers>(
  LIST_NAMES.flatMap((list) => {
    const hasObservations = isObservationList(list);
    return [
      [list, hasObservations ? createObservationListResolver(list) : createListResolver(list)],
      [`${list}Connection`, hasObservations ? createObservationPageResolver(list) : createPageResolver(list)],
    ] as const;
  }),
);

export const patientLists = {
  ...lists,
  allergyStatus: resolveAllergyStatus,
  codeStatus: resolveCodeStatus,
  refutedAllergies: resolveRefutedAllergies,
} satisfies Partial<PatientResolvers>;
