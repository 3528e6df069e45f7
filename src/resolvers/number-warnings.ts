/** The warning about a number that the server sent as a string: the graph shows it as a number all the same. */
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { isResourceType } from '../fhir/resources.ts';
import type { ResponsePath } from '../fhir/usage.ts';

/**
 * Warns if a value has such a number. The path ends at the first list, so that a long list has one warning.
 * @param isInText whether the value has such a number
 */
export function warnOfNumberInText(
  isInText: boolean,
  { usage }: Context,
  { path }: GraphQLResolveInfo,
): void {
  if (!isInText) return;
  const places = placesOf(path);
  const keys = places.map(({ key }) => key);
  const end = keys.findIndex((key) => typeof key === 'number');
  const field: ResponsePath = end === -1 ? keys : keys.slice(0, end);
  const types = places.flatMap(({ typename }) =>
    typename !== undefined && isResourceType(typename) ? typename : [],
  );
  usage.warn({ ...NUMBER_IN_TEXT, resourceType: types.at(-1) ?? '', path: field });
}

const NUMBER_IN_TEXT = {
  code: 'NUMBER_IN_TEXT',
  message: 'The FHIR server sent a number as a string. It is shown as it was sent; check it at the source.',
};

type Place = Pick<GraphQLResolveInfo['path'], 'key' | 'typename'>;

/** The fields from the root to this one. */
function placesOf(path: GraphQLResolveInfo['path']): Place[] {
  const places: Place[] = [];
  for (let place: GraphQLResolveInfo['path'] | undefined = path; place !== undefined; place = place.prev)
    places.unshift(place);
  return places;
}
