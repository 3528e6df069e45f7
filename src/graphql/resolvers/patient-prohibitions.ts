import type { GraphQLResolveInfo } from 'graphql';
import { FIELDS_DERIVED_FROM_LISTS, PATIENT_LISTS } from '../../fhir/patient-lists.ts';
import { sortByForce, type Prohibition, prohibitionsIn } from '../../fhir/prohibitions.ts';
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
  const searches = reads.map(({ list, args }) => loaders.lists.page(list, id, args, [], path));
  const pages = await Promise.allSettled(searches);
  if (pages.every(({ status }) => status === 'rejected')) await Promise.all(searches);
  const found = pages.flatMap((page) =>
    page.status === 'rejected' ? [] : page.value.edges.flatMap(({ node }) => prohibitionsIn(node)),
  );
  for (const [at, page] of pages.entries()) {
    const isCut = page.status === 'rejected' || page.value.hasNextPage;
    // "No prohibitions" is certain only if the FHIR server withheld nothing.
    const isUnproven = page.status === 'fulfilled' && !page.value.isComplete && found.length === 0;
    const list = reads[at]?.list;
    if ((isCut || isUnproven) && list !== undefined)
      budget.warn({ ...INCOMPLETE, resourceType: PATIENT_LISTS[list].type, path });
  }
  return sortByForce(found);
}

const INCOMPLETE = {
  code: 'PROHIBITIONS_INCOMPLETE',
  message:
    'The gateway could not read all records that can contain prohibitions, so `prohibitions` may lack some.',
};
