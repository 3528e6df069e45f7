/** Resolves the lists of a patient, as plain lists and as connections, and the fields that summarize a list. */
import type { GraphQLResolveInfo } from 'graphql';
import { allergyStatus, isContradictory } from '../../fhir/allergy.ts';
import { FIELDS_DERIVED_FROM_LISTS, PATIENT_LISTS } from '../../fhir/patient-lists.ts';
import type { PatientResolvers } from '../../generated/resolver-types.ts';
import type { Context } from '../context.ts';
import { lists } from './derived.ts';
import { type ListOwner, resolveRecords, resolveRecordsPage } from './lists.ts';
import { createListCutWarning, createIncompleteWarning } from './page-warnings.ts';
import { collectIncludes, pathOf } from './selection.ts';

const CONTRADICTORY = {
  code: 'CONTRADICTORY',
  resourceType: PATIENT_LISTS.allergies.type,
  message:
    'The record contains an allergy, and also a statement of no known allergies. The status is RECORDED. `allergies` contains the statement.',
} as const;

const resolveAllergyStatus = async (
  { id }: ListOwner,
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
  { id }: ListOwner,
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

const resolveCodeStatus = (
  { id }: ListOwner,
  _args: object,
  { loaders }: Context,
  info: GraphQLResolveInfo,
) => loaders.codeStatus.load(id, pathOf(info));

export const patientLists = {
  ...lists,
  allergyStatus: resolveAllergyStatus,
  codeStatus: resolveCodeStatus,
  records: resolveRecords,
  recordsConnection: resolveRecordsPage,
  refutedAllergies: resolveRefutedAllergies,
} satisfies Partial<PatientResolvers>;
