import type { GraphQLResolveInfo } from 'graphql';
import type { LatestObservationsArguments, ObservationGroup } from '../../loaders/latest-observations.ts';
import type { Context } from '../context.ts';
import type { ListOwner } from './lists.ts';
import { linkListed } from './observation-lists.ts';
import { createIncompleteWarning } from './page-warnings.ts';
import { pathOf } from './selection.ts';

export async function resolveLatestObservations(
  { id }: ListOwner,
  args: LatestObservationsArguments,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<ObservationGroup[]> {
  const path = pathOf(info);
  const groups = await context.loaders.latestObservations.load(id, args, path);
  linkListed([...new Set(groups.flatMap(({ observations }) => observations ?? []))], context, path);
  if (groups.some(({ observations, isComplete }) => observations?.length === 0 && !isComplete))
    context.budget.warn(createIncompleteWarning('Observation', path));
  return groups;
}
