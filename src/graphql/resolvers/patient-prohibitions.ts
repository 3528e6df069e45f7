import type { GraphQLResolveInfo } from 'graphql';
import { FIELDS_DERIVED_FROM_LISTS, PATIENT_LISTS } from '../../fhir/patient-lists.ts';
import {
  sortByForce,
  type ProhibitingRecord,
  type Prohibition,
  prohibitionsIn,
} from '../../fhir/prohibitions.ts';
import type { Candidates } from '../../loaders/lists.ts';
import type { Context } from '../context.ts';
import { pathOf } from './selection.ts';

/** Returns the prohibitions in all lists that could be read, and warns about each of the others. Throws if none could be read. */
export async function resolveProhibitions(
  { id }: { readonly id: string },
  _args: object,
  { loaders, budget }: Context,
  info: GraphQLResolveInfo,
): Promise<Prohibition[]> {
  const path = pathOf(info);
  const reads = FIELDS_DERIVED_FROM_LISTS.prohibitions;
  const searches = reads.map(({ list, args }) => loaders.lists.candidates(list, id, args, [], path));
  const pages = await Promise.allSettled(searches);
  if (pages.every(({ status }) => status === 'rejected')) await Promise.all(searches);
  const found = pages.flatMap((result) => (result.status === 'rejected' ? [] : prohibitionsOf(result.value)));
  for (const [at, result] of pages.entries()) {
    const page = result.status === 'rejected' ? null : result.value.page;
    const isCut = page === null || page.hasNextPage;
    // "No prohibitions" is certain only if the FHIR server withheld nothing.
    const isUnproven = page?.isComplete === false && found.length === 0;
    const list = reads[at]?.list;
    if ((isCut || isUnproven) && list !== undefined)
      budget.warn({ ...INCOMPLETE, resourceType: PATIENT_LISTS[list].type, path });
  }
  return sortByForce(found);
}

/** Returns the prohibitions of a page. The audit records that the caller received the records that have any. */
function prohibitionsOf({ page, receive }: Candidates<ProhibitingRecord>): Prohibition[] {
  const found = page.edges.flatMap(({ node }) => prohibitionsIn(node));
  receive(found.map(({ record }) => record));
  return found;
}

const INCOMPLETE = {
  code: 'PROHIBITIONS_INCOMPLETE',
  message:
    'The gateway could not read all records that can contain prohibitions, so `prohibitions` may lack some.',
} as const;
