/** The lists of a patient, each as a plain list and as a connection, and what is told from a list as a whole. */
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
import { listCut, mayBeIncomplete } from './page-warnings.ts';
import { includesBelow, pathOf } from './selection.ts';

interface Owner {
  readonly id: string;
}

const page =
  <L extends PatientListName>(list: L) =>
  async ({ id }: Owner, args: ListArguments, { loaders, budget }: Context, info: GraphQLResolveInfo) => {
    const path = pathOf(info);
    const found = await loaders.lists.page(
      list,
      id,
      args,
      includesBelow(info, PATIENT_LISTS[list].type),
      path,
    );
    const isStart = args.after === null || args.after === undefined;
    const isEmpty = isStart && found.edges.length === 0;
    if (isEmpty && !found.isComplete) budget.warn(mayBeIncomplete(PATIENT_LISTS[list].type, path));
    return found;
  };

const nodes = <L extends PatientListName>(list: L) => {
  const read = page(list);
  return async (owner: Owner, args: ListArguments, context: Context, info: GraphQLResolveInfo) => {
    const { edges, hasNextPage } = await read(owner, args, context, info);
    if (hasNextPage) context.budget.warn(listCut(PATIENT_LISTS[list].type, pathOf(info)));
    return edges.map(({ node }) => node);
  };
};

const CONTRADICTORY = {
  code: 'CONTRADICTORY',
  resourceType: PATIENT_LISTS.allergies.type,
  message:
    'The record holds an allergy, and also says that there are none. The status is RECORDED; the statement that there are none is in ' +
    '`allergies`.',
};

type ObservationList = {
  [L in PatientListName]: (typeof PATIENT_LISTS)[L]['type'] extends 'Observation' ? L : never;
}[PatientListName];

const isObservationList = (list: PatientListName): list is ObservationList =>
  PATIENT_LISTS[list].type === 'Observation';

const observations =
  (list: ObservationList) =>
  async (owner: Owner, args: ListArguments, context: Context, info: GraphQLResolveInfo) => {
    const found = await nodes(list)(owner, args, context, info);
    linkListed(found, context, pathOf(info));
    return found;
  };

const observationPage =
  (list: ObservationList) =>
  async (owner: Owner, args: ListArguments, context: Context, info: GraphQLResolveInfo) => {
    const found = await page(list)(owner, args, context, info);
    linkListed(
      found.edges.map(({ node }) => node),
      context,
      pathOf(info),
    );
    return found;
  };

const statusOfAllergies = async (
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
  if (!isComplete && status === 'RECORDED') budget.warn(mayBeIncomplete(PATIENT_LISTS[list].type, path));
  return status;
};

const refutedAllergies = async (
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
    includesBelow(info, PATIENT_LISTS[list].type),
    path,
  );
  if (hasNextPage) budget.warn(listCut(PATIENT_LISTS[list].type, path));
  if (edges.length === 0 && !isComplete) budget.warn(mayBeIncomplete(PATIENT_LISTS[list].type, path));
  return edges.map(({ node }) => node);
};

const codeStatus = ({ id }: Owner, _args: object, { loaders }: Context, info: GraphQLResolveInfo) =>
  loaders.codeStatus.load(id, pathOf(info));

type ListResolvers = { [L in PatientListName]: ReturnType<typeof nodes<L>> } & {
  [L in PatientListName as `${L}Connection`]: ReturnType<typeof page<L>>;
};

const lists = membersFrom<ListResolvers>(
  LIST_NAMES.flatMap((list) => {
    const isOfObservations = isObservationList(list);
    return [
      [list, isOfObservations ? observations(list) : nodes(list)],
      [`${list}Connection`, isOfObservations ? observationPage(list) : page(list)],
    ] as const;
  }),
);

export const patientLists = {
  ...lists,
  allergyStatus: statusOfAllergies,
  codeStatus,
  refutedAllergies,
} satisfies Partial<PatientResolvers>;
