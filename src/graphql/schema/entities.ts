/**
 * Resolves `Query._entities` from the table of resources. @apollo/subgraph's own resolver sets `__typename` on each object, which throws for the
 * frozen resources of the shared cache.
 */
import { type GraphQLResolveInfo, type GraphQLSchema, isUnionType } from 'graphql';
import { GatewayError } from '../../errors.ts';
import { isFhirId } from '../../fhir/ids.ts';
import { isObject } from '../../fhir/lenient-read.ts';
import { isMrn } from '../../fhir/mrn.ts';
import { factsOf, isResourceType, type ResourceType } from '../../fhir/resources.ts';
import type { Resource, Stored } from '../../fhir/types.ts';
import type { Context } from '../context.ts';
import { collectIncludes, collectLists } from '../resolvers/selection.ts';

/** A representation from a router. Only `__typename` has been validated. */
interface Representation {
  readonly type: ResourceType;
  readonly id: unknown;
  readonly mrn: unknown;
}

/** Sets the resolver of `_entities` and the type resolver of `_Entity`. */
export function resolveEntities(schema: GraphQLSchema): void {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const entity = schema.getType('_Entity');
  if (field === undefined || !isUnionType(entity)) throw new Error('The schema has no entities');
  field.resolve = loadEntities;
  entity.resolveType = typeOf;
}

function typeOf({ resourceType }: Stored<Resource>): string {
  return resourceType;
}

function loadEntities(
  _source: unknown,
  { representations }: { readonly representations?: readonly unknown[] },
  context: Context,
  info: GraphQLResolveInfo,
): Promise<Stored<Resource> | null>[] {
  // A promise per entity, so one that fails leaves the others intact.
  return (representations ?? []).map(async (one) => loadEntity(parseRepresentation(one), context, info));
}

/** @throws GatewayError BAD_USER_INPUT */
function parseRepresentation(value: unknown): Representation {
  const type = isObject(value) ? value['__typename'] : null;
  if (!isObject(value) || typeof type !== 'string' || !isResourceType(type) || !factsOf(type).inGraph)
    throw new GatewayError(
      'BAD_USER_INPUT',
      'A representation in _entities expects the __typename of an entity of this subgraph.',
    );
  const { id, mrn } = value;
  const isPatient = factsOf(type).isPatient === true;
  if (isGiven(id) || (isPatient && isGiven(mrn))) return { type, id, mrn };
  const keys = isPatient ? '`id` or `mrn`' : '`id`';
  throw new GatewayError('BAD_USER_INPUT', `A representation of ${type} in _entities expects ${keys}.`);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Returns null for a key that is malformed, because no record can have it. */
async function loadEntity(
  { type, id, mrn }: Representation,
  { loaders }: Context,
  info: GraphQLResolveInfo,
): Promise<Stored<Resource> | null> {
  if (!isGiven(id)) return isMrn(mrn) ? loaders.byMrn.load(mrn) : null;
  if (typeof id !== 'string' || !isFhirId(id)) return null;
  // A patient's lists need only the id, so their searches start before the patient is read.
  if (factsOf(type).isPatient === true) loaders.lists.start(id, collectLists(info, type));
  return loaders.byId.load(type, id, undefined, collectIncludes(info, type, type));
}
