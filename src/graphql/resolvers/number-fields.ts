/** Warns when a field shows a number that the FHIR server sent as a string. */
import type { GraphQLResolveInfo } from 'graphql';
import type { Warning } from '../../epic/warnings.ts';
import type { InResource } from '../../fhir/in-resource.ts';
import { isObject } from '../../fhir/lenient-read.ts';
import { hasNumericString } from '../../fhir/numeric-strings.ts';
import { isResourceType } from '../../fhir/resources.ts';
import type { Context } from '../context.ts';

type Resolve<P, A, R> = (parent: P, args: A, context: Context, info: GraphQLResolveInfo) => R;
type ElementOf<P> = Extract<P extends InResource<infer V> ? keyof V : keyof P, string>;

/** The resolvers that `numbersFrom` returned. A test checks that every field with a number has one. */
const numberResolvers = new WeakSet<object>();

/**
 * Returns a resolver that warns if one of these elements holds a number as a string. A field with numbers, or with a name such as `doseText`,
 * needs it; the elements are empty if the field shows no number of the FHIR server.
 */
export function numbersFrom<P, A, R>(
  elements: readonly ElementOf<P>[],
  resolve: Resolve<P, A, R>,
): Resolve<P, A, R> {
  const resolveWithWarning: Resolve<P, A, R> = (parent, args, context, info) => {
    if (hasTextNumber(parent, elements)) context.budget.warn(createTextNumberWarning(info));
    return resolve(parent, args, context, info);
  };
  numberResolvers.add(resolveWithWarning);
  return resolveWithWarning;
}

/** Returns whether `numbersFrom` made the resolver. */
export function isNumberResolver(resolver: unknown): boolean {
  return typeof resolver === 'function' && numberResolvers.has(resolver);
}

/** Unwraps an element that is paired with its resource (`InResource`). */
function hasTextNumber(parent: unknown, elements: readonly string[]): boolean {
  if (!isObject(parent)) return false;
  const { value, resource } = parent;
  const holder = isObject(value) && isObject(resource) ? value : parent;
  return elements.some((element) => hasNumericString(holder[element], element));
}

/** Ends the path at the first list, so a long list has one warning. */
function createTextNumberWarning({ path }: GraphQLResolveInfo): Warning {
  const steps: GraphQLResolveInfo['path'][] = [];
  for (let step: GraphQLResolveInfo['path'] | undefined = path; step !== undefined; step = step.prev)
    steps.unshift(step);
  const keys = steps.map(({ key }) => key);
  const list = keys.findIndex((key) => typeof key === 'number');
  const types = steps.map(({ typename = '' }) => typename).filter(isResourceType);
  return {
    code: 'NUMBER_IN_TEXT',
    resourceType: types.at(-1) ?? '',
    message:
      'The FHIR server sent a number as a string. The response shows the digits that were sent. Check the value at the source.',
    path: list === -1 ? keys : keys.slice(0, list),
  };
}
