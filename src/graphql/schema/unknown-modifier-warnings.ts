/** Warns about every record in the response that has an unknown modifier extension, with the path of the field. */
import {
  defaultFieldResolver,
  getNamedType,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  responsePathAsArray,
} from 'graphql';
import { isObject } from '../../fhir/lenient-read.ts';
import { hasUnknownModifier } from '../../fhir/modifier-extensions.ts';
import { isTypeOfResources } from '../../fhir/resources.ts';
import type { Context } from '../context.ts';

/** Wraps the resolvers of all fields that return resources. */
export function warnOfUnknownModifiers(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!holdsRecords(schema, getNamedType(field.type))) continue;
      field.resolve = addModifierWarning(field.resolve ?? defaultFieldResolver);
    }
  }
}

type Resolve = GraphQLFieldResolver<unknown, Context>;

function holdsRecords(schema: GraphQLSchema, type: GraphQLNamedType): boolean {
  if (isAbstractType(type)) return schema.getPossibleTypes(type).some(({ name }) => isTypeOfResources(name));
  return isTypeOfResources(type.name);
}

function addModifierWarning(resolve: Resolve): Resolve {
  return (source, args, context, info) => {
    const answer: unknown = resolve(source, args, context, info);
    // `_entities` returns a list of promises.
    for (const value of [answer].flat()) {
      // Only adds a warning. graphql-js gets the same promise, and handles its rejection.
      if (value instanceof Promise)
        value.then((found: unknown) => warnIfUnknown(found, context, info), ignore);
      else warnIfUnknown(value, context, info);
    }
    return answer;
  };
}

function ignore(): void {}

function warnIfUnknown(answer: unknown, { budget }: Context, { path }: GraphQLResolveInfo): void {
  for (const record of [answer].flat()) {
    if (!isObject(record) || !hasUnknownModifier(record)) continue;
    const { resourceType } = record;
    budget.warn({ ...UNKNOWN_MODIFIER, resourceType: String(resourceType), path: responsePathAsArray(path) });
  }
}

const UNKNOWN_MODIFIER = {
  code: 'UNKNOWN_MODIFIER',
  message:
    'A record has an unknown modifier extension, which can reverse its meaning. Find the record by `hasUnknownModifier`, and read ' +
    '`modifierExtension` in its `resource` before relying on it.',
} as const;
